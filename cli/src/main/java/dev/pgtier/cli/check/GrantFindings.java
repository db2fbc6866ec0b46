package dev.pgtier.cli.check;

import dev.pgtier.cli.check.GrantRules.Judged;
import dev.pgtier.cli.check.GrantRules.Kind;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes findings of what one grantee was given, one for each kind. */
final class GrantFindings {
  private final Tier tier;
  private final Facts facts;
  private final GrantRules rules;

  GrantFindings(Tier tier, Facts facts) {
    this.tier = tier;
    this.facts = facts;
    this.rules = new GrantRules(tier);
  }

  /** Of the role itself, or, with the empty text, of PUBLIC. */
  List<Finding> of(String grantee) {
    String who =
        grantee.isEmpty() ? "everybody, and so " + facts.role() + "," : facts.sqlName(grantee);
    List<Finding> findings = new ArrayList<>();
    byKind(grantee)
        .forEach(
            (kind, judged) ->
                findings.add(
                    new Finding(
                        kind.area(),
                        worst(judged),
                        who + " " + what(kind, judged),
                        grantee.isEmpty() ? forOthers(details(judged)) : details(judged),
                        new GrantMend(tier, facts).revoke(judged))));
    return findings;
  }

  private static List<String> forOthers(List<String> details) {
    List<String> lines = new ArrayList<>(details);
    lines.add("(whoever else needs this has to be granted it by name then)");
    return lines;
  }

  /** In a few words, for somebody who can act as {@code grantee}. */
  List<Excess> summary(String grantee) {
    List<Excess> found = new ArrayList<>();
    byKind(grantee)
        .forEach(
            (kind, judged) -> {
              List<String> details = details(judged);
              String which = details.size() > 3 ? "" : " (" + String.join("; ", details) + ")";
              found.add(new Excess(worst(judged), what(kind, judged) + which));
            });
    return found;
  }

  private Map<Kind, List<Judged>> byKind(String grantee) {
    return facts.grants().stream()
        .filter(grant -> grant.grantee().equals(grantee))
        .flatMap(grant -> rules.judge(grant).stream())
        .collect(
            Collectors.groupingBy(
                Judged::kind, () -> new EnumMap<>(Kind.class), Collectors.toList()));
  }

  private static String what(Kind kind, List<Judged> judged) {
    return kind.what((int) judged.stream().map(one -> one.grant().name()).distinct().count());
  }

  private static Severity worst(List<Judged> judged) {
    return judged.stream().map(Judged::severity).reduce(Severity.WARNING, Severity::worse);
  }

  /** An object a line, with its privileges. */
  private static List<String> details(List<Judged> judged) {
    Map<String, TreeSet<String>> objects = new LinkedHashMap<>();
    for (Judged one : judged) {
      Facts.Grant grant = one.grant();
      objects.computeIfAbsent(object(grant), name -> new TreeSet<>()).add(privilege(grant));
    }
    return objects.entrySet().stream()
        .map(object -> object.getKey() + ": " + String.join(", ", object.getValue()))
        .sorted()
        .toList();
  }

  private static String object(Facts.Grant grant) {
    return switch (grant.kind()) {
      case "table", "column", "function" -> grant.name();
      case "default" ->
          "%s of %s%s"
              .formatted(
                  grant.plain(),
                  grant.name(),
                  grant.column().isEmpty() ? "" : " in schema " + grant.column());
      default -> grant.kind() + " " + grant.name();
    };
  }

  private static String privilege(Facts.Grant grant) {
    return (grant.kind().equals("column")
            ? grant.privilege() + " (" + grant.column() + ")"
            : grant.privilege())
        + (grant.grantable() ? " with grant option" : "");
  }
}
