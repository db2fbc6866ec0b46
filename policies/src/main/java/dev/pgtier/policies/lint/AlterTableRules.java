package dev.pgtier.policies.lint;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.analysis.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rules for ALTER TABLE, a command at a time. */
final class AlterTableRules {
  private static final Set<String> SERIAL =
      Set.of("smallserial", "serial", "bigserial", "serial2", "serial4", "serial8");

  /** Those that give another value for each row, so that a default of them writes every row. */
  private static final Set<String> VOLATILE =
      Set.of(
          "random",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "uuid_generate_v4",
          "clock_timestamp",
          "timeofday",
          "nextval");

  private final Optional<QualifiedName> table;
  private final List<Lint> found;

  private AlterTableRules(Optional<QualifiedName> table, List<Lint> found) {
    this.table = table;
    this.found = found;
  }

  static void of(Node node, List<Lint> found) {
    AlterTableRules rules = new AlterTableRules(Linter.relation(node), found);
    node.list("cmds").stream().filter(c -> c.is("AlterTableCmd")).forEach(rules::command);
  }

  private void command(Node command) {
    Optional<Node> def = command.node("def");
    switch (command.text("subtype")) {
      case "AT_AddColumn" -> def.ifPresent(this::column);
      case "AT_AlterColumnType" ->
          add(
              "type.rewrite",
              "changing a column's type writes the whole table and its indexes anew, unless the new"
                  + " type only widens a varchar or numeric; nobody can read the table meanwhile",
              "Add a column of the new type, fill it in batches, then swap the names");
      case "AT_SetNotNull" ->
          add(
              "column.set-not-null",
              "SET NOT NULL reads the whole table while nobody can use it",
              "Add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL, which then"
                  + " reads nothing");
      case "AT_AddConstraint" -> def.ifPresent(this::constraint);
      case "AT_DropColumn" ->
          found.add(
              new Lint(
                  "drop.data",
                  Optional.empty(),
                  "a column takes its values with it, and programs that name it fail; no rollback"
                      + " file brings the values back",
                  "See that no program uses it, and keep a copy where the rollback finds it"));
      case "AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod" ->
          add(
              "table.rewrite",
              "this writes the whole table anew while nobody can use it",
              "Do it in a maintenance window");
      case "AT_AttachPartition" ->
          add(
              "partition.attach-scans",
              "ATTACH PARTITION reads the whole partition while it is locked, unless a CHECK"
                  + " constraint says already what its bounds do",
              "Add that CHECK constraint NOT VALID and VALIDATE it first");
      case "AT_DetachPartition" -> {
        if (def.filter(d -> d.flag("concurrent")).isEmpty()) {
          add(
              "partition.detach-locks",
              "DETACH PARTITION stops every query of the partitioned table",
              "Use DETACH PARTITION … CONCURRENTLY, without BEGIN");
        }
      }
      default -> {}
    }
  }

  private void column(Node column) {
    boolean notNull = has(column, "CONSTR_NOTNULL") || has(column, "CONSTR_PRIMARY");
    Optional<Node> value = constraint(column, "CONSTR_DEFAULT").flatMap(c -> c.node("raw_expr"));
    boolean filled =
        value.isPresent()
            || has(column, "CONSTR_IDENTITY")
            || has(column, "CONSTR_GENERATED")
            || isSerial(column);
    if (notNull && !filled) {
      found.add(
          new Lint(
              "column.not-null-without-default",
              Optional.empty(),
              "a NOT NULL column without a default cannot be added to a table that has rows",
              "Give it a DEFAULT, or add it nullable, fill it, and SET NOT NULL at last"));
    }
    boolean stored =
        constraint(column, "CONSTR_GENERATED")
            .filter(c -> !c.text("generated_kind").equals("v"))
            .isPresent();
    if (value.filter(AlterTableRules::isVolatile).isPresent()
        || isSerial(column)
        || stored
        || has(column, "CONSTR_IDENTITY")) {
      add(
          "column.rewrite",
          "a value that differs from row to row is computed for each: the whole table is written"
              + " anew while nobody can read it",
          "Add the column without it, set the default for new rows, fill the old ones in batches");
    }
    column.list("constraints").stream()
        .filter(c -> c.text("contype").equals("CONSTR_FOREIGN"))
        .forEach(this::constraint);
  }

  private void constraint(Node constraint) {
    boolean later = constraint.flag("skip_validation");
    switch (constraint.text("contype")) {
      case "CONSTR_FOREIGN" -> {
        if (!later) {
          add(
              "foreign-key.validates",
              "a foreign key is checked for every row while writes to both tables wait",
              "Add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own");
        }
      }
      case "CONSTR_CHECK", "CONSTR_NOTNULL" -> {
        if (!later) {
          add(
              "check.validates",
              "the constraint is checked for every row while nobody can use the table",
              "Add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own");
        }
      }
      case "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> {
        if (!constraint.has("indexname")) {
          add(
              "unique.builds-index",
              "the index of the constraint is built while nobody can use the table",
              "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX");
        }
      }
      case "CONSTR_EXCLUSION" ->
          add(
              "unique.builds-index",
              "the index of the constraint is built while nobody can use the table",
              "Do it in a maintenance window; there is no way to build it before");
      default -> {}
    }
  }

  private static boolean isSerial(Node column) {
    List<Node> names = column.node("typeName").map(type -> type.list("names")).orElse(List.of());
    return !names.isEmpty()
        && names.get(names.size() - 1).is("String")
        && SERIAL.contains(names.get(names.size() - 1).text("sval").toLowerCase(Locale.ROOT));
  }

  private static boolean isVolatile(Node value) {
    boolean[] found = new boolean[1];
    value.forEachBelow(
        node -> {
          if (node.is("FuncCall")) {
            List<Node> name = node.list("funcname");
            found[0] |= VOLATILE.contains(name.get(name.size() - 1).text("sval"));
          }
        });
    return found[0];
  }

  private static boolean has(Node column, String type) {
    return constraint(column, type).isPresent();
  }

  private static Optional<Node> constraint(Node column, String type) {
    return column.list("constraints").stream()
        .filter(c -> c.text("contype").equals(type))
        .findFirst();
  }

  private void add(String rule, String why, String instead) {
    found.add(new Lint(rule, table, why, instead));
  }
}
