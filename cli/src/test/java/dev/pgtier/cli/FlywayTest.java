package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Flyway as the client of the deploy tier, as docs/migrations.md sets it up. */
@ExtendWith(DeployDemo.Shared.class)
class FlywayTest {
  private static final String NOTE = "V1__note.sql";
  private static final String NOTED = "V2__noted.sql";

  private final DeployDemo demo;
  private final int port = Demos.freePort();
  @TempDir private Path location;
  private CommandProcess proxy;

  FlywayTest(DeployDemo demo) throws Exception {
    this.demo = demo;
  }

  @BeforeEach
  void serveWithItsHistory() throws Exception {
    Path config =
        OtherProxy.config(
            demo,
            port,
            "flyway",
            tier -> tier + "\ndeploy:\n  bookkeeping: [public.flyway_schema_history]\n");
    proxy = OtherProxy.serve(config);
    flyway().baseline();
    demo.cloneAnew();
  }

  @AfterEach
  void leaveEverythingAsItWas() throws Exception {
    proxy.close();
    demo.change("DROP TABLE public.flyway_schema_history");
    demo.change("ALTER TABLE orders DROP COLUMN IF EXISTS note");
    Files.deleteIfExists(demo.migrations().resolve(NOTE));
    Files.deleteIfExists(demo.migrations().resolve(NOTED));
    demo.cloneAnew();
  }

  @Test
  void flywayRunsWhatIsApprovedOnceAndNothingElse() throws Exception {
    String text =
        """
        -- A note for each order.
        ALTER TABLE orders ADD COLUMN note text;

        UPDATE orders SET note = 'it''s checked' -- all of them
        WHERE note IS NULL;
        """;
    Files.copy(demo.approve(NOTE, text), location.resolve(NOTE));
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(demo.production("SELECT DISTINCT note FROM orders")).isEqualTo("it's checked");
    assertThat(history()).isEqualTo("0 1");
    assertThat(demo.status(NOTE)).contains("applied at");
    assertThat(flyway().migrate().migrationsExecuted).isZero();

    demo.cloneAnew();
    String second = "UPDATE orders SET note = 'noted' WHERE id = 1;\n";
    demo.approve(NOTED, second);
    Files.writeString(location.resolve(NOTED), second.replace("id = 1", "id = 2"));
    assertThatThrownBy(() -> flyway().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("pgtier: refused: it begins no file that is approved")
        .hasMessageContaining("expected: statement 1 of " + NOTED);
    assertThat(demo.production("SELECT count(*) FROM orders WHERE note = 'noted'")).isEqualTo("0");
    assertThat(history()).isEqualTo("0 1");

    Files.writeString(location.resolve(NOTED), second);
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(history()).isEqualTo("0 1 2");
  }

  private String history() throws Exception {
    return demo.production(
        "SELECT string_agg(version, ' ' ORDER BY installed_rank) FROM flyway_schema_history"
            + " WHERE success");
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource("jdbc:postgresql://127.0.0.1:" + port + "/shop_sandbox", "deployer", "deployer")
        .locations("filesystem:" + location)
        .baselineVersion("0")
        .load();
  }
}
