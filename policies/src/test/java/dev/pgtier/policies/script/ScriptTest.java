package dev.pgtier.policies.script;

import static dev.pgtier.policies.script.Texts.mistakes;
import static dev.pgtier.policies.script.Texts.script;
import static dev.pgtier.policies.script.Texts.statements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptTest {
  @Test
  void aFileIsItsStatementsInOrderWithTheirPlaces() {
    Script script =
        script(
            "-- Adds a column.\nBEGIN;\n  ALTER TABLE ö ADD a int; /* ; */ UPDATE ö SET a = 1;\nCOMMIT");
    assertThat(script.statements())
        .extracting(
            ScriptStatement::number,
            ScriptStatement::line,
            ScriptStatement::column,
            ScriptStatement::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, 2, 1, "BEGIN"),
            org.assertj.core.groups.Tuple.tuple(2, 3, 3, "ALTER TABLE ö ADD a int"),
            org.assertj.core.groups.Tuple.tuple(3, 3, 36, "UPDATE ö SET a = 1"),
            org.assertj.core.groups.Tuple.tuple(4, 4, 1, "COMMIT"));
    assertThat(script.statements())
        .extracting(ScriptStatement::effect)
        .containsExactly(Effect.TRANSACTION, Effect.DDL, Effect.WRITE, Effect.TRANSACTION);
    assertThat(script.statements())
        .extracting(ScriptStatement::transaction)
        .containsExactly(
            Optional.of(TransactionUse.Kind.BEGIN),
            Optional.empty(),
            Optional.empty(),
            Optional.of(TransactionUse.Kind.COMMIT));
  }

  @Test
  void semicolonsInBodiesStringsAndParenthesesEndNothing() {
    List<String> texts =
        List.of(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "CREATE FUNCTION g() RETURNS text LANGUAGE sql AS $f$ SELECT ';'; $f$",
            "CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM u; DELETE FROM v)",
            "SELECT ';\\', E'\\';', U&'\\003B', \";\" FROM t");
    assertThat(statements(String.join(";\n", texts) + ";;\n;")).isEqualTo(texts);
  }

  @Test
  void copyDataIsCutOutAndHashed() throws Exception {
    String file =
        "COPY t FROM STDIN; -- data\n1\tit's; $$ /* \\\\\n\\N\t-- check: no\n\\.\n"
            + "copy t (a) from stdin with (format csv);\n\\.\nSELECT 1;";
    Script script = script(file);
    assertThat(script.statements()).extracting(ScriptStatement::line).containsExactly(1, 5, 7);
    CopyData data = script.statements().get(0).data().orElseThrow();
    assertThat(data.text()).isEqualTo("1\tit's; $$ /* \\\\\n\\N\t-- check: no\n");
    assertThat(data.line()).isEqualTo(2);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(data.text().getBytes(StandardCharsets.UTF_8));
    assertThat(data.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    assertThat(script.statements().get(1).data().orElseThrow().text()).isEmpty();
    assertThat(script.statements().get(2).data()).isEmpty();
    assertThat(script.statements().get(2).analysis().start()).isEqualTo(file.indexOf("SELECT 1"));
    assertThat(script.checks()).isEmpty();
  }

  @Test
  void theDigestOfDataDoesNotDependOnHowItArrives() {
    String data = "a\\.\n\\.x\n\\\\.\nlast\n";
    String expected = new CopyDigest().update(bytes(data)).finish();
    for (String sent : List.of(data, data + "\\.\n", data + "\\.\r\n", data + "\\.")) {
      for (int cut = 0; cut <= sent.length(); cut++) {
        CopyDigest digest = new CopyDigest();
        digest.update(bytes(sent), 0, cut).update(bytes(sent), cut, sent.length() - cut);
        assertThat(digest.finish()).as(sent + " cut at " + cut).isEqualTo(expected);
      }
    }
    assertThat(new CopyDigest().update(bytes("last\\.\n")).finish())
        .isNotEqualTo(new CopyDigest().update(bytes("last")).finish());
    assertThat(new CopyDigest().update(bytes("\\.\n")).finish())
        .isEqualTo(new CopyDigest().finish());
    assertThat(new CopyDigest().update(bytes(data + "\\.\n\\.\n")).finish()).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELECT 1;!\\copy t from 'x'!| 2:1: \\copy is a command of psql",
        "SELECT 1 \\gexec!| 1:10: \\gexec is a command of psql",
        "\\restrict abc!| 1:1: \\restrict is a command of psql",
        "SELECT 1\\;SELECT 2| 1:9: \\;SELECT is a command of psql",
        "SELECT 1;!  \\.!| 2:3: \\. is a command of psql",
        "SELECT 1;!SELEC 2;| 2:1: syntax error at or near \"SELEC\"",
        "SELECT 'a;| 1:8: unterminated quoted string",
        "SELECT (1;2);| 1:10: syntax error",
        "COPY t FROM STDIN;!1!| 1:1: the data of this COPY has no end",
        "COPY t FROM STDIN| 1:1: this COPY has no data",
        "COPY t FROM STDIN; SELECT 1;!\\.!| 1:1: something follows this COPY",
        "COPY t FROM STDIN BINARY;!\\.!| 1:1: binary data cannot stand",
        "COPY t FROM STDIN (FORMAT binary);!\\.!| 1:1: binary data cannot stand",
        "-- nothing!;| 1:1: there is no statement in the file",
        "-- check: DELETE FROM t!SELECT 1| 1:1: a check is one query",
        "-- check: SELECT 1; SELECT 2!SELECT 1| 1:1: a check is one query",
        "-- check: SELECT FROM WHERE!SELECT 1| 1:1: the check cannot be read",
        "-- check: SELECT 1 INTO t!SELECT 1| 1:1: a check is one query",
        "-- check: SELECT 1 FROM t FOR UPDATE!SELECT 1| 1:1: a check is one query",
        "-- check:!SELECT 1| 1:1: a check is one query",
        "-- rows: orders many!SELECT 1| 1:1: rows are said as",
        "-- rows: orders 3..1!SELECT 1| 1:1: rows are said as",
        "-- author: a!-- author: b!SELECT 1| 2:1: an author is named already",
        "-- author: !SELECT 1| 1:1: no author is named",
      })
  void whatAFileMayNotHaveIsNamedWithItsPlace(String text, String mistake) {
    assertThat(mistakes(text.replace('!', '\n'))).singleElement().asString().contains(mistake);
  }

  @Test
  void aByteOrderMarkIsNamed() {
    assertThat(mistakes("\uFEFFSELECT 1")).singleElement().asString().contains("byte order mark");
  }

  @Test
  void headersAreCommentsThatStandAloneOnTheirLine() {
    Script script =
        script(
            "-- author: anna\n  --check:  SELECT 1 WHERE false \n-- rows: orders 0..7\r\n-- Rows: s.t 3\n"
                + "SELECT '\n-- check: SELECT 2\n', 3 -- check: SELECT 4\n/*\n-- check: SELECT 5\n*/");
    assertThat(script.author()).contains("anna");
    assertThat(script.checks()).containsExactly(new Check(2, "SELECT 1 WHERE false"));
    assertThat(script.rows())
        .containsExactly(new RowRange(3, "public.orders", 0, 7), new RowRange(4, "s.t", 3, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX TABLE CONCURRENTLY t",
        "REINDEX (CONCURRENTLY) INDEX i",
        "REINDEX SCHEMA s",
        "VACUUM",
        "VACUUM (ANALYZE) t",
        "CLUSTER",
        "CREATE DATABASE d",
        "DROP DATABASE d",
        "ALTER DATABASE d SET TABLESPACE s",
        "CREATE TABLESPACE s LOCATION '/s'",
        "DROP TABLESPACE s",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "DROP SUBSCRIPTION s",
        "DISCARD ALL",
        "COMMIT PREPARED 'x'"
      })
  void someStatementsRunOutsideOfATransactionBlockOnly(String sql) {
    assertThat(script(sql).statements().get(0).outsideBlock()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON t (a)",
        "REINDEX TABLE t",
        "ANALYZE t",
        "CLUSTER t USING i",
        "ALTER TYPE e ADD VALUE 'x'",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER DATABASE d CONNECTION LIMIT 3",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
        "ALTER SUBSCRIPTION s DISABLE",
        "DISCARD TEMP",
        "REINDEX (CONCURRENTLY false) TABLE t"
      })
  void othersRunInOneToo(String sql) {
    assertThat(script(sql).statements().get(0).outsideBlock()).isFalse();
  }

  @Test
  void aStatementHasTheSameDigestInAFileInAQueryAndAlone() {
    String text = "SELECT 1; /* two */ UPDATE t\n SET a = 'ö' -- done\n;";
    ScriptStatement second = script(text).statements().get(1);
    assertThat(Script.digest("UPDATE t SET a = 'ö';;")).contains(second.digest());
    assertThat(Script.digest(text, second.analysis())).contains(second.digest());
    assertThat(Script.digest("update t SET a = 'ö'")).isNotEqualTo(Optional.of(second.digest()));
    assertThat(Script.digest("SELECT N'x'")).isNotEqualTo(Script.digest("SELECT N 'x'"));
    assertThat(Script.digest("SELECT 'x")).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
