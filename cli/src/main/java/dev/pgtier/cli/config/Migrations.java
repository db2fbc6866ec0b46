package dev.pgtier.cli.config;

import dev.pgtier.migrations.state.ApprovalRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a migration gets from a file to production.
 *
 * @param directory of the {@code .sql} files
 * @param ledger of the records
 * @param production the upstream that migrations are for, by name
 * @param validation the upstream that they are tried on, by name
 * @param masking by {@code schema.table.column}, in the order of the file
 * @param approvals who may approve, and how many must
 */
public record Migrations(
    Path directory,
    Path ledger,
    String production,
    String validation,
    Optional<Login> applyAs,
    Optional<Login> validateAs,
    Map<String, Mask> masking,
    Optional<Clone> cloning,
    ApprovalRules approvals) {
  public Migrations {
    masking = Collections.unmodifiableMap(new LinkedHashMap<>(masking));
  }

  /** What a clone shows in a column's place. */
  public sealed interface Mask {
    /** NULL. */
    record Null() implements Mask {}

    /** A hash of the value, equal for equal values. */
    record Hash() implements Mask {}

    record Constant(String text) implements Mask {}

    record Expression(String sql) implements Mask {}
  }

  /**
   * How the validation database is made.
   *
   * @param target the upstream by name whose database it is, as the role that makes it
   * @param maintenance the database of that server from which others are made and renamed
   * @param ttl how old it may be; empty for any age
   */
  public record Clone(CloneBy by, String target, String maintenance, Optional<Duration> ttl) {
    /** Those that no tier uses. */
    Set<String> upstreams() {
      return by instanceof CloneBy.PgDump dump
          ? Set.of(target, dump.source())
          : by instanceof CloneBy.Template template
              ? Set.of(target, template.source())
              : Set.of(target);
    }
  }

  /** By what the validation database is copied. */
  public sealed interface CloneBy {
    /**
     * By pg_dump and pg_restore.
     *
     * @param source an upstream, by name
     * @param jobs sessions at once, at each server
     * @param temp where the dump is kept meanwhile
     */
    record PgDump(String source, int jobs, Path temp) implements CloneBy {}

    /** By CREATE DATABASE … TEMPLATE, from an upstream on the same server. */
    record Template(String source) implements CloneBy {}

    /** By a command of one's own, which may take so long. */
    record Command(String command, Duration time) implements CloneBy {}
  }
}
