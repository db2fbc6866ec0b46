package dev.pgtier.migrations.ledger;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The records of a directory. Any number of threads and processes may use it at a time; each holds
 * it for one reading or one record. Whatever was edited, removed, put elsewhere or put in makes
 * every method refuse.
 *
 * <p>All methods read and write files, and may wait for others.
 */
public final class Ledger {
  private static final String FILE = "ledger.jsonl";
  private static final String HEAD = "ledger.head";

  private final Path directory;
  private final InstantSource clock;
  private final LedgerKey key;

  /** What was proved last; guarded by {@link LedgerLock}. */
  private Chain known = Chain.EMPTY;

  /** The ledger of a directory, which is made with the first record. */
  public Ledger(Path directory) {
    this(directory, InstantSource.system());
  }

  /** With another clock. */
  public Ledger(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    this.key = new LedgerKey(directory);
  }

  /** All records in their order, each proved. */
  public List<LedgerEntry> read() throws LedgerException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (LedgerLock lock = LedgerLock.take(directory)) {
      return load(lock, bytes()).entries();
    } catch (IOException e) {
      throw new LedgerException("cannot read the ledger in %s: %s".formatted(directory, why(e)), e);
    }
  }

  /** Appends a record; when this returns, it is safe on disk. */
  public LedgerEntry append(LedgerRecord record) throws LedgerException {
    return append(entries -> Optional.of(record)).orElseThrow();
  }

  /**
   * Appends a record that depends on what is there; nobody can append another in between.
   *
   * @param decide from all records so far to the one that follows; empty for none. It must not use
   *     a ledger itself
   */
  public Optional<LedgerEntry> append(Function<List<LedgerEntry>, Optional<LedgerRecord>> decide)
      throws LedgerException {
    try {
      Files.createDirectories(directory);
      try (LedgerLock lock = LedgerLock.take(directory)) {
        byte[] text = bytes();
        Chain chain = load(lock, text);
        Optional<LedgerRecord> record = decide.apply(chain.entries());
        if (record.isEmpty()) {
          return Optional.empty();
        }
        try (Appender appender = appender(chain, text)) {
          LedgerEntry entry = appender.append(record.get());
          return Optional.of(entry);
        }
      }
    } catch (IOException e) {
      throw new LedgerException(
          "cannot write to the ledger in %s: %s".formatted(directory, why(e)), e);
    }
  }

  /**
   * Has another key sign from now on. The record of that is the last one which the old key signs;
   * the old private key is gone afterwards.
   *
   * @throws LedgerException also where there is no record yet
   */
  public LedgerEntry rotateKey() throws LedgerException {
    if (!Files.exists(directory.resolve(FILE))) {
      throw new LedgerException(
          "there is no ledger in %s yet; its key is made with its first record"
              .formatted(directory));
    }
    try (LedgerLock lock = LedgerLock.take(directory)) {
      byte[] text = bytes();
      try (Appender appender = appender(load(lock, text), text)) {
        return appender.rotate(key);
      }
    } catch (IOException e) {
      throw new LedgerException(
          "cannot change the ledger's key in %s: %s".formatted(directory, why(e)), e);
    }
  }

  private Appender appender(Chain chain, byte[] text) throws IOException, LedgerException {
    Appender appender = new Appender(chain, key.of(chain));
    boolean done = false;
    try {
      appender.prepare(Arrays.copyOfRange(text, chain.bytes(), text.length));
      done = true;
      return appender;
    } finally {
      if (!done) {
        appender.close();
      }
    }
  }

  /** Proves what is there; {@code lock} is held meanwhile. */
  private Chain load(LedgerLock lock, byte[] text) throws IOException, LedgerException {
    java.util.Objects.requireNonNull(lock);
    Chain chain = Chain.read(text, known);
    Path head = directory.resolve(HEAD);
    if (Files.exists(head)) {
      prove(chain, head);
    } else if (chain.lastSeq() > 1) {
      throw new LedgerException(
          "the ledger was tampered with: %s is missing, which says where it ends".formatted(head));
    }
    known = chain;
    return chain;
  }

  private static void prove(Chain chain, Path file) throws IOException, LedgerException {
    if (chain.key() == null) {
      throw new LedgerException(
          "the ledger was tampered with: its records are gone; put the ledger back from a copy");
    }
    Head head =
        Head.read(file, chain)
            .orElseThrow(
                () ->
                    new LedgerException(
                        "the ledger was tampered with: %s is not what its key signed"
                            .formatted(file)));
    if (head.seq() > chain.lastSeq()) {
      throw new LedgerException(
          "the ledger was tampered with: it ended with record %d, and record %d is gone; put the ledger back from a copy"
              .formatted(head.seq(), chain.lastSeq() + 1));
    }
    if (head.seq() < 1 || !chain.entries().get((int) head.seq() - 1).hash().equals(head.hash())) {
      throw new LedgerException(
          "the ledger was tampered with: record %d is not the one that %s names"
              .formatted(head.seq(), file.getFileName()));
    }
  }

  private byte[] bytes() throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Writes records behind a chain that was proved, under the lock. */
  private final class Appender implements AutoCloseable {
    private final FileChannel channel;
    private final boolean fresh;
    private SigningKey signing;
    private long seq;
    private String prev;
    private long end;

    Appender(Chain chain, SigningKey signing) throws IOException {
      this.signing = signing;
      this.seq = chain.lastSeq();
      this.prev = chain.lastHash();
      this.end = chain.bytes();
      this.fresh = !Files.exists(directory.resolve(FILE));
      this.channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** What must be there before another record: the key's, and the end of a crash. */
    void prepare(byte[] torn) throws IOException {
      if (fresh) {
        LogDirectory.sync(directory);
      }
      Optional<LedgerRecord> repaired = Optional.empty();
      if (torn.length > 0) {
        String into = "ledger.torn-" + end;
        Files.write(
            directory.resolve(into),
            torn,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            StandardOpenOption.SYNC);
        LogDirectory.sync(directory);
        channel.truncate(end);
        channel.force(true);
        repaired = Optional.of(new LedgerRecord.Repaired(torn.length, into));
      }
      if (seq == 0) {
        append(named(signing));
      }
      if (repaired.isPresent()) {
        append(repaired.get());
      }
    }

    private LedgerRecord named(SigningKey key) {
      return new LedgerRecord.Key(Keys.base64(key.publicKey()), System.getProperty("user.name"));
    }

    /** The old key signs that there is a new one, and the new one that this is where it ends. */
    LedgerEntry rotate(LedgerKey keys) throws IOException {
      SigningKey successor = keys.successor();
      LedgerEntry entry = write(named(successor));
      signing = successor;
      head();
      keys.takeOver();
      return entry;
    }

    LedgerEntry append(LedgerRecord record) throws IOException {
      LedgerEntry entry = write(record);
      head();
      return entry;
    }

    private void head() throws IOException {
      new Head(seq, prev).write(directory.resolve(HEAD), signing);
    }

    private LedgerEntry write(LedgerRecord record) throws IOException {
      Instant time = clock.instant();
      byte[] line = LedgerLine.write(seq + 1, time, record, prev, signing);
      LedgerEntry entry =
          LedgerLine.read(Arrays.copyOf(line, line.length - 1), signing.publicKey())
              .orElseThrow(() -> new IllegalArgumentException("no record: " + record));
      boolean done = false;
      try {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        long at = end;
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
        channel.force(true);
        done = true;
      } finally {
        if (!done) {
          // A full disk leaves a part of it; if this fails too, the next append repairs it.
          channel.truncate(end);
        }
      }
      seq++;
      end += line.length;
      prev = entry.hash();
      return entry;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
