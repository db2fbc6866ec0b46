package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;

/** What the log says of itself; only the log appends these. */
public sealed interface LogEvent extends AuditRecord {
  @Override
  default boolean hasHappened() {
    return true;
  }

  /**
   * A process began to write.
   *
   * @param key the id of the key that signs
   */
  record LogOpened(String key, long process) implements LogEvent {
    private static final byte[] KEY = JsonBytes.field("key");
    private static final byte[] PROCESS = JsonBytes.field("process");

    @Override
    public String event() {
      return "log-opened";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {
      out.field(KEY, key).field(PROCESS, process);
    }
  }

  /** The process stopped in order. */
  record LogClosed() implements LogEvent {
    @Override
    public String event() {
      return "log-closed";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {}
  }

  /**
   * The file ended in a line that was not written to its end, which was moved off.
   *
   * @param file where it stood
   * @param moved the file that has it now
   * @param bytes its length
   * @param sha256 of these bytes
   */
  record Repaired(String file, String moved, long bytes, String sha256) implements LogEvent {
    private static final byte[] MOVED = JsonBytes.field("moved");

    @Override
    public String event() {
      return "repaired";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {
      out.field(Fields.FILE, file)
          .field(MOVED, moved)
          .field(Fields.BYTES, bytes)
          .field(Fields.HASH_OF, sha256);
    }
  }

  /**
   * For a time nothing could be written.
   *
   * @param from a time as records have it
   * @param to likewise
   * @param refused statements and log-ins that did not happen because of it
   * @param dropped events that happened and did not fit into memory either
   */
  record Gap(String from, String to, String reason, long refused, long dropped)
      implements LogEvent {
    private static final byte[] FROM = JsonBytes.field("from");
    private static final byte[] TO = JsonBytes.field("to");
    private static final byte[] REFUSED = JsonBytes.field("refused");
    private static final byte[] DROPPED = JsonBytes.field("dropped");

    @Override
    public String event() {
      return "gap";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {
      out.field(FROM, from)
          .field(TO, to)
          .field(Fields.REASON, reason)
          .field(REFUSED, refused)
          .field(DROPPED, dropped);
    }
  }

  /**
   * A file was old enough to be deleted; a signed stub stands in its place.
   *
   * @param first the number of its first record
   * @param last of its last
   * @param lastHash the hash of its last
   */
  record Retention(String file, long first, long last, String lastHash) implements LogEvent {
    private static final byte[] LAST_HASH = JsonBytes.field("lastHash");

    @Override
    public String event() {
      return "retention";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {
      out.field(Fields.FILE, file)
          .field(Fields.FIRST, first)
          .field(Fields.LAST, last)
          .field(LAST_HASH, lastHash);
    }
  }

  /**
   * Another key signs from here on.
   *
   * @param old the id of the key before
   * @param publicKey the new one, X.509 in Base64
   * @param signature the old key's, over the text that {@code docs/audit.md} gives
   * @param proof the new key's, over the same text
   */
  record KeyRotated(String old, String fresh, String publicKey, String signature, String proof)
      implements LogEvent {
    private static final byte[] OLD = JsonBytes.field("old");
    private static final byte[] NEW = JsonBytes.field("new");
    private static final byte[] PUBLIC_KEY = JsonBytes.field("publicKey");
    private static final byte[] SIGNATURE = JsonBytes.field("signature");
    private static final byte[] PROOF = JsonBytes.field("proof");

    @Override
    public String event() {
      return "key-rotated";
    }

    @Override
    public void encode(JsonBytes out, SqlText sql) {
      out.field(OLD, old)
          .field(NEW, fresh)
          .field(PUBLIC_KEY, publicKey)
          .field(SIGNATURE, signature)
          .field(PROOF, proof);
    }
  }
}
