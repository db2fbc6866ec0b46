package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.wire.Fields;
import dev.pgtier.proxy.wire.Query;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Query whose transaction is begun and ended in its own text, as the client sees it. */
class ReadOnlyTextTest {
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
  void theServerGetsOneTextAndAnswersOnce() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query(
              "SELECT 1 WHERE current_query() LIKE 'BEGIN READ ONLY;SELECT%;ROLLBACK'"
                  + " AND current_setting('transaction_read_only') = 'on'; -- to the end"));
      assertThat(client.trace())
          .containsExactly(
              "RowDescription", "DataRow", "CommandComplete SELECT 1", "ReadyForQuery I");
    }
  }

  @Test
  void aMistakeIsWhereTheClientWroteIt() {
    assertThat(position("SELECT 1 + nowhere")).isEqualTo("12");
    assertThat(position("SELECT 'äöü€😀', nowhere")).isEqualTo("17");
    assertThat(position("/* a */ SELECT 1 AS n, 'x' + 1.5 AS m")).isEqualTo("24");
    assertThat(position("SELECT nowhere")).isEqualTo("8");
  }

  private static String position(String sql) {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query(sql), new Query("SELECT 1"));
      assertThat(client.trace(2))
          .first()
          .asString()
          .startsWith("ErrorResponse ERROR ")
          .doesNotContain("42501");
      return client.lastError().fields().get(Fields.POSITION).orElse("none");
    }
  }

  @Test
  void whatTheServerRemarksWhileItReadsTheTextArrives() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("SELECT 1 AS " + "n".repeat(70)));
      assertThat(client.trace())
          .containsExactly(
              "NoticeResponse",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
    }
  }

  @Test
  void anErrorHalfWayLeavesNoTransactionBehind() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("SELECT 10 / (3 - n) FROM generate_series(1, 5) n"),
          new Query("COPY (SELECT 1 / 0) TO STDOUT"),
          new Query("BEGIN"),
          new Query("COMMIT"));
      assertThat(client.trace(4))
          .endsWith(
              "ErrorResponse ERROR 22012",
              "ReadyForQuery I",
              "CommandComplete BEGIN",
              "ReadyForQuery T",
              "CommandComplete COMMIT",
              "ReadyForQuery I");
    }
  }

  @Test
  void bytesBehindTheTextAreTheServersToRefuse() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new byte[] {'Q', 0, 0, 0, 15, 'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 0, 'x', 0});
      assertThat(client.trace()).startsWith("ErrorResponse ERROR 08P01");
    }
  }
}
