package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** psql as a person uses it; it is skipped where there is none. */
class PsqlTest {
  static final List<String> DESCRIBE =
      List.of(
          "\\d",
          "\\d orders",
          "\\d+ orders",
          "\\da",
          "\\dA",
          "\\db",
          "\\dc",
          "\\dC",
          "\\dd",
          "\\ddp",
          "\\dD",
          "\\des",
          "\\deu",
          "\\dew",
          "\\dE",
          "\\df",
          "\\df+ lower",
          "\\dF",
          "\\dFd",
          "\\dFp",
          "\\dFt",
          "\\dg",
          "\\di",
          "\\dl",
          "\\dL",
          "\\dm",
          "\\dn+",
          "\\do",
          "\\dO",
          "\\dp",
          "\\dP",
          "\\drds",
          "\\dRp",
          "\\dRs",
          "\\ds",
          "\\dt+",
          "\\dT",
          "\\du",
          "\\dv",
          "\\dx",
          "\\dX",
          "\\dy",
          "\\l",
          "\\z",
          "\\sf now",
          "\\conninfo",
          "\\encoding");

  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void everyDescribeCommandAnswersAsTheServerDoes() {
    for (String command : DESCRIBE) {
      Command.Result through = psql("agent", "-c", command).run();
      if (command.equals("\\conninfo")) {
        assertThat(through.output()).contains("as user \"agent\"");
      } else {
        // An old psql's own mistakes about a newer server come out the same.
        assertThat(through).as(command).isEqualTo(direct(command).run());
      }
    }
  }

  @Test
  void copyGoesBothWays(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("orders.csv");
    Path again = folder.resolve("again.csv");
    Command.Result result =
        psql("builder")
            .run(
                "CREATE TEMP TABLE t (LIKE orders);\n"
                    + ("\\copy orders TO '" + out + "' CSV\n")
                    + ("\\copy t FROM '" + out + "' CSV\n")
                    + ("\\copy t TO '" + again + "' CSV\n")
                    + "COPY t FROM STDIN CSV;\nbad\n\\.\n"
                    + "SELECT 'still ' || 'here';\n");
    assertThat(result.output()).contains("COPY 3", "ERROR:  invalid input syntax", "still here");
    assertThat(Files.readString(again)).isEqualTo(Files.readString(out)).contains("failed");
  }

  @Test
  void controlCCancelsTheStatementAndNoOther() throws Exception {
    Process other = psql("builder", "-Atc", "SELECT 'slept ' || pg_sleep(4)").start();
    Process process = psql("builder").start();
    process.getOutputStream().write("SELECT pg_sleep(61);\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    for (int i = 0;
        i < 500
            && "0"
                .equals(
                    TestServer.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ="
                            + " 'SELECT pg_sleep(61);'"));
        i++) {
      Thread.sleep(20);
    }
    Command.of("kill", "-INT", Long.toString(process.pid())).run();
    String output = Command.finish(process).output();
    assertThat(output).contains("canceling statement due to user request");
    assertThat(Command.finish(other).output()).isEqualTo("slept \n");
  }

  @Test
  void watchRepeats() throws Exception {
    Process watching = psql("agent").start();
    watching
        .getOutputStream()
        .write("SELECT 'tick' AS t \\watch 0.2\n".getBytes(StandardCharsets.UTF_8));
    watching.getOutputStream().flush();
    Thread.sleep(1_500);
    Command.of("kill", "-INT", Long.toString(watching.pid())).run();
    watching.getOutputStream().close();
    assertThat(Command.finish(watching).output().split("tick")).hasSizeGreaterThan(3);
  }

  @Test
  void manyStatementsInOneStringAndNoticesPass() {
    Command.Result result =
        psql("builder", "-c", "DO $$ BEGIN RAISE NOTICE 'hear me'; END $$; SELECT 1; SELECT 2")
            .run();
    assertThat(result.output()).contains("NOTICE:  hear me");
    assertThat(result.exit()).isZero();
  }

  @Test
  void notificationsCarryTheRealPid() {
    Command.Result result = psql("builder").run("LISTEN c;\nNOTIFY c, 'hello';\nSELECT 1;\n");
    assertThat(result.output()).contains("Asynchronous notification \"c\" with payload \"hello\"");
  }

  private static Command psql(String user, String... more) {
    return psql(proxy.port(), user, more).with("PGPASSWORD", user);
  }

  private static Command direct(String command) {
    return psql(TestServer.port(), "scram", "-c", command).with("PGPASSWORD", "upstream-secret");
  }

  private static Command psql(int port, String user, String... more) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of(
                "psql",
                "-X",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                user,
                "-d",
                TestServer.DATABASE));
    words.addAll(List.of(more));
    return Command.of(words.toArray(String[]::new)).with("PAGER", "cat");
  }
}
