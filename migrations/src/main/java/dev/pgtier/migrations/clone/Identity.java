package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.List;

/** Which database a session really is at, whatever name of a host led there. */
record Identity(String serverStarted, String serverPort, String oid) {
  private static final String SELF =
      "SELECT CAST(pg_postmaster_start_time() AT TIME ZONE 'UTC' AS text), current_setting('port'),"
          + " CAST(oid AS text) FROM pg_database WHERE datname = ";

  static Identity of(Session session) throws DatabaseException {
    return new Identity(session.rows(SELF + "current_database()").get(0));
  }

  /** Of another database of the session's server; never equal to any where there is none. */
  static Identity of(Session session, String database) throws DatabaseException {
    List<List<String>> rows = session.rows(SELF + "?", database);
    return rows.isEmpty() ? new Identity("", "", "") : new Identity(rows.get(0));
  }

  private Identity(List<String> row) {
    this(row.get(0), row.get(1), row.get(2));
  }
}
