package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.CheckServer.Checked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each excess of a role on a real server: seen, and gone after the very SQL that was printed. */
final class CheckTest {
  private static final Pattern HEAD =
      Pattern.compile("---- (.+?)(?: \\[(\\d+)])? \\| (\\w+) \\| (error|warning) \\| (.+)");

  @TempDir private Path folder;

  /**
   * A case of the file.
   *
   * @param since the first PostgreSQL that it is for
   */
  private record Case(
      String name, int since, String tier, String severity, String says, String sql) {}

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = CheckTest.class.getResourceAsStream("excesses.sql")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String part : text.split("(?m)^(?=---- )", -1)) {
        Matcher head = HEAD.matcher(part.lines().findFirst().orElse(""));
        if (head.matches()) {
          cases.add(
              new Case(
                  head.group(1),
                  head.group(2) == null ? 15 : Integer.parseInt(head.group(2)),
                  head.group(3),
                  head.group(4),
                  head.group(5),
                  part.substring(part.indexOf('\n'))));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void eachExcessIsSeenAndMendedByTheSqlThatIsPrinted(int version) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (CheckServer server = CheckServer.start(version, folder).setUp()) {
      Checked clean = server.check();
      assertThat(clean.text()).endsWith("check: fine");
      assertThat(clean.exit()).isZero();
      for (Case one : cases()) {
        if (one.since() <= version) {
          wrong.addAll(play(server, one));
        }
      }
      assertThat(server.check().exit()).as("all tiers, at the end").isZero();
    }
    assertThat(wrong).isEmpty();
  }

  /** What went otherwise than the case says. */
  private List<String> play(CheckServer server, Case one) throws Exception {
    String database = one.tier().equals("validate") ? CheckServer.CLONE : CheckServer.PRODUCTION;
    Path script = folder.resolve("case.sql");
    Files.writeString(script, "\\set ON_ERROR_STOP on\n" + one.sql());
    server.psql(database, script);
    List<String> wrong = new ArrayList<>();
    Checked seen = server.check("--tier", one.tier());
    if (!seen.text().contains(one.says())
        || seen.exit() != (one.severity().equals("error") ? 1 : 2)) {
      wrong.add(one + " gave " + seen);
    }
    Files.writeString(script, "\\set ON_ERROR_STOP on\n" + String.join("\n", seen.mend()));
    server.psql(database, script);
    Checked mended = server.check("--tier", one.tier());
    if (mended.exit() != 0) {
      wrong.add(one + " stays: " + mended);
    }
    return wrong;
  }
}
