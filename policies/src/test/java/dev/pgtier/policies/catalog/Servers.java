package dev.pgtier.policies.catalog;

import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.analysis.Analyzer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks a server the questions of {@link CatalogQueries}, as the proxy does. */
public final class Servers {
  private Servers() {}

  /** The catalogue of the database that {@code connection} is to. */
  public static Catalog catalog(Connection connection) throws SQLException {
    PostgresParser parser = new PostgresParser();
    CatalogLines lines = new CatalogLines(sql -> Analyzer.read(parser.parse(sql)), true);
    rows(connection).forEach(lines::add);
    return lines.build();
  }

  static List<List<String>> rows(Connection connection) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(CatalogQueries.PREPARE);
      for (String query : CatalogQueries.ALL) {
        try (ResultSet result = statement.executeQuery(query)) {
          while (result.next()) {
            rows.add(row(result));
          }
        }
      }
    }
    return rows;
  }

  private static List<String> row(ResultSet result) throws SQLException {
    List<String> row = new ArrayList<>();
    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
      row.add(result.getString(i));
    }
    return row;
  }
}
