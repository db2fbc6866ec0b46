package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code decisions.txt}, row by row. */
final class DecisionTableTest {
  private static final String DIVIDER = " | ";

  private record Row(String sql, String tier, String verdict, String rule) {}

  @Test
  void everyRowIsDecidedAsItSays() throws IOException {
    var catalog = ShippedCatalog.load();
    Map<String, DecideEngine> engines =
        Map.of(
            "inspect",
            new DecideEngine(
                ShippedTiers.inspect(), Unresolved.ALLOW, catalog, SessionFacts.DEFAULT),
            "validate",
            new DecideEngine(
                ShippedTiers.validate(), Unresolved.ALLOW, catalog, SessionFacts.DEFAULT));
    List<String> wrong = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Row> rows = rows();
    for (Row row : rows) {
      Decision decision = engines.get(row.tier()).decide(row.sql());
      String said = decision.verdict().word() + DIVIDER + decision.verdict().rule();
      if (!said.equals(row.verdict() + DIVIDER + row.rule())) {
        wrong.add(row.sql() + DIVIDER + row.tier() + ": " + said + ", " + decision.reason());
      }
      if (!seen.add(row.tier() + row.sql())) {
        wrong.add("twice: " + row.sql());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows).hasSizeGreaterThan(400);
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in = DecisionTableTest.class.getResourceAsStream("/decisions.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(DecisionTableTest::row)
          .toList();
    }
  }

  /** The last three dividers count: a statement may have some of its own. */
  private static Row row(String line) {
    String[] fields = new String[4];
    String rest = line;
    for (int i = 3; i > 0; i--) {
      int divider = rest.lastIndexOf(DIVIDER);
      fields[i] = rest.substring(divider + DIVIDER.length());
      rest = rest.substring(0, divider);
    }
    return new Row(rest, fields[1], fields[2], fields[3]);
  }
}
