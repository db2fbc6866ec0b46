package dev.pgtier.migrations.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a schema by fixed statements, which leave no trace in the session. They resolve names in
 * pg_catalog whatever the session's search_path is, and before its temporary objects.
 */
public final class SchemaReader {
  /** Which of {@link #statements} answers with the schema. */
  public static final int ANSWER = 2;

  private static final String PATH = "SET LOCAL search_path = pg_catalog, pg_temp";
  private static final String SCHEMA = resource();

  private SchemaReader() {}

  /**
   * What to run, in this order, each by itself or all as one Query.
   *
   * @param inTransaction whether the session is in a transaction block; if it is not, one is opened
   *     and ended
   */
  public static List<String> statements(boolean inTransaction) {
    return inTransaction
        ? List.of(
            "SAVEPOINT pgtier_schema",
            PATH,
            SCHEMA,
            "ROLLBACK TO SAVEPOINT pgtier_schema",
            "RELEASE SAVEPOINT pgtier_schema")
        : List.of("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", PATH, SCHEMA, "ROLLBACK");
  }

  /** Runs the statements; if one fails, the transaction stays as the failure leaves it. */
  public static <E extends Exception> Schema read(Queries<E> queries, boolean inTransaction)
      throws E {
    List<List<String>> rows = List.of();
    List<String> statements = statements(inTransaction);
    for (int i = 0; i < statements.size(); i++) {
      List<List<String>> answer = queries.query(statements.get(i));
      rows = i == ANSWER ? answer : rows;
    }
    return Schema.of(new ArrayList<>(rows));
  }

  private static String resource() {
    try (InputStream in = SchemaReader.class.getResourceAsStream("schema.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
