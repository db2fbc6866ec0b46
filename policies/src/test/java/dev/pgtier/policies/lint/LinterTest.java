package dev.pgtier.policies.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.PostgresParser;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {
  private static final PostgresParser PARSER = new PostgresParser();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE INDEX ON t (a)                                        | index.not-concurrent
          CREATE INDEX CONCURRENTLY ON t (a)                           |
          DROP INDEX i                                                 | index.drop-not-concurrent
          DROP INDEX CONCURRENTLY i                                    |
          REINDEX TABLE t                                              | index.reindex-not-concurrent
          REINDEX TABLE CONCURRENTLY t                                 |
          UPDATE t SET a = 1                                           | write.without-where
          UPDATE t SET a = 1 WHERE b                                   |
          DELETE FROM t                                                | write.without-where
          DELETE FROM t USING u WHERE t.a = u.a                        |
          TRUNCATE t                                                   | write.truncate
          DROP TABLE t                                                 | drop.data
          DROP TABLE IF EXISTS t CASCADE                               | drop.data drop.cascade
          DROP VIEW v CASCADE                                          | drop.cascade
          DROP FUNCTION f                                              |
          ALTER TABLE t RENAME a TO b                                  | rename.breaks-clients
          ALTER TABLE t RENAME TO u                                    | rename.breaks-clients
          ALTER INDEX i RENAME TO j                                    |
          VACUUM t                                                     |
          VACUUM FULL t                                                | table.rewrite
          CLUSTER t USING i                                            | table.rewrite
          REFRESH MATERIALIZED VIEW v                                  | view.refresh-not-concurrent
          REFRESH MATERIALIZED VIEW CONCURRENTLY v                     |
          ALTER TYPE m ADD VALUE 'x'                                   | enum.not-undone
          ALTER TYPE m RENAME VALUE 'x' TO 'y'                         |
          ALTER TABLE t ADD a int                                      |
          ALTER TABLE t ADD a int NOT NULL                             | column.not-null-without-default
          ALTER TABLE t ADD a int NOT NULL DEFAULT 0                   |
          ALTER TABLE t ADD a timestamptz DEFAULT now()                |
          ALTER TABLE t ADD a timestamptz DEFAULT clock_timestamp()    | column.rewrite
          ALTER TABLE t ADD a uuid NOT NULL DEFAULT gen_random_uuid()  | column.rewrite
          ALTER TABLE t ADD a bigserial                                | column.rewrite
          ALTER TABLE t ADD a int GENERATED ALWAYS AS IDENTITY         | column.rewrite
          ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) STORED   | column.rewrite
          ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) VIRTUAL  |
          ALTER TABLE t ADD a int REFERENCES u                         | foreign-key.validates
          ALTER TABLE t ALTER a TYPE bigint                            | type.rewrite
          ALTER TABLE t ALTER a SET NOT NULL                           | column.set-not-null
          ALTER TABLE t ALTER a DROP NOT NULL, DROP b                  | drop.data
          ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u               | foreign-key.validates
          ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID     |
          ALTER TABLE t ADD CHECK (a > 0)                              | check.validates
          ALTER TABLE t ADD CHECK (a > 0) NOT VALID                    |
          ALTER TABLE t ADD UNIQUE (a)                                 | unique.builds-index
          ALTER TABLE t ADD PRIMARY KEY (a)                            | unique.builds-index
          ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i          |
          ALTER TABLE t SET UNLOGGED                                   | table.rewrite
          ALTER TABLE t ATTACH PARTITION u FOR VALUES IN (1)           | partition.attach-scans
          ALTER TABLE t DETACH PARTITION u                             | partition.detach-locks
          ALTER TABLE t DETACH PARTITION u CONCURRENTLY                |
          GRANT SELECT ON t TO r                                       |
          GRANT SELECT ON t TO r, PUBLIC                               | grant.public
          REVOKE ALL ON t FROM PUBLIC                                  |
          INSERT INTO t SELECT 1                                       |
          not sql at all                                               |
          """)
  void saysWhatIsKnownToHurt(String sql, String rules) {
    assertThat(
            Linter.of(PARSER.parse(sql)).stream().map(Lint::rule).collect(Collectors.joining(" ")))
        .isEqualTo(rules == null ? "" : rules);
  }

  @Test
  void everyFindingHasAReasonAndAWayOut() {
    String all =
        """
        CREATE INDEX ON s.t (a); DELETE FROM t; DROP TABLE t CASCADE; ALTER TABLE t ALTER a TYPE text, ADD b serial, ADD CHECK (a > 0);
        ALTER TABLE t ADD PRIMARY KEY (a), ADD c int NOT NULL, SET LOGGED; CLUSTER t; REFRESH MATERIALIZED VIEW v
        """;
    assertThat(Linter.of(PARSER.parse(all)))
        .hasSizeGreaterThan(9)
        .allSatisfy(
            lint -> {
              assertThat(lint.why()).isNotBlank().doesNotEndWith(".");
              assertThat(lint.instead()).isNotBlank().doesNotEndWith(".");
            });
    assertThat(Linter.of(PARSER.parse(all)).get(0).relation()).hasToString("Optional[s.t]");
  }
}
