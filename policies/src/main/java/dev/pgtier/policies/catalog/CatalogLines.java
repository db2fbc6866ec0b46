package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes a catalogue of the rows that {@link CatalogQueries} bring. Rows of several servers may be
 * added; the stricter word wins then.
 */
public final class CatalogLines {
  private final Function<String, Reading> parser;
  private final boolean complete;
  private final Map<List<String>, Draft> functions = new LinkedHashMap<>();
  private final Map<QualifiedName, List<QualifiedName>> support = new HashMap<>();
  private final Map<QualifiedName, List<QualifiedName>> arguments = new HashMap<>();
  private final Map<QualifiedName, List<StatementAnalysis>> defaults = new HashMap<>();
  private final Set<OperatorFacts> operators = new HashSet<>();
  private final Set<QualifiedName> types = new HashSet<>();
  private final Map<Long, QualifiedName> typesByOid = new HashMap<>();
  private final Map<QualifiedName, List<QualifiedName>> parts = new HashMap<>();
  private final Map<QualifiedName, List<StatementAnalysis>> checks = new HashMap<>();
  private final Map<QualifiedName, List<Routine>> casts = new HashMap<>();
  private final List<Routine> systemCasts = new ArrayList<>();
  private final Map<QualifiedName, String> relations = new HashMap<>();
  private final Map<QualifiedName, List<QualifiedName>> columns = new HashMap<>();
  private final Map<QualifiedName, List<StatementAnalysis>> code = new HashMap<>();

  /** A function of which another row may still say worse. */
  private record Draft(Routine routine, int least, int most, boolean takesRow, String owner) {}

  /**
   * @param parser reads the queries of views and other expressions
   * @param complete whether the rows will be those of a whole database
   */
  public CatalogLines(Function<String, Reading> parser, boolean complete) {
    this.parser = parser;
    this.complete = complete;
  }

  /**
   * Takes one row.
   *
   * @throws IllegalArgumentException if it is none that the queries bring
   */
  public void add(List<String> row) {
    if (row.size() < 3) {
      throw new IllegalArgumentException("no row of a catalogue: " + row);
    }
    QualifiedName name = new QualifiedName(row.get(1), row.get(2));
    switch (row.get(0)) {
      case "function" -> function(name, row);
      case "support" -> put(support, name, other(row, 3));
      case "argument" -> put(arguments, name, other(row, 3));
      case "default" -> defaults.computeIfAbsent(name, key -> new ArrayList<>()).addAll(sql(row));
      case "operator" ->
          operators.add(
              new OperatorFacts(name, row.get(3).equals("l"), routine(other(row, 4), row.get(6))));
      case "type" -> type(name, row);
      case "part" -> put(parts, name, other(row, 3));
      case "check" -> checks.computeIfAbsent(name, key -> new ArrayList<>()).addAll(sql(row));
      case "cast" -> cast(name, other(row, 3), routine(other(row, 5), row.get(7)));
      case "compare" -> compare(name, routine(other(row, 3), row.get(5)));
      case "relation" -> relations.put(name, row.get(3));
      case "column" -> put(columns, name, other(row, 3));
      case "code" -> code.computeIfAbsent(name, key -> new ArrayList<>()).addAll(sql(row));
      default -> throw new IllegalArgumentException("no row of a catalogue: " + row);
    }
  }

  private void function(QualifiedName name, List<String> row) {
    String flags = row.get(5);
    Draft draft =
        new Draft(
            routine(name, flags),
            Integer.parseInt(row.get(3)),
            Integer.parseInt(row.get(4)),
            flags.charAt(2) == 'r',
            row.get(6));
    functions.merge(
        List.of(name.schema(), name.name(), row.get(3), row.get(4)), draft, CatalogLines::stricter);
  }

  private static Draft stricter(Draft one, Draft two) {
    Routine routine =
        new Routine(
            one.routine.name(),
            one.routine.isVolatile() || two.routine.isVolatile(),
            one.routine.securityDefiner() || two.routine.securityDefiner());
    return new Draft(routine, one.least, one.most, one.takesRow || two.takesRow, one.owner);
  }

  private void cast(QualifiedName source, QualifiedName target, Routine routine) {
    boolean system =
        source.schema().equals(QualifiedName.PG_CATALOG)
            && target.schema().equals(QualifiedName.PG_CATALOG);
    if (system) {
      systemCasts.add(routine);
    }
    put(casts, source, routine);
    put(casts, target, routine);
  }

  private void compare(QualifiedName type, Routine routine) {
    if (type.schema().equals(QualifiedName.PG_CATALOG)) {
      systemCasts.add(routine);
    }
    put(casts, type, routine);
  }

  private void type(QualifiedName name, List<String> row) {
    types.add(name);
    if (row.size() > 3 && !row.get(3).isEmpty()) {
      typesByOid.put(Long.parseLong(row.get(3)), name);
    }
  }

  private static QualifiedName other(List<String> row, int index) {
    return new QualifiedName(row.get(index), row.get(index + 1));
  }

  private static Routine routine(QualifiedName name, String flags) {
    return new Routine(name, flags.charAt(0) == 'v', flags.charAt(1) == 'd');
  }

  private List<StatementAnalysis> sql(List<String> row) {
    Reading reading = parser.apply(row.get(3));
    return reading instanceof Script script
        ? script.statements()
        : List.of(StatementAnalysis.unreadable(row.get(3)));
  }

  private static <K, V> void put(Map<K, List<V>> map, K key, V value) {
    map.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
  }

  /** All rows so far. */
  public Catalog build() {
    Map<String, List<FunctionFacts>> byName = new HashMap<>();
    for (Draft draft : functions.values()) {
      QualifiedName name = draft.routine.name();
      put(
          byName,
          name.name(),
          new FunctionFacts(
              draft.routine,
              draft.least,
              draft.most,
              draft.takesRow,
              draft.owner,
              support.getOrDefault(name, List.of()),
              arguments.getOrDefault(name, List.of()),
              defaults.getOrDefault(name, List.of())));
    }
    Map<String, List<OperatorFacts>> operatorsByName = new HashMap<>();
    operators.forEach(facts -> put(operatorsByName, facts.name().name(), facts));
    Map<QualifiedName, TypeFacts> typeFacts = new HashMap<>();
    types.forEach(name -> typeFacts.put(name, typeFacts(name)));
    Map<QualifiedName, RelationFacts> relationFacts = new HashMap<>();
    relations.forEach((name, kind) -> relationFacts.put(name, relationFacts(name, kind)));
    return new MemoryCatalog(
        complete, byName, operatorsByName, typeFacts, typesByOid, relationFacts, systemCasts);
  }

  private TypeFacts typeFacts(QualifiedName name) {
    return new TypeFacts(
        name,
        parts.getOrDefault(name, List.of()),
        casts.getOrDefault(name, List.of()),
        checks.getOrDefault(name, List.of()));
  }

  private RelationFacts relationFacts(QualifiedName name, String kind) {
    return new RelationFacts(
        name,
        kind.charAt(0),
        kind.endsWith("e"),
        columns.getOrDefault(name, List.of()),
        code.getOrDefault(name, List.of()));
  }
}
