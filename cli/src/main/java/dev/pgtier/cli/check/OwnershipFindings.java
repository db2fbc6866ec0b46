package dev.pgtier.cli.check;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Objects that belong to a role of a tier that may not change them. */
final class OwnershipFindings {
  private static final Set<String> READABLE =
      Set.of("table", "view", "materialized view", "foreign table", "sequence");

  /** What only a superuser may own, or had better. */
  private static final Set<String> OF_SUPERUSERS =
      Set.of(
          "database",
          "tablespace",
          "language",
          "event trigger",
          "foreign-data wrapper",
          "publication",
          "subscription");

  private final Tier tier;
  private final Facts facts;

  OwnershipFindings(Tier tier, Facts facts) {
    this.tier = tier;
    this.facts = facts;
  }

  List<Finding> all() {
    List<Facts.Owned> owned = owned(facts.user());
    if (owned.isEmpty()) {
      return List.of();
    }
    List<String> details = new ArrayList<>();
    owned.forEach(one -> details.add(one.type() + " " + one.name()));
    if (owned.stream().anyMatch(one -> one.type().equals("view"))) {
      details.add(
          "(views run with the rights of their owner: read them before %s owns them)"
              .formatted(facts.heir()));
    }
    List<String> mend = new ArrayList<>(giving(owned));
    mend.addAll(reading(owned));
    return List.of(
        new Finding(
            Area.OWNERSHIP,
            Severity.WARNING,
            facts.role() + " " + what(owned) + ", and so may do anything with them",
            details,
            mend));
  }

  /** In a few words, for somebody who can act as {@code role}. */
  List<Excess> summary(String role) {
    List<Facts.Owned> owned = owned(role);
    return owned.isEmpty() ? List.of() : List.of(new Excess(Severity.WARNING, what(owned)));
  }

  private List<Facts.Owned> owned(String role) {
    if (tier.mode() == Mode.APPROVED_MIGRATIONS || tier.effects().contains(Effect.DDL)) {
      return List.of();
    }
    return facts.owned().stream().filter(one -> one.owner().equals(role)).toList();
  }

  private static String what(List<Facts.Owned> owned) {
    Map<String, Long> types =
        owned.stream()
            .collect(Collectors.groupingBy(Facts.Owned::type, TreeMap::new, Collectors.counting()));
    return "owns "
        + types.entrySet().stream()
            .map(type -> type.getValue() + " " + type.getKey() + "(s)")
            .collect(Collectors.joining(", "));
  }

  private List<String> giving(List<Facts.Owned> owned) {
    List<String> lines = new ArrayList<>();
    for (Facts.Owned one : owned) {
      if (one.definer()) {
        // It would run with other rights than its author gave it.
        lines.add("ALTER ROUTINE %s SECURITY INVOKER;".formatted(one.name()));
      } else if (OF_SUPERUSERS.contains(one.type())) {
        lines.add(
            "ALTER %s %s OWNER TO %s;"
                .formatted(
                    one.type().toUpperCase(Locale.ROOT).replace('-', ' '),
                    one.name(),
                    facts.bootstrap()));
      }
    }
    if (owned.stream().anyMatch(one -> !OF_SUPERUSERS.contains(one.type()))) {
      lines.add("REASSIGN OWNED BY %s TO %s;".formatted(facts.role(), facts.heir()));
    }
    return lines;
  }

  /** An owner's rights go with the object, those to read it among them. */
  private List<String> reading(List<Facts.Owned> owned) {
    List<String> lines = new ArrayList<>();
    Map<String, List<Facts.Owned>> schemas = new TreeMap<>();
    for (Facts.Owned one : owned) {
      if (READABLE.contains(one.type())) {
        schemas.computeIfAbsent(one.schema(), schema -> new ArrayList<>()).add(one);
      } else if (one.type().equals("schema")) {
        lines.add("GRANT USAGE ON SCHEMA %s TO %s;".formatted(one.name(), facts.role()));
      } else if (one.type().equals("database")) {
        lines.add("GRANT CONNECT ON DATABASE %s TO %s;".formatted(one.name(), facts.role()));
      }
    }
    Withheld withheld = new Withheld(tier);
    schemas.forEach(
        (schema, objects) ->
            objects.stream()
                .filter(one -> !withheld.relation(schema, plain(one)))
                .filter(one -> withheld.columns(schema, plain(one)).isEmpty())
                .forEach(
                    one ->
                        lines.add(
                            "GRANT SELECT ON %s%s TO %s;"
                                .formatted(
                                    one.type().equals("sequence") ? "SEQUENCE " : "TABLE ",
                                    one.name(),
                                    facts.role()))));
    return lines;
  }

  private static String plain(Facts.Owned one) {
    String name = one.name().substring(one.name().lastIndexOf('.') + 1);
    return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }
}
