package dev.pgtier.migrations.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.Line;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line: the audit's, with {@code ,"signer":"…","seal":"…"} as the last fields before {@code
 * "prev"}. The signature is over all bytes before {@code ,"seal"}, followed by the hash before in
 * the form {@code ,"prev":"…"}}: without the key nobody can make another record, nor put one
 * elsewhere.
 */
final class LedgerLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String SEAL = ",\"seal\":\"";
  private static final String PREV = "\",\"prev\":\"";

  private LedgerLine() {}

  /** A line with its newline. */
  static byte[] write(long seq, Instant time, LedgerRecord record, String prev, SigningKey key) {
    String body =
        ",\"time\":\"%s\",\"event\":\"%s\"%s,\"signer\":\"%s\""
            .formatted(TIME.format(time), record.event(), RecordJson.fields(record), key.id());
    String signature = key.sign(signed("{\"v\":1,\"seq\":" + seq + body, prev));
    byte[] whole = (body + SEAL + signature + "\"").getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[whole.length + Line.overhead()];
    byte[] hash = prev.getBytes(StandardCharsets.US_ASCII);
    return Arrays.copyOf(out, Line.write(out, 0, seq, whole, hash, Hashes.sha256()));
  }

  /** What can be read of a line; empty where it was not written so. */
  static Optional<LedgerEntry> read(byte[] bytes, PublicKey key) {
    Optional<Line.Link> link = Line.read(bytes, Hashes.sha256());
    String line = new String(bytes, StandardCharsets.UTF_8);
    int signature = line.lastIndexOf(SEAL);
    int prev = line.lastIndexOf(PREV);
    if (link.isEmpty() || signature < 0 || prev < signature) {
      return Optional.empty();
    }
    String spelled = line.substring(signature + SEAL.length(), prev);
    byte[] signed = signed(line.substring(0, signature), link.get().prev());
    if (!Keys.isSigned(key, signed, spelled)) {
      return Optional.empty();
    }
    return RecordJson.object(line)
        .flatMap(
            object ->
                RecordJson.record(object)
                    .map(
                        record ->
                            new LedgerEntry(
                                link.get().seq(), time(object), link.get().hash(), record)));
  }

  /** The first record, which names the key that it is signed by. */
  static Optional<PublicKey> firstKey(byte[] line) {
    return RecordJson.object(new String(line, StandardCharsets.UTF_8))
        .flatMap(RecordJson::record)
        .filter(LedgerRecord.Key.class::isInstance)
        .flatMap(record -> Keys.ofBase64(((LedgerRecord.Key) record).publicKey()));
  }

  private static Instant time(ObjectNode object) {
    return Instant.parse(object.path("time").asText());
  }

  private static byte[] signed(String text, String prev) {
    return (text + ",\"prev\":\"" + prev + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
