package dev.pgtier.audit.search;

import dev.pgtier.audit.search.index.Index;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One question to the engine: texts are built of our own words, all else is bound. */
final class Query {
  private final Index index;
  private final Duration patience;

  Query(Index index, Duration patience) {
    this.index = index;
    this.patience = patience;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String sql, List<?> values, Reader<T> reader) throws IOException {
    try {
      return attempt(sql, values, reader);
    } catch (SQLException e) {
      // A segment may have gone with its file since the question began; the index knows by now.
      index.refresh();
      try {
        return attempt(sql, values, reader);
      } catch (SQLException again) {
        throw new SearchException("the search failed: " + again.getMessage(), again);
      }
    }
  }

  /** For what gives no rows; it may take as long as it takes. */
  void run(String sql, List<?> values) throws IOException {
    try (Connection connection = index.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.execute();
    } catch (SQLException e) {
      throw new SearchException("the search failed: " + e.getMessage(), e);
    }
  }

  private static void bind(PreparedStatement statement, List<?> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  private <T> List<T> attempt(String sql, List<?> values, Reader<T> reader) throws SQLException {
    try (Connection connection = index.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout((int) patience.toSeconds());
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(reader.read(rows));
        }
        return list;
      }
    }
  }
}
