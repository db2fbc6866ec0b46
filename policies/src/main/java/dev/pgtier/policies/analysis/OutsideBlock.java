package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import java.util.Optional;
import java.util.Set;

/**
 * Statements of which PostgreSQL 15 to 18 say "cannot run inside a transaction block". What only
 * the catalogue or a run can tell is not among them: REINDEX or CLUSTER of a partitioned table, and
 * a procedure that ends transactions.
 */
final class OutsideBlock {
  private static final Set<String> ALWAYS =
      Set.of(
          "CreatedbStmt",
          "DropdbStmt",
          "CreateTableSpaceStmt",
          "DropTableSpaceStmt",
          "AlterSystemStmt",
          "DropSubscriptionStmt");
  private static final Set<String> REINDEX_OF_MANY =
      Set.of("REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE");
  private static final Set<String> TWO_PHASE =
      Set.of("TRANS_STMT_COMMIT_PREPARED", "TRANS_STMT_ROLLBACK_PREPARED");
  private static final Set<String> REFRESHING =
      Set.of(
          "ALTER_SUBSCRIPTION_REFRESH",
          "ALTER_SUBSCRIPTION_SET_PUBLICATION",
          "ALTER_SUBSCRIPTION_ADD_PUBLICATION",
          "ALTER_SUBSCRIPTION_DROP_PUBLICATION");

  private OutsideBlock() {}

  static boolean is(Node node) {
    return switch (node.tag()) {
      case "IndexStmt", "DropStmt" -> node.flag("concurrent");
      case "ReindexStmt" ->
          REINDEX_OF_MANY.contains(node.text("kind"))
              || isOn(node, "params", "concurrently", false);
      case "VacuumStmt" -> node.flag("is_vacuumcmd");
      case "ClusterStmt" -> !node.has("relation");
      case "AlterTableStmt" -> node.list("cmds").stream().anyMatch(OutsideBlock::detaches);
      case "AlterDatabaseStmt" ->
          node.list("options").stream()
              .anyMatch(option -> option.text("defname").equals("tablespace"));
      case "DiscardStmt" -> node.text("target").equals("DISCARD_ALL");
      case "TransactionStmt" -> TWO_PHASE.contains(node.text("kind"));
      case "CreateSubscriptionStmt" ->
          isOn(node, "options", "create_slot", isOn(node, "options", "connect", true));
      case "AlterSubscriptionStmt" ->
          REFRESHING.contains(node.text("kind")) && isOn(node, "options", "refresh", true);
      default -> ALWAYS.contains(node.tag());
    };
  }

  private static boolean detaches(Node command) {
    return command.is("AlterTableCmd")
        && command.text("subtype").equals("AT_DetachPartition")
        && command.node("def").filter(def -> def.flag("concurrent")).isPresent();
  }

  /** An option as defGetBoolean reads it. */
  private static boolean isOn(Node node, String list, String name, boolean unsaid) {
    boolean on = unsaid;
    for (Node option : node.list(list)) {
      if (option.text("defname").equals(name)) {
        on = option.node("arg").map(OutsideBlock::isTrue).orElse(true);
      }
    }
    return on;
  }

  private static boolean isTrue(Node value) {
    return switch (value.tag()) {
      case "Integer" -> value.number("ival") != 0;
      case "Boolean" -> value.flag("boolval");
      case "String" ->
          Optional.of(value.text("sval"))
              .filter(text -> text.equalsIgnoreCase("false") || text.equalsIgnoreCase("off"))
              .isEmpty();
      default -> true;
    };
  }
}
