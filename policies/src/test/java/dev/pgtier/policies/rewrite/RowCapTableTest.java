package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code row-caps.txt}, row by row. */
final class RowCapTableTest {
  private static final String DIVIDER = " | ";
  private static final int ROWS = 10;

  private record Row(String sql, String expected) {}

  @Test
  void everyTextIsCappedAsItSays() throws IOException {
    List<String> wrong = new ArrayList<>();
    Set<Reason> seen = EnumSet.noneOf(Reason.class);
    List<Row> rows = rows();
    try (Caps caps = new Caps()) {
      for (Row row : rows) {
        RowCap cap = caps.cap(row.sql(), ROWS).orElseThrow(() -> new AssertionError(row.sql()));
        String said = said(caps, row.sql(), cap);
        if (!said.equals(row.expected())) {
          wrong.add(row + " but " + said + " " + cap);
        }
        if (cap instanceof NotRewritten not) {
          seen.add(not.reason());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows).hasSizeGreaterThan(80);
    assertThat(seen)
        .contains(
            Reason.NOT_ONE_STATEMENT,
            Reason.NOT_A_SELECT,
            Reason.VALUES,
            Reason.OWN_LIMIT,
            Reason.MORE_THAN_A_READ,
            Reason.UNREADABLE,
            Reason.DISAGREEMENT);
  }

  private static String said(Caps caps, String sql, RowCap cap) {
    if (cap instanceof Insertion insertion) {
      return caps.apply(sql, insertion);
    } else if (cap instanceof NotRewritten not) {
      return not.reason().name();
    }
    throw new AssertionError(cap);
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in = RowCapTableTest.class.getResourceAsStream("/row-caps.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(RowCapTableTest::row)
          .toList();
    }
  }

  /** A tilde before the insertion, or the whole line and a reason. */
  private static Row row(String line) {
    String text = line.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
    int divider = text.lastIndexOf(DIVIDER);
    if (divider >= 0) {
      return new Row(text.substring(0, divider), text.substring(divider + DIVIDER.length()));
    }
    int place = text.indexOf("«»");
    assertThat(place).as(line).isNotNegative();
    return new Row(text.replace("«»", ""), text.replace("«»", " LIMIT 11"));
  }
}
