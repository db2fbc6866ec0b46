package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Statement;
import dev.pgtier.policies.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the walk has found so far in one statement. */
final class Collector {
  /** Relations and functions that list the settings with their values. */
  private static final Set<String> SETTING_LISTS =
      Set.of("pg_settings", "pg_show_all_settings", "pg_file_settings", "current_setting");

  final Set<RelationUse> relations = new LinkedHashSet<>();
  final Set<FunctionUse> functions = new LinkedHashSet<>();
  final Set<OperatorUse> operators = new LinkedHashSet<>();
  final Set<QualifiedName> types = new LinkedHashSet<>();
  final Attributes attributes = new Attributes();
  final Set<String> columns = new LinkedHashSet<>();
  final Set<Literal> literals = new LinkedHashSet<>();
  final List<SettingUse> settings = new ArrayList<>();
  final List<NameUse> names = new ArrayList<>();
  final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private final Map<Effect, String> effects = new EnumMap<>(Effect.class);
  private Optional<TransactionUse> transaction = Optional.empty();
  private String command = "";

  /** The statement does this; the first command that does it is the one that messages show. */
  void effect(Effect effect, String name, Context context) {
    if (command.isEmpty()) {
      command = name;
    }
    if (!context.planned()) {
      effects.putIfAbsent(effect, name);
    }
  }

  void transaction(TransactionUse use) {
    transaction = Optional.of(use);
  }

  StatementAnalysis analysis(Statement statement) {
    Set<AttributeUse> dotted = attributes.all();
    if (dotted.contains(new AttributeUse("current_setting", false))) {
      settings.add(
          new SettingUse(
              SettingUse.Kind.CURRENT_SETTING, Optional.empty(), Optional.empty(), false));
    }
    boolean listsSettings =
        relations.stream().anyMatch(use -> SETTING_LISTS.contains(use.name().name()))
            || functions.stream().anyMatch(use -> SETTING_LISTS.contains(use.name().name()));
    if (listsSettings || !settings.isEmpty()) {
      traits.add(Trait.CONSTANTS_MATTER);
    }
    if (effects.isEmpty()) {
      effect(Effect.READ, "SELECT", Context.TOP);
    }
    return new StatementAnalysis(
        statement.start(),
        statement.length(),
        command,
        effects,
        List.copyOf(relations),
        List.copyOf(functions),
        List.copyOf(operators),
        List.copyOf(types),
        dotted,
        columns,
        listsSettings ? List.copyOf(literals) : List.of(),
        settings,
        transaction,
        names,
        traits,
        Optional.empty());
  }
}
