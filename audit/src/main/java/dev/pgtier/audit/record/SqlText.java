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

  void write(JsonBytes out, Utf8 sql) {
    byte[] known = sql == null ? null : sql.written();
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    write(out, sql == null ? null : redactor.redact(sql.bytes()));
    if (sql != null) {
      sql.keep(out, start);
    }
  }

  private void write(JsonBytes out, byte[] text) {
    int end = text == null ? 0 : text.length;
    if (end > most) {
      end = most;
      while (end > 0 && (text[end] & 0xC0) == 0x80) {
        end--;
      }
    }
    out.name(SQL);
    if (text == null) {
      out.text((String) null);
    } else {
      out.text(text, end);
    }
    out.field(CUT, text == null ? 0 : text.length - end);
  }
}
