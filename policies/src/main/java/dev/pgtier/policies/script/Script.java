package dev.pgtier.policies.script;

import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of SQL, taken apart as psql and the server do.
 *
 * @param statements at least one, in order
 * @param checks its {@code -- check:} lines
 * @param rows its {@code -- rows:} lines
 * @param author what its {@code -- author:} line says
 */
public record Script(
    List<ScriptStatement> statements,
    List<Check> checks,
    List<RowRange> rows,
    Optional<String> author)
    implements Splitting {
  public Script {
    statements = List.copyOf(statements);
    checks = List.copyOf(checks);
    rows = List.copyOf(rows);
  }

  /**
   * Takes a file's text apart. Never throws for what is in the text.
   *
   * @param parser PostgreSQL's, such as {@code sql -> judges.read(sql).join()}; it is asked for
   *     each stretch of SQL between COPY data, and for each check
   */
  public static Splitting split(String text, Function<String, Reading> parser) {
    return new Splitter(text, parser).split();
  }

  /**
   * SHA-256 over the tokens of one statement with their kind and spelling, constants included;
   * comments, white space between tokens and semicolons at the end do not count. Equal digests mean
   * that the server reads the same.
   *
   * @return 64 hexadecimal letters; empty where the text cannot be read to its end, nor be run
   */
  public static Optional<String> digest(String sql) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    return TokenDigest.of(utf8, 0, utf8.length);
  }

  /** The same of one statement of a Query that has several. */
  public static Optional<String> digest(String sql, StatementAnalysis statement) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    return TokenDigest.of(utf8, statement.start(), statement.length());
  }
}
