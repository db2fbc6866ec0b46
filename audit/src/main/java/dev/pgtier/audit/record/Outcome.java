package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * How a statement ended.
 *
 * @param tag the server's command tag, or null
 * @param rows that were sent, written or copied; below zero where that is not known
 * @param bytes of the rows, or of the COPY data in either direction; below zero where not known
 * @param sqlstate of the error, or null
 * @param rule the limit that ended it, or null
 * @param micros from sending it to its end, in microseconds
 */
public record Outcome(
    String statement,
    Status status,
    String tag,
    long rows,
    long bytes,
    String sqlstate,
    String rule,
    long micros)
    implements AuditRecord {
  private static final byte[] STATUS = JsonBytes.field("status");
  private static final byte[] TAG = JsonBytes.field("tag");
  private static final byte[] ROWS = JsonBytes.field("rows");

  /** How it ended. */
  public enum Status {
    OK("ok"),
    /** The server gave an error. */
    ERROR("error"),
    /** Somebody cancelled it. */
    CANCELLED("cancelled"),
    /** A limit of the tier ended it. */
    LIMIT("limit"),
    /** The portal was left before its last row. */
    SUSPENDED("suspended"),
    /** It was sent after one that failed, and the server passed it over. */
    SKIPPED("skipped"),
    /** The connection broke first: whether it took effect is not known. */
    LOST("lost");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public Outcome {
    Objects.requireNonNull(statement);
    Objects.requireNonNull(status);
  }

  @Override
  public String event() {
    return "outcome";
  }

  @Override
  public boolean hasHappened() {
    return true;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(Fields.STATEMENT, statement).field(STATUS, status.word()).field(TAG, tag);
    Fields.count(out, ROWS, rows);
    Fields.count(out, Fields.BYTES, bytes);
    out.field(Fields.SQLSTATE, sqlstate).field(Fields.RULE, rule);
    Fields.count(out, Fields.MICROS, micros);
  }
}
