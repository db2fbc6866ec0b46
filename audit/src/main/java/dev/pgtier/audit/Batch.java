package dev.pgtier.audit;

import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.Line;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines that are written together, and where the chain stands behind them. What stands before
 * is kept until {@link #commit}, since the lines may not get to the file.
 */
final class Batch {
  private static final int MOST_BYTES = 512 << 10;
  private static final int MOST_ENTRIES = 4096;

  private final MessageDigest digest = Hashes.sha256();
  private final List<Entry> entries = new ArrayList<>();
  private final byte[] hash = new byte[Hashes.LETTERS];
  private final byte[] hashBefore = new byte[Hashes.LETTERS];
  private byte[] lines = new byte[MOST_BYTES];
  private ByteBuffer direct = ByteBuffer.allocateDirect(MOST_BYTES);
  private int length;
  private long seq;
  private long seqBefore;

  /** Begins behind a record. */
  Batch(long seq, String hash) {
    this.seq = seq;
    this.seqBefore = seq;
    byte[] letters = hash.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(letters, 0, this.hash, 0, Hashes.LETTERS);
    System.arraycopy(letters, 0, hashBefore, 0, Hashes.LETTERS);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether one more fits; the first always does. */
  boolean fits(Entry entry) {
    return entries.isEmpty()
        || (entries.size() < MOST_ENTRIES && length + entry.size + Line.overhead() <= MOST_BYTES);
  }

  void add(Entry entry) {
    byte[] body = entry.body(seq + 1, hash);
    int needed = Math.addExact(length, body.length + Line.overhead());
    if (needed > lines.length) {
      lines = Arrays.copyOf(lines, needed);
    }
    length = Line.write(lines, length, ++seq, body, hash, digest);
    entries.add(entry);
  }

  /** The bytes, to be written before the next change. */
  ByteBuffer bytes() {
    if (direct.capacity() < length) {
      direct = ByteBuffer.allocateDirect(length);
    }
    direct.clear();
    direct.put(lines, 0, length);
    return direct.flip();
  }

  List<Entry> entries() {
    return entries;
  }

  int length() {
    return length;
  }

  /** The number of the first line of this batch. */
  long first() {
    return seqBefore + 1;
  }

  /** The number of the last record. */
  long seq() {
    return seq;
  }

  String hash() {
    return new String(hash, StandardCharsets.US_ASCII);
  }

  /** The lines are in the file: the next ones stand behind them. */
  void commit() {
    seqBefore = seq;
    System.arraycopy(hash, 0, hashBefore, 0, Hashes.LETTERS);
    clear();
  }

  /** The lines are not in the file. */
  void rollBack() {
    seq = seqBefore;
    System.arraycopy(hashBefore, 0, hash, 0, Hashes.LETTERS);
    clear();
  }

  private void clear() {
    entries.clear();
    length = 0;
    if (lines.length > 4 * MOST_BYTES) {
      lines = new byte[MOST_BYTES];
      direct = ByteBuffer.allocateDirect(MOST_BYTES);
    }
  }
}
