package dev.pgtier.migrations.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.seal.SignedLine;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The last record that is surely there, signed, in a file beside the chain: without it records
 * could be cut off at the end unseen.
 */
record Head(long seq, String hash) {
  /** Replaces the file; a crash leaves the old one or the new one. */
  void write(Path file, SigningKey key) throws IOException {
    String text = "{\"v\":1,\"type\":\"head\",\"seq\":%d,\"hash\":\"%s\"".formatted(seq, hash);
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(SignedLine.sign(text, key).text() + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    LogDirectory.sync(file.toAbsolutePath().getParent());
  }

  /** Empty where the file is not one that was signed by the key which signs behind that record. */
  static Optional<Head> read(Path file, Chain chain) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\n")) {
      return Optional.empty();
    }
    Optional<SignedLine> line = SignedLine.of(text.substring(0, text.length() - 1));
    return line.flatMap(signed -> RecordJson.object(signed.signed() + "}"))
        .filter(object -> object.path("type").asText().equals("head"))
        .map(Head::of)
        .filter(head -> line.get().isSignedBy(chain.keyBehind(head.seq)));
  }

  private static Head of(ObjectNode object) {
    return new Head(object.path("seq").asLong(), object.path("hash").asText());
  }
}
