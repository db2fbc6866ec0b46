package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings and transactions. */
final class SessionHandlers {
  static final Map<String, Handler> ALL =
      Map.of(
          "VariableSetStmt", SessionHandlers::set,
          "VariableShowStmt", SessionHandlers::show,
          "DiscardStmt", SessionHandlers::discard,
          "TransactionStmt", SessionHandlers::transaction,
          "AlterSystemStmt",
              (walk, node, context) -> elsewhere(walk, Effect.FILE, "ALTER SYSTEM", context),
          "AlterRoleSetStmt",
              (walk, node, context) -> elsewhere(walk, Effect.ROLE, "ALTER ROLE SET", context),
          "AlterDatabaseSetStmt",
              (walk, node, context) -> elsewhere(walk, Effect.ROLE, "ALTER DATABASE SET", context));

  private static final Set<String> ROLES = Set.of("role", "session_authorization");

  private SessionHandlers() {}

  /** The SET inside is not for this session. */
  private static void elsewhere(Walk walk, Effect effect, String command, Context context) {
    walk.found.effect(effect, command, context);
  }

  private static void set(Walk walk, Node node, Context context) {
    String kind = node.text("kind");
    String name = node.text("name").toLowerCase(Locale.ROOT);
    if (kind.equals("VAR_SET_MULTI")) {
      multiple(walk, node, context);
      return;
    }
    boolean reset = kind.startsWith("VAR_RESET") || kind.equals("VAR_SET_DEFAULT");
    if (reset && ROLES.contains(name)) {
      // Back to who logged in, as DISCARD ALL goes; SET ROLE NONE would go behind a role set there.
      walk.found.effect(Effect.SESSION, "RESET " + name, context);
      return;
    }
    walk.found.traits.add(Trait.SETS);
    Effect effect = ROLES.contains(name) ? Effect.ROLE : Effect.SESSION;
    walk.found.effect(effect, (reset ? "RESET" : "SET") + shown(name), context);
    SettingUse.Kind use =
        switch (kind) {
          case "VAR_SET_VALUE", "VAR_SET_CURRENT" -> SettingUse.Kind.SET;
          case "VAR_SET_DEFAULT", "VAR_RESET" -> SettingUse.Kind.RESET;
          case "VAR_RESET_ALL" -> SettingUse.Kind.RESET_ALL;
          default -> throw new OpaqueException("a SET of kind " + kind + " is not known here");
        };
    Optional<List<String>> values =
        kind.equals("VAR_SET_VALUE") ? values(node.list("args")) : Optional.empty();
    walk.found.settings.add(
        new SettingUse(
            use, Optional.of(name).filter(n -> !n.isEmpty()), values, node.flag("is_local")));
    walk.rest(node, context);
  }

  private static String shown(String name) {
    return name.isEmpty() ? " ALL" : " " + name;
  }

  /** Empty if one of them is no constant. */
  private static Optional<List<String>> values(List<Node> arguments) {
    List<String> values = new ArrayList<>();
    for (Node argument : arguments) {
      if (!argument.is("A_Const")) {
        return Optional.empty();
      }
      values.add(value(argument));
    }
    return Optional.of(values);
  }

  private static String value(Node constant) {
    if (constant.has("sval")) {
      return constant.node("sval").map(text -> text.text("sval")).orElse("");
    } else if (constant.has("fval")) {
      return constant.node("fval").map(text -> text.text("fval")).orElse("");
    } else if (constant.has("boolval")) {
      return constant.node("boolval").map(flag -> flag.flag("boolval")).orElse(false)
          ? "true"
          : "false";
    }
    return Long.toString(constant.node("ival").map(number -> number.number("ival")).orElse(0L));
  }

  private static void multiple(Walk walk, Node node, Context context) {
    String name = node.text("name");
    Kind kind =
        switch (name) {
          case "TRANSACTION" -> Kind.SET;
          case "SESSION CHARACTERISTICS" -> Kind.SET_CHARACTERISTICS;
          case "TRANSACTION SNAPSHOT" -> Kind.SET_SNAPSHOT;
          default -> throw new OpaqueException("SET " + name + " is not known here");
        };
    Effect effect = kind == Kind.SET_CHARACTERISTICS ? Effect.SESSION : Effect.TRANSACTION;
    walk.found.effect(effect, "SET " + name, context);
    walk.found.traits.add(Trait.CONSTANTS_MATTER);
    List<Node> options = kind == Kind.SET_SNAPSHOT ? List.of() : node.list("args");
    walk.found.transaction(withModes(TransactionUse.of(kind, ""), options, false));
    walk.rest(node, context);
  }

  private static void show(Walk walk, Node node, Context context) {
    String name = node.text("name").toLowerCase(Locale.ROOT);
    walk.found.effect(Effect.SHOW, "SHOW " + name, context);
    walk.found.settings.add(
        new SettingUse(SettingUse.Kind.SHOW, Optional.of(name), Optional.empty(), false));
  }

  private static void discard(Walk walk, Node node, Context context) {
    String target = node.text("target").replace("DISCARD_", "");
    walk.found.effect(Effect.SESSION, "DISCARD " + target, context);
    walk.found.traits.add(Trait.DISCARD);
    if (target.equals("ALL")) {
      walk.found.settings.add(
          new SettingUse(SettingUse.Kind.RESET_ALL, Optional.empty(), Optional.empty(), false));
      walk.found.names.add(new NameUse(NameUse.Kind.STATEMENT, NameUse.Action.DROP, ""));
      walk.found.names.add(new NameUse(NameUse.Kind.CURSOR, NameUse.Action.DROP, ""));
    }
  }

  private static void transaction(Walk walk, Node node, Context context) {
    String word = node.text("kind").replace("TRANS_STMT_", "");
    Kind kind =
        switch (word) {
          case "BEGIN", "START" -> Kind.BEGIN;
          case "COMMIT" -> Kind.COMMIT;
          case "ROLLBACK" -> Kind.ROLLBACK;
          case "SAVEPOINT" -> Kind.SAVEPOINT;
          case "RELEASE" -> Kind.RELEASE;
          case "ROLLBACK_TO" -> Kind.ROLLBACK_TO;
          case "PREPARE" -> Kind.PREPARE;
          case "COMMIT_PREPARED" -> Kind.COMMIT_PREPARED;
          case "ROLLBACK_PREPARED" -> Kind.ROLLBACK_PREPARED;
          default -> throw new OpaqueException("transaction control " + word + " is not known");
        };
    String shown =
        switch (kind) {
          case PREPARE -> "PREPARE TRANSACTION";
          default -> word.replace('_', ' ');
        };
    walk.found.effect(Effect.TRANSACTION, shown, context);
    String name = node.has("gid") ? node.text("gid") : node.text("savepoint_name");
    walk.found.transaction(
        withModes(TransactionUse.of(kind, name), node.list("options"), node.flag("chain")));
    walk.rest(node, context);
  }

  private static TransactionUse withModes(TransactionUse use, List<Node> modes, boolean chain) {
    Optional<Boolean> readOnly = Optional.empty();
    Optional<String> isolation = Optional.empty();
    boolean deferrable = false;
    for (Node mode : modes) {
      if (!mode.is("DefElem")) {
        throw new OpaqueException("a " + mode.tag() + " is no transaction mode");
      }
      String value = mode.node("arg").map(SessionHandlers::value).orElse("");
      switch (mode.text("defname")) {
        // PostgreSQL takes the last one; whoever says READ WRITE at all is taken to mean it.
        case "transaction_read_only" ->
            readOnly = Optional.of(value.equals("1") && readOnly.orElse(true));
        case "transaction_isolation" -> isolation = Optional.of(value);
        case "transaction_deferrable" -> deferrable = value.equals("1");
        default ->
            throw new OpaqueException(
                "transaction mode " + mode.text("defname") + " is not known here");
      }
    }
    return new TransactionUse(use.kind(), use.name(), readOnly, isolation, deferrable, chain);
  }
}
