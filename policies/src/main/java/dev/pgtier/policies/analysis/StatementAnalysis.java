package dev.pgtier.policies.analysis;

import dev.pgtier.policies.Effect;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a rule may ask of one statement.
 *
 * @param start of its range in the text, in bytes of UTF-8
 * @param length of its range, in bytes
 * @param command for people, such as {@code UPDATE}
 * @param effects each with the command that has it, such as write → {@code UPDATE}
 * @param types that are named, but for those of pg_catalog written with their schema
 * @param attributes names behind a dot, which may be functions'
 * @param columns names that may be columns', or a relation's as a row; {@code *} for all of them
 * @param literals string constants; only where the statement reads the list of settings
 * @param opaque why the statement is not understood; empty if it is
 */
public record StatementAnalysis(
    int start,
    int length,
    String command,
    Map<Effect, String> effects,
    List<RelationUse> relations,
    List<FunctionUse> functions,
    List<OperatorUse> operators,
    List<QualifiedName> types,
    Set<AttributeUse> attributes,
    Set<String> columns,
    List<Literal> literals,
    List<SettingUse> settings,
    Optional<TransactionUse> transaction,
    List<NameUse> names,
    Set<Trait> traits,
    Optional<String> opaque) {

  private static final String UNLISTEN = "UNLISTEN";

  public StatementAnalysis {
    effects = Collections.unmodifiableMap(new EnumMap<>(effects));
    relations = List.copyOf(relations);
    functions = List.copyOf(functions);
    operators = List.copyOf(operators);
    types = List.copyOf(types);
    attributes = Set.copyOf(attributes);
    columns = Set.copyOf(columns);
    literals = List.copyOf(literals);
    settings = List.copyOf(settings);
    names = List.copyOf(names);
    traits = Set.copyOf(traits);
  }

  /** The strictest of the effects. */
  public Effect effect() {
    return Collections.max(effects.keySet());
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /**
   * Whether it only tidies a session up, as pools do between two users, or asks how it stands:
   * UNLISTEN, CLOSE, DEALLOCATE, RESET ROLE, SELECT pg_advisory_unlock_all(), SHOW.
   */
  public boolean tidiesUp() {
    return switch (effect()) {
      case SESSION -> settings.isEmpty() && transaction.isEmpty() && !has(Trait.DISCARD);
      case SHOW -> true;
      case LISTEN -> command.equals(UNLISTEN);
      case CURSOR, PREPARE ->
          !names.isEmpty() && names.stream().allMatch(n -> n.action() == NameUse.Action.DROP);
      case READ -> unlocksOnly();
      default -> false;
    };
  }

  private boolean unlocksOnly() {
    return !functions.isEmpty()
        && functions.stream().allMatch(StatementAnalysis::unlocks)
        && relations.isEmpty()
        && operators.isEmpty()
        && types.isEmpty()
        && attributes.isEmpty()
        && columns.isEmpty()
        && settings.isEmpty()
        && transaction.isEmpty();
  }

  private static boolean unlocks(FunctionUse use) {
    return use.name().name().equals("pg_advisory_unlock_all")
        && (!use.name().qualified() || use.name().schema().equals(QualifiedName.PG_CATALOG))
        && use.arguments() == 0;
  }

  /** The statement's part of the text that it was read from, which is {@code sql}. */
  public String textIn(String sql) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    return new String(utf8, start, length, StandardCharsets.UTF_8);
  }

  /**
   * SET ROLE to the role that the session has anyway is RESET ROLE; tools such as Flyway say it so.
   * Only where the tier lets no other role be taken.
   *
   * @param user the upstream's role
   */
  public StatementAnalysis ofUser(String user) {
    boolean itself =
        effects.keySet().equals(Set.of(Effect.ROLE))
            && settings.size() == 1
            && settings.get(0).kind() == SettingUse.Kind.SET
            && settings.get(0).name().filter("role"::equals).isPresent()
            && settings.get(0).value().filter(user::equals).isPresent();
    return itself ? asSession(List.of(), Set.of(Trait.CONSTANTS_MATTER)) : this;
  }

  /** UNLISTEN among statements that tidy a session up concerns nobody else; others are as is. */
  public StatementAnalysis amongTidying() {
    return command.equals(UNLISTEN) && tidiesUp() ? asSession(settings, traits) : this;
  }

  private StatementAnalysis asSession(List<SettingUse> newSettings, Set<Trait> newTraits) {
    Map<Effect, String> session = Map.of(Effect.SESSION, effects.get(effect()));
    return with(start, session, newSettings, newTraits);
  }

  /** The same statement, as a part of a text in which it begins at this byte. */
  public StatementAnalysis startingAt(int position) {
    return with(position, effects, settings, traits);
  }

  private StatementAnalysis with(
      int newStart,
      Map<Effect, String> newEffects,
      List<SettingUse> newSettings,
      Set<Trait> newTraits) {
    return new StatementAnalysis(
        newStart,
        length,
        command,
        newEffects,
        relations,
        functions,
        operators,
        types,
        attributes,
        columns,
        literals,
        newSettings,
        transaction,
        names,
        newTraits,
        opaque);
  }

  /** What stands for a text that could not be read at all, such as a view's query. */
  public static StatementAnalysis unreadable(String sql) {
    return opaque(0, 0, "", "it could not be read: " + sql);
  }

  /** What is left to say of a statement that nobody understands. */
  static StatementAnalysis opaque(int start, int length, String command, String why) {
    return new StatementAnalysis(
        start,
        length,
        command,
        new EnumMap<>(Map.of(Effect.OPAQUE, command)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Set.of(Trait.CONSTANTS_MATTER),
        Optional.of(why));
  }
}
