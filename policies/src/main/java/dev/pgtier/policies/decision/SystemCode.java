package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.AttributeUse;
import dev.pgtier.policies.analysis.FunctionUse;
import dev.pgtier.policies.analysis.OperatorUse;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.catalog.FunctionFacts;
import dev.pgtier.policies.catalog.Routine;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What may be called beside an approved file: functions that came with the server, and of those
 * only what answers from catalogues. A function of a user's reads whatever its author wrote into
 * it.
 */
final class SystemCode {
  private static final Set<String> SCHEMAS = Set.of(QualifiedName.PG_CATALOG, "information_schema");

  /** Volatile by their label; what psql, drivers and migration tools call before they begin. */
  private static final Patterns VOLATILE =
      new Patterns(
          List.of(
              "set_config",
              "pg_advisory_*",
              "pg_try_advisory_*",
              "clock_timestamp",
              "timeofday",
              "random",
              "gen_random_uuid",
              "current_query",
              "pg_is_in_recovery",
              "pg_blocking_pids",
              "pg_current_wal_lsn",
              "pg_relation_size",
              "pg_table_size",
              "pg_indexes_size",
              "pg_total_relation_size",
              "pg_database_size",
              "pg_tablespace_size",
              "pg_column_size",
              "pg_sequence_last_value",
              "pg_get_sequence_data",
              "pg_partition_tree",
              "pg_partition_ancestors"));

  /** Fields of what the server's own functions return, as catalogue queries read them. */
  private static final Set<String> FIELDS =
      Set.of(
          "n",
          "x",
          "relid",
          "parentrelid",
          "isleaf",
          "level",
          "tokid",
          "alias",
          "description",
          "grantor",
          "grantee",
          "privilege_type",
          "is_grantable",
          "option_name",
          "option_value");

  private SystemCode() {}

  static boolean only(Names names, StatementAnalysis statement) {
    return statement.functions().stream().allMatch(use -> function(names, use))
        && statement.attributes().stream().allMatch(use -> attribute(names, use))
        && statement.operators().stream().allMatch(use -> operator(names, use));
  }

  private static boolean function(Names names, FunctionUse use) {
    List<FunctionFacts> meanings = names.functions(use);
    if (!meanings.isEmpty()) {
      return all(meanings);
    }
    return FunctionRules.isSyntax(use.name()) || FunctionRules.isCast(names, use);
  }

  /** Where a catalogue shows no user's functions, any name behind a value might be one. */
  private static boolean attribute(Names names, AttributeUse use) {
    boolean known = names.catalog().complete() || use.ofRow() || FIELDS.contains(use.name());
    return known && all(names.attribute(use));
  }

  /** One that an extension brings is let be: it can only be reached by values of its own type. */
  private static boolean operator(Names names, OperatorUse use) {
    return names.operators(use).stream().noneMatch(facts -> facts.routine().isVolatile());
  }

  private static boolean all(Collection<FunctionFacts> meanings) {
    return meanings.stream().map(FunctionFacts::routine).allMatch(SystemCode::answers);
  }

  private static boolean answers(Routine routine) {
    QualifiedName name = routine.name();
    return SCHEMAS.contains(name.schema())
        && !FunctionRules.runsSqlInString(name)
        && (!routine.isVolatile() || VOLATILE.match(name));
  }
}
