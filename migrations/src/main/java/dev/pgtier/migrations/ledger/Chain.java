package dev.pgtier.migrations.ledger;

import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.seal.Keys;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a ledger up to the last newline, each proved: its hash, its place, its signature.
 *
 * @param bytes of these lines
 * @param key that signs what follows; null where there is no record yet
 */
record Chain(List<LedgerEntry> entries, int bytes, PublicKey key, List<Byte> sha256) {
  static final Chain EMPTY = new Chain(List.of(), 0, null, hash(new byte[0], 0));

  String lastHash() {
    return entries.isEmpty() ? Hashes.NONE : entries.get(entries.size() - 1).hash();
  }

  long lastSeq() {
    return entries.size();
  }

  /** The key that signs what follows a record; behind the last one there is, {@link #key}. */
  PublicKey keyBehind(long seq) {
    if (seq >= lastSeq()) {
      return key;
    }
    PublicKey last = key;
    for (LedgerEntry entry : entries.subList(0, (int) Math.max(seq, 1))) {
      if (entry.record() instanceof LedgerRecord.Key named) {
        last = Keys.ofBase64(named.publicKey()).orElseThrow();
      }
    }
    return last;
  }

  /**
   * Reads on behind what was proved before; where these bytes are no longer the same, from the
   * start.
   *
   * @throws LedgerException naming the first record that is not as it was written
   */
  static Chain read(byte[] text, Chain known) throws LedgerException {
    boolean same = text.length >= known.bytes && hash(text, known.bytes).equals(known.sha256);
    Chain from = same ? known : EMPTY;
    List<LedgerEntry> entries = new ArrayList<>(from.entries);
    PublicKey key = from.key;
    String prev = from.lastHash();
    int start = from.bytes;
    for (int end = newline(text, start); end >= 0; end = newline(text, start)) {
      byte[] line = Arrays.copyOfRange(text, start, end);
      long number = entries.size() + 1L;
      if (number == 1) {
        key = LedgerLine.firstKey(line).orElseThrow(() -> damaged(1));
      }
      LedgerEntry entry = LedgerLine.read(line, key).orElseThrow(() -> damaged(number));
      Optional<String> before = prev(line);
      if (entry.seq() != number || !before.equals(Optional.of(prev))) {
        throw new LedgerException(
            "the ledger was tampered with: where record %d must stand, there is record %d of another place; put the ledger back from a copy"
                .formatted(number, entry.seq()));
      }
      if (entry.record() instanceof LedgerRecord.Key next) {
        key = Keys.ofBase64(next.publicKey()).orElseThrow(() -> damaged(number));
      }
      entries.add(entry);
      prev = entry.hash();
      start = end + 1;
    }
    return new Chain(List.copyOf(entries), start, key, hash(text, start));
  }

  private static Optional<String> prev(byte[] line) {
    return dev.pgtier.audit.chain.Line.read(line, Hashes.sha256()).map(link -> link.prev());
  }

  private static LedgerException damaged(long number) {
    return new LedgerException(
        "the ledger was tampered with: record %d is not as it was written; put the ledger back from a copy"
            .formatted(number));
  }

  private static int newline(byte[] text, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static List<Byte> hash(byte[] text, int length) {
    MessageDigest sha256 = Hashes.sha256();
    sha256.update(text, 0, length);
    List<Byte> bytes = new ArrayList<>();
    for (byte b : sha256.digest()) {
      bytes.add(b);
    }
    return List.copyOf(bytes);
  }
}
