package dev.pgtier.policies.lint;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.policies.analysis.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules for each kind of statement; those of ALTER TABLE are in {@link AlterTableRules}. */
public final class Linter {
  private final List<Lint> found = new ArrayList<>();

  private Linter() {}

  /** What is to be said of a text's statements; nothing of one that cannot be read. */
  public static List<Lint> of(ParseResult parsed) {
    Linter linter = new Linter();
    if (parsed instanceof ParseTree tree) {
      tree.statements().forEach(statement -> linter.statement(statement.node()));
    }
    return List.copyOf(linter.found);
  }

  private void statement(Node node) {
    switch (node.tag()) {
      case "IndexStmt" -> index(node);
      case "ReindexStmt" -> reindex(node);
      case "AlterTableStmt" -> AlterTableRules.of(node, found);
      case "UpdateStmt" -> where(node, "UPDATE");
      case "DeleteStmt" -> where(node, "DELETE");
      case "TruncateStmt" -> truncate(node);
      case "DropStmt" -> drop(node);
      case "RenameStmt" -> rename(node);
      case "VacuumStmt" -> vacuum(node);
      case "ClusterStmt" -> rewrite(relation(node), "CLUSTER");
      case "RefreshMatViewStmt" -> refresh(node);
      case "AlterEnumStmt" -> enumValue(node);
      case "GrantStmt" -> grant(node);
      default -> {}
    }
  }

  private void index(Node node) {
    if (!node.flag("concurrent")) {
      add(
          "index.not-concurrent",
          relation(node),
          "CREATE INDEX stops every write to the table until the index is built",
          "Use CREATE INDEX CONCURRENTLY, in a file of its own, without BEGIN");
    }
  }

  private void reindex(Node node) {
    boolean concurrently =
        node.list("params").stream().anyMatch(p -> p.text("defname").equals("concurrently"));
    if (!concurrently) {
      add(
          "index.reindex-not-concurrent",
          relation(node),
          "REINDEX stops writes to the table, and queries that would use the index",
          "Use REINDEX … CONCURRENTLY");
    }
  }

  private void where(Node node, String command) {
    if (!node.has("whereClause")) {
      add(
          "write.without-where",
          Optional.empty(),
          command + " without WHERE changes every row of the table, and locks each until COMMIT",
          "Name the rows by a WHERE; for many rows work in batches");
    }
  }

  private void truncate(Node node) {
    add(
        "write.truncate",
        Optional.empty(),
        "TRUNCATE removes every row at once, and nobody can even read the table until COMMIT",
        node.text("behavior").equals("DROP_CASCADE")
            ? "CASCADE empties the tables that refer to it as well: name them, or use DELETE"
            : "Make sure that a copy is kept where the rollback finds it");
  }

  private void drop(Node node) {
    String type = node.text("removeType");
    if (type.equals("OBJECT_INDEX") && !node.flag("concurrent")) {
      add(
          "index.drop-not-concurrent",
          Optional.empty(),
          "DROP INDEX takes an ACCESS EXCLUSIVE lock on the index's table, and waits for every query",
          "Use DROP INDEX CONCURRENTLY, without BEGIN");
    }
    if (type.equals("OBJECT_TABLE") || type.equals("OBJECT_SCHEMA")) {
      add(
          "drop.data",
          Optional.empty(),
          "what is dropped takes its rows with it; no rollback file brings them back",
          "Rename it first, drop it in a later migration, and see that a backup has it");
    }
    if (node.text("behavior").equals("DROP_CASCADE")) {
      add(
          "drop.cascade",
          Optional.empty(),
          "CASCADE drops whatever depends on it, on production perhaps more than on the clone",
          "Drop the dependents by name");
    }
  }

  private void rename(Node node) {
    String type = node.text("renameType");
    if (type.equals("OBJECT_TABLE") || type.equals("OBJECT_COLUMN")) {
      add(
          "rename.breaks-clients",
          Optional.empty(),
          "programs that use the old name fail from the COMMIT on",
          "Add the new name beside the old one (a column, or a view), change the programs, then drop"
              + " the old");
    }
  }

  private void vacuum(Node node) {
    if (node.list("options").stream().anyMatch(option -> option.text("defname").equals("full"))) {
      rewrite(node.list("rels").stream().findFirst().flatMap(Linter::relation), "VACUUM FULL");
    }
  }

  private void rewrite(Optional<QualifiedName> table, String command) {
    add(
        "table.rewrite",
        table,
        command + " writes the whole table anew while nobody can read it",
        "Use pg_repack or a plain VACUUM");
  }

  private void refresh(Node node) {
    if (!node.flag("concurrent")) {
      add(
          "view.refresh-not-concurrent",
          relation(node),
          "nobody can read the materialized view while it is refreshed",
          "Use REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index");
    }
  }

  private void enumValue(Node node) {
    if (node.has("newVal") && !node.has("oldVal")) {
      add(
          "enum.not-undone",
          Optional.empty(),
          "a value of an enum can never be dropped, and cannot be used in the transaction that adds it",
          "Use the value in a later file; say in the rollback file that it stays");
    }
  }

  private void grant(Node node) {
    boolean everybody =
        node.list("grantees").stream()
            .anyMatch(role -> role.text("roletype").equals("ROLESPEC_PUBLIC"));
    if (node.flag("is_grant") && everybody) {
      add(
          "grant.public",
          Optional.empty(),
          "PUBLIC is every role of the server, also those that are made later",
          "Grant to the roles that need it");
    }
  }

  private void add(String rule, Optional<QualifiedName> relation, String why, String instead) {
    found.add(new Lint(rule, relation, why, instead));
  }

  static Optional<QualifiedName> relation(Node node) {
    return node.node("relation")
        .map(range -> new QualifiedName(range.text("schemaname"), range.text("relname")));
  }
}
