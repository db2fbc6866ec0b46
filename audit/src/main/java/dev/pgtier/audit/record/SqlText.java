package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import dev.pgtier.audit.json.Utf8;
import java.util.Objects;

/**
 * The one way by which SQL gets into a record: without its secrets, and cut where it is long.
 *
 * @param most bytes of UTF-8 that are recorded of one text
 */
public record SqlText(Redactor redactor, int most) {
  private static final byte[] SQL = JsonBytes.field("sql");
  private static final byte[] CUT = JsonBytes.field("cut");

  public SqlText {
    Objects.requireNonNull(redactor);
    if (most < 1) {
      throw new IllegalArgumentException("most must be positive, not " + most);
    }
  }

  /** With {@code unread} for the length of a text that is not held. */
  void write(JsonBytes out, Utf8 sql, int unread) {
    if (sql == null) {
      out.field(SQL, (String) null).field(CUT, unread);
      return;
    }
    byte[] known = sql.written();
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    write(out, redactor.redact(sql.bytes()));
    sql.keep(out, start);
  }

  private void write(JsonBytes out, byte[] text) {
    int end = text.length;
    if (end > most) {
      end = most;
      while (end > 0 && (text[end] & 0xC0) == 0x80) {
        end--;
      }
    }
    out.name(SQL).text(text, end).field(CUT, text.length - end);
  }
}
