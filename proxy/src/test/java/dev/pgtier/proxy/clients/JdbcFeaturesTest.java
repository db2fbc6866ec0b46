package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Properties;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.xa.PGXADataSource;

/** What pools, frameworks and transaction managers ask of pgjdbc, beyond {@link JdbcTest}. */
class JdbcFeaturesTest {
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
  void aCopyThatTheClientGivesUpLeavesNothingAndTheConnectionUsable() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "CREATE TEMP TABLE t (a int)");
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      CopyIn in = copy.copyIn("COPY t FROM STDIN");
      byte[] line = "1\n".getBytes(StandardCharsets.UTF_8);
      in.writeToCopy(line, 0, line.length);
      in.cancelCopy();
      assertThat(value(connection, "SELECT count(*) FROM t")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "conservative", "never"})
  void savepointsOfTheDriverAndOfTheProgramKeepTheTransactionAlive(String autosave)
      throws SQLException {
    try (Connection connection = connect("autosave", autosave)) {
      connection.setAutoCommit(false);
      Savepoint before = connection.setSavepoint();
      assertThatThrownBy(() -> value(connection, "SELECT nope"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
      if (!autosave.equals("always")) {
        connection.rollback(before);
      }
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
      connection.commit();
    }
  }

  @Test
  void aStatementWhoseResultTypeChangesFailsAndIsPreparedAgain() throws SQLException {
    try (Connection connection = connect("autosave", "conservative", "prepareThreshold", "1")) {
      connection.setAutoCommit(false);
      execute(connection, "CREATE TEMP TABLE t AS SELECT 1 AS a");
      try (PreparedStatement select = connection.prepareStatement("SELECT * FROM t")) {
        for (int round = 0; round < 3; round++) {
          select.executeQuery().close();
        }
        execute(connection, "ALTER TABLE t ADD COLUMN b text DEFAULT 'new'");
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("b")).isEqualTo("new");
        }
      }
      execute(connection, "DISCARD TEMP");
      connection.rollback();
    }
  }

  @Test
  void rewrittenBatchesAndGeneratedKeysComeBack() throws SQLException {
    try (Connection connection = connect("reWriteBatchedInserts", "true")) {
      execute(connection, "CREATE TEMP TABLE t (id serial, a int)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO t (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int i = 0; i < 300; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        insert.executeBatch();
        int keys = 0;
        try (ResultSet rows = insert.getGeneratedKeys()) {
          while (rows.next()) {
            assertThat(rows.getInt("id")).isEqualTo(++keys);
          }
        }
        assertThat(keys).isEqualTo(300);
      }
    }
  }

  @Test
  void thirtyTwoThousandParametersPass() throws SQLException {
    int many = 32_767;
    try (Connection connection = connect()) {
      String marks = "?" + ",?".repeat(many - 1);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT count(*) FROM unnest(ARRAY[" + marks + "]::int[])")) {
        for (int i = 1; i <= many; i++) {
          select.setInt(i, i);
        }
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(many);
        }
      }
    }
  }

  @Test
  void binaryValuesOfEveryCommonTypeArriveAsTheyWereSent() throws SQLException {
    try (Connection connection = connect("prepareThreshold", "-1");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT 7::int8, 1.5::float8, 12.34::numeric, true, '\\x00ff'::bytea,"
                    + " '2026-01-02 03:04:05'::timestamp, ARRAY[1,2,3],"
                    + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid");
        ResultSet rows = select.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(7);
      assertThat(rows.getDouble(2)).isEqualTo(1.5);
      assertThat(rows.getBigDecimal(3)).isEqualByComparingTo("12.34");
      assertThat(rows.getBoolean(4)).isTrue();
      assertThat(rows.getBytes(5)).containsExactly(0, 0xff);
      assertThat(rows.getTimestamp(6)).isEqualTo(Timestamp.valueOf("2026-01-02 03:04:05"));
      assertThat((Integer[]) rows.getArray(7).getArray()).containsExactly(1, 2, 3);
      assertThat(rows.getObject(8)).hasToString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    }
  }

  @Test
  void whatToolsAskAboutTheDatabaseIsAnswered() throws SQLException {
    try (Connection connection = connect()) {
      var metadata = connection.getMetaData();
      assertThat(metadata.getDatabaseProductVersion()).startsWith("18.");
      try (ResultSet columns = metadata.getColumns(null, "public", "orders", null)) {
        int n = 0;
        while (columns.next()) {
          n++;
        }
        assertThat(n).isEqualTo(5);
      }
      try (ResultSet keys = metadata.getPrimaryKeys(null, "public", "orders")) {
        assertThat(keys.next()).isTrue();
        assertThat(keys.getString("COLUMN_NAME")).isEqualTo("id");
      }
      assertThat(connection.isValid(5)).isTrue();
      connection.setNetworkTimeout(Runnable::run, 5_000);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    }
  }

  @Test
  void aPrimaryIsFoundAmongSeveralHosts() throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:1,127.0.0.1:"
            + proxy.port()
            + "/"
            + TestServer.DATABASE
            + "?targetServerType=primary";
    try (Connection connection = DriverManager.getConnection(url, "builder", "builder")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void aTimeoutOfTheStatementCancelsItAndTheSessionGoesOn() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(64)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      assertThat(value(connection, "SELECT 'on'")).isEqualTo("on");
    }
  }

  @Test
  void aPreparedTransactionIsCommittedByAnotherSession() throws Exception {
    TestServer.execute(TestServer.DATABASE, "CREATE TABLE two_phase (a int)");
    PGXADataSource source = new PGXADataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + TestServer.DATABASE);
    source.setUser("builder");
    source.setPassword("builder");
    Xid xid = new Id();
    XAConnection first = source.getXAConnection();
    XAResource resource = first.getXAResource();
    resource.start(xid, XAResource.TMNOFLAGS);
    try (Connection connection = first.getConnection()) {
      execute(connection, "INSERT INTO two_phase VALUES (1)");
    }
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    first.close();
    XAConnection second = source.getXAConnection();
    assertThat(second.getXAResource().recover(XAResource.TMSTARTRSCAN)).hasSize(1);
    second.getXAResource().commit(xid, false);
    second.close();
    assertThat(TestServer.value("SELECT count(*) FROM two_phase")).isEqualTo("1");
  }

  private record Id() implements Xid {
    @Override
    public int getFormatId() {
      return 7;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {1};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {2};
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static Connection connect(String... more) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "builder");
    properties.setProperty("password", "builder");
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + TestServer.DATABASE, properties);
  }
}
