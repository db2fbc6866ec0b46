package dev.pgtier.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a migration gets from a file to production.
 *
 * @param directory of the {@code .sql} files
 * @param ledger of the records
 * @param production the upstream that migrations are for, by name
 * @param validation the upstream that they are tried on, by name
 * @param masking SQL or a word for each column, by {@code schema.table.column}
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
    List<Approver> approvers) {
  public Migrations {
    masking = Map.copyOf(masking);
    approvers = List.copyOf(approvers);
  }

  /** What a clone shows in a column's place. */
  public sealed interface Mask {
    /** NULL. */
    record Null() implements Mask {}

    /** A hash of the value, equal for equal values. */
    record Hash() implements Mask {}

    record Expression(String sql) implements Mask {}
  }

  /** How the validation database is made. */
  public sealed interface Clone {
    /** By pg_dump and pg_restore, between two upstreams by name. */
    record PgDump(String source, String target) implements Clone {}

    /** By CREATE DATABASE … TEMPLATE, from one upstream to another of the same server. */
    record Template(String source, String target) implements Clone {}

    /** By a command of one's own. */
    record Command(String command) implements Clone {}
  }

  /** Who may approve a migration. */
  public record Approver(String name, String publicKey) {}
}
