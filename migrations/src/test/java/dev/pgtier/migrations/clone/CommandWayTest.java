package dev.pgtier.migrations.clone;

import static dev.pgtier.migrations.clone.CloneFixture.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandWayTest {
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final ConnectionParameters DEFAULTS =
      new ConnectionParameters(
          "db", 5433, "shop", "cloner", Optional.of(() -> "own"), Tls.REQUIRE, Optional.empty());

  private final List<String> steps = new ArrayList<>();

  @Test
  void theCopyIsClosedMaskedAndSwappedIn() throws Exception {
    CloneFixture shop = shop("command_whole");
    String raw = shop.work + "_raw";
    TestPostgres.as(
        "cloner", "postgres", "CREATE DATABASE " + raw + " TEMPLATE " + shop.production);
    TestPostgres.run("postgres", "GRANT CONNECT ON DATABASE " + raw + " TO deployer_owner");
    try (Connection early = TestPostgres.connect("deployer_owner", raw)) {
      clone(shop, "echo making it >&2; echo dbname=" + raw, BOUND);
      assertThat(early.isValid(1)).isFalse();
    }
    assertThat(shop.databases()).containsExactly(shop.work + "_base");
    shop.reset();
    assertThat(TestPostgres.filesWith(shop.work, "zqsecret")).isEmpty();
    assertThat(steps).contains("the command says: making it");
  }

  @Test
  void aCopyUnderTheAgentsOwnNameIsTakenAsWell() throws Exception {
    CloneFixture shop = shop("command_same");
    TestPostgres.as(
        "cloner", "postgres", "CREATE DATABASE " + shop.work + " TEMPLATE " + shop.production);
    clone(shop, "echo postgresql://cloner@127.0.0.1/" + shop.work, BOUND);
    assertThat(shop.databases()).containsExactly(shop.work + "_base");
  }

  @Test
  void aDatabaseThatIsProductionIsNeverTouched() throws Exception {
    CloneFixture shop = shop("command_production");
    assertThatThrownBy(() -> clone(shop, "echo dbname=" + shop.production, BOUND))
        .hasMessageContaining(shop.production)
        .hasMessageContaining("is production itself");
    assertThat(TestPostgres.values(shop.production, "SELECT email FROM t"))
        .containsExactly("zqsecret");
    CloneTarget onto =
        new CloneTarget(
            TestPostgres.parameters("cloner", shop.production),
            "postgres",
            "writer",
            Optional.empty(),
            Optional.of(TestPostgres.parameters("deployer_owner", shop.production)));
    CloneRun run = new CloneRun(onto, true, steps::add, InstantSource.system());
    assertThatThrownBy(() -> run.clone(shop.way(true), List.of(), report -> {}))
        .hasMessageContaining("is production itself");
    assertThat(TestPostgres.exists(shop.production)).isTrue();
  }

  @Test
  void aCommandThatFailsOrHangsIsASentence() {
    CloneFixture shop = shop("command_fails");
    assertThatThrownBy(() -> clone(shop, "echo no quota >&2; exit 3", BOUND))
        .hasMessage("the clone's command failed with exit code 3");
    assertThat(steps).contains("the command says: no quota");
    assertThatThrownBy(() -> clone(shop, "sleep 600 & sleep 600", Duration.ofMillis(300)))
        .hasMessageContaining("took longer than");
    assertThat(ProcessHandle.current().descendants().map(p -> p.info().commandLine().orElse("")))
        .noneMatch(line -> line.contains("sleep 600"));
    assertThatThrownBy(() -> clone(shop, "true", BOUND)).hasMessageContaining("it printed nothing");
  }

  @Test
  void connectionStringsAreReadAsLibpqDoes() throws Exception {
    ConnectionParameters pairs =
        ConnectionString.parse(
            " host=h port=1 dbname='my db' user=u password='it\\'s \\\\' sslmode=verify-full connect_timeout=3\n",
            DEFAULTS);
    assertThat(pairs.toString()).isEqualTo("u@h:1/my db");
    assertThat(pairs.password().orElseThrow().reveal()).isEqualTo("it's \\");
    assertThat(pairs.tls()).isEqualTo(Tls.VERIFY_FULL);
    ConnectionParameters url =
        ConnectionString.parse(
            "postgres://u%40x:p+%3A%2F@[::1]:6/d%20b?sslmode=disable&channel_binding=require",
            DEFAULTS);
    assertThat(url.toString()).isEqualTo("u@x@[::1]:6/d b");
    assertThat(url.password().orElseThrow().reveal()).isEqualTo("p+:/");
    ConnectionParameters least = ConnectionString.parse("dbname=x", DEFAULTS);
    assertThat(least.toString()).isEqualTo("cloner@db:5433/x");
    assertThat(least.tls()).isEqualTo(Tls.REQUIRE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host=h password=hunter2 | names no database",
        "dbname=x password=hunter2 sslmode=prefer | sslmode is none of",
        "dbname=x password=hunter2 service=y | \"service\" is not understood",
        "dbname=x password=hunter2 port=70000 | port is no number",
        "{\"password\": \"hunter2\"} | neither a postgresql:// URL nor key=value",
        "dbname=x password='hunter2 | neither a postgresql:// URL nor key=value",
        "postgresql://u:hunter2@a,b/x | names no single host",
        "postgresql://u:hunter2%zz@a/x | the URL cannot be read",
      })
  void whatIsNoConnectionStringIsSaidWithoutRepeatingIt(String text, String why) {
    assertThatThrownBy(() -> ConnectionString.parse(text, DEFAULTS))
        .isInstanceOf(CloneException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hunter2");
  }

  private void clone(CloneFixture shop, String command, Duration bound) throws Exception {
    CloneTarget target =
        new CloneTarget(
            shop.target().server(),
            "postgres",
            "writer",
            Optional.empty(),
            Optional.of(TestPostgres.parameters("deployer_owner", shop.production)));
    new CloneRun(target, false, steps::add, InstantSource.system())
        .clone(
            new CommandWay(command, bound, target), List.of(hash("public.t.email")), report -> {});
  }

  private static CloneFixture shop(String name) {
    return CloneFixture.of(name, "CREATE TABLE t AS SELECT text 'zqsecret' AS email");
  }
}
