package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGProperty;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.PGReplicationStream;

class JdbcTest {
  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
  void everyQueryModeReadsWritesBatchesAndFetches(String mode) throws SQLException {
    try (Connection connection = connect("builder", "preferQueryMode", mode)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TEMP TABLE t (id int, name text, at timestamptz DEFAULT now())");
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t (id, name) VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "naïve ' \\ " + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(1000);
      }
      connection.setAutoCommit(false);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id, name FROM t WHERE id >= ? ORDER BY id")) {
        select.setFetchSize(37);
        for (int round = 0; round < 8; round++) {
          select.setInt(1, 10);
          int n = 10;
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              assertThat(rows.getString("name")).isEqualTo("naïve ' \\ " + n);
              assertThat(rows.getInt(1)).isEqualTo(n++);
            }
          }
          assertThat(n).isEqualTo(1000);
        }
      }
      assertThatThrownBy(() -> value(connection, "SELECT 1/0"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
      connection.rollback();
      assertThat(value(connection, "SELECT 'on'")).isEqualTo("on");
    }
  }

  @Test
  void copyGoesBothWaysAndAFailureLeavesTheConnectionUsable() throws Exception {
    try (Connection connection = connect("builder")) {
      value(connection, "SELECT 1");
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TEMP TABLE t (a int, b text)");
      }
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        lines.append(i).append('\t').append("row ").append(i).append('\n');
      }
      assertThat(copy.copyIn("COPY t FROM STDIN", new StringReader(lines.toString())))
          .isEqualTo(20_000);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      copy.copyOut("COPY (SELECT * FROM t ORDER BY a) TO STDOUT", out);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(lines.toString());
      assertThatThrownBy(
              () ->
                  copy.copyIn(
                      "COPY t FROM STDIN",
                      new ByteArrayInputStream("x\ty\n".getBytes(StandardCharsets.UTF_8))))
          .hasMessageContaining("invalid input syntax");
      assertThat(value(connection, "SELECT count(*) FROM t")).isEqualTo("20000");
    }
  }

  @Test
  void listenHearsNotify() throws SQLException {
    try (Connection listener = connect("builder");
        Connection speaker = connect("builder")) {
      try (Statement statement = listener.createStatement()) {
        statement.execute("LISTEN news");
      }
      value(speaker, "SELECT pg_notify('news', 'hello')");
      PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(10_000);
      assertThat(heard).hasSize(1);
      assertThat(heard[0].getParameter()).isEqualTo("hello");
      assertThat(Integer.toString(heard[0].getPID()))
          .isEqualTo(value(speaker, "SELECT pg_backend_pid()"));
    }
  }

  @Test
  void largeObjectsGoByFunctionCall() throws SQLException {
    byte[] content = new byte[300_000];
    new java.util.Random(1).nextBytes(content);
    try (Connection connection = connect("builder")) {
      connection.setAutoCommit(false);
      LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
      long oid = objects.createLO();
      try (LargeObject object = objects.open(oid, LargeObjectManager.READWRITE)) {
        object.write(content);
        object.seek(0);
        assertThat(object.read(content.length)).isEqualTo(content);
      }
      connection.rollback();
    }
  }

  @Test
  void cancelStopsTheRunningStatement() throws Exception {
    try (Connection connection = connect("builder");
        Statement statement = connection.createStatement()) {
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(62)");
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      while (!"1"
          .equals(
              TestServer.value(
                  "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ="
                      + " 'SELECT pg_sleep(62)'"))) {
        Thread.sleep(20);
      }
      statement.cancel();
      assertThat(failure.get())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aReplicationStreamFlowsWhereTheTierAllowsIt() throws Exception {
    Properties properties = properties("builder");
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
    try (Connection walsender = DriverManager.getConnection(url(), properties);
        Connection writer = connect("builder")) {
      PGConnection replication = walsender.unwrap(PGConnection.class);
      replication
          .getReplicationAPI()
          .createReplicationSlot()
          .logical()
          .withSlotName("through_proxy")
          .withOutputPlugin("pgoutput")
          .withTemporaryOption()
          .make();
      try (Statement statement = writer.createStatement()) {
        statement.execute(
            "CREATE TABLE replicated (a int); CREATE PUBLICATION p FOR TABLE replicated");
      }
      try (PGReplicationStream stream =
          replication
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName("through_proxy")
              .withSlotOption("proto_version", "1")
              .withSlotOption("publication_names", "p")
              .start()) {
        try (Statement statement = writer.createStatement()) {
          statement.execute("INSERT INTO replicated VALUES (1)");
        }
        assertThat(stream.read().remaining()).isPositive();
      }
    }
  }

  @Test
  void aReadOnlyTierReadsAndItsWritesFail() throws SQLException {
    try (Connection connection = connect("agent")) {
      assertThat(value(connection, "SELECT count(*) FROM orders")).isNotEqualTo("0");
      assertThatThrownBy(() -> value(connection, "UPDATE orders SET total = 1 RETURNING 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static Connection connect(String user, String... more) throws SQLException {
    Properties properties = properties(user);
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return DriverManager.getConnection(url(), properties);
  }

  private static Properties properties(String user) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", user);
    return properties;
  }

  private static String url() {
    return "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + TestServer.DATABASE;
  }
}
