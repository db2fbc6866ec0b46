package dev.pgtier.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.proxy.fixture.Postgres15;
import dev.pgtier.proxy.upstream.Upstream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL 15 that comes late, goes, and comes back changed. */
class CatalogServerRestartTest {
  private static EmbeddedPostgres start(Path folder, int port) throws IOException {
    return Postgres15.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void run(EmbeddedPostgres server, String sql) throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void theLastCatalogueStaysInForceUntilTheServerIsBack(@TempDir Path folder) throws Exception {
    int port = freePort();
    Upstream upstream =
        new Upstream(
            Watching.NAME,
            "127.0.0.1",
            port,
            "postgres",
            "postgres",
            Optional.empty(),
            Upstream.TlsMode.DISABLE,
            Optional.empty());
    try (Watching watching = new Watching(upstream)) {
      assertThatThrownBy(() -> watching.catalogs().fresh(Watching.NAME).get(60, TimeUnit.SECONDS))
          .hasMessageContaining("efused");
      assertThat(watching.catalogs().current(Watching.NAME)).isEmpty();
      Catalog before;
      try (EmbeddedPostgres server = start(folder, port)) {
        Watching.await(() -> watching.catalogs().current(Watching.NAME).isPresent());
        run(server, "CREATE FUNCTION f() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'");
        before = watching.fresh();
        assertThat(before.functions("f")).noneMatch(f -> f.routine().isVolatile());
      }
      double failures = watching.counted("pgtier.catalogue.failures");
      assertThatThrownBy(watching::fresh).hasMessageContaining("efused");
      Watching.await(() -> watching.counted("pgtier.catalogue.failures") > failures);
      assertThat(watching.catalogs().current(Watching.NAME)).containsSame(before);
      double age = watching.age();
      try (EmbeddedPostgres server = start(folder, port)) {
        run(server, "ALTER FUNCTION f() VOLATILE");
        Watching.await(
            () ->
                watching.catalogs().current(Watching.NAME).orElseThrow().functions("f").stream()
                    .allMatch(f -> f.routine().isVolatile()));
        assertThat(watching.age()).isLessThan(Math.max(age, 6.0));
      }
    }
  }
}
