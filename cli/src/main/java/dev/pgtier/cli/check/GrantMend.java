package dev.pgtier.cli.check;

import dev.pgtier.cli.check.GrantRules.Judged;
import dev.pgtier.cli.check.GrantRules.Kind;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the SQL that takes grants back and leaves what the tier needs. */
final class GrantMend {
  /** From so many tables of a schema on, one statement for all of them. */
  private static final int MANY = 10;

  private final Facts facts;
  private final Withheld withheld;

  GrantMend(Tier tier, Facts facts) {
    this.facts = facts;
    this.withheld = new Withheld(tier);
  }

  /** What one REVOKE takes: privileges on one object, as one grantor gave them. */
  private record Target(String before, String object, String grantor, String after) {}

  /** Grants of one kind to one grantee. */
  List<String> revoke(List<Judged> judged) {
    Map<Target, List<Facts.Grant>> targets = new LinkedHashMap<>();
    Map<String, Long> sizes =
        judged.stream()
            .filter(GrantMend::collective)
            .collect(
                Collectors.groupingBy(
                    GrantMend::schema,
                    Collectors.collectingAndThen(
                        Collectors.mapping(one -> one.grant().name(), Collectors.toSet()),
                        names -> (long) names.size())));
    for (Judged one : judged) {
      boolean many = collective(one) && sizes.getOrDefault(schema(one), 0L) >= MANY;
      targets.computeIfAbsent(target(one, many), key -> new ArrayList<>()).add(one.grant());
    }
    List<String> lines = new ArrayList<>();
    targets.forEach((target, grants) -> lines.addAll(lines(target, grants)));
    return lines;
  }

  private static boolean collective(Judged one) {
    return (one.kind() == Kind.TABLE_WRITE || one.kind() == Kind.SEQUENCE_WRITE)
        && one.grant().grantor().isEmpty()
        && !one.grant().grantable()
        && !one.grant().kind().equals("column");
  }

  private static String schema(Judged one) {
    return one.grant().kind() + " " + quotedSchema(one.grant());
  }

  /** As the server quoted it in the object's own name. */
  private static String quotedSchema(Facts.Grant grant) {
    return grant.name().startsWith(grant.schema() + ".")
        ? grant.schema()
        : '"' + grant.schema().replace("\"", "\"\"") + '"';
  }

  private Target target(Judged one, boolean many) {
    Facts.Grant grant = one.grant();
    String object =
        switch (grant.kind()) {
          case "table", "column" ->
              many ? "ALL TABLES IN SCHEMA " + quotedSchema(grant) : "TABLE " + grant.name();
          case "sequence" ->
              many ? "ALL SEQUENCES IN SCHEMA " + quotedSchema(grant) : "SEQUENCE " + grant.name();
          case "function" -> "ROUTINE " + grant.name();
          case "default" -> grant.plain();
          default -> grant.kind().toUpperCase(Locale.ROOT) + " " + grant.name();
        };
    String before =
        grant.kind().equals("default")
            ? "ALTER DEFAULT PRIVILEGES FOR ROLE "
                + grant.name()
                + (grant.column().isEmpty() ? "" : " IN SCHEMA " + grant.column())
                + " "
            : "";
    return new Target(before, object, grant.grantor(), after(one));
  }

  /** Columns of a table that the tier does not deny, which its role may go on reading. */
  private String after(Judged one) {
    Facts.Grant grant = one.grant();
    if (one.kind() != Kind.WITHHELD
        || !grant.kind().equals("table")
        || withheld.relation(grant.schema(), grant.plain())) {
      return "";
    }
    List<String> denied = withheld.columns(grant.schema(), grant.plain());
    String others =
        facts.columns().getOrDefault(grant.schema() + "." + grant.plain(), List.of()).stream()
            .filter(column -> !denied.contains(column.plain()))
            .map(Facts.Column::name)
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? ""
        : "GRANT SELECT (%s) ON TABLE %s TO %s;".formatted(others, grant.name(), facts.role());
  }

  private List<String> lines(Target target, List<Facts.Grant> grants) {
    TreeSet<String> privileges = new TreeSet<>();
    boolean cascade = false;
    for (Facts.Grant grant : grants) {
      boolean column = grant.kind().equals("column");
      privileges.add(column ? grant.privilege() + " (" + grant.column() + ")" : grant.privilege());
      cascade |= grant.grantable();
    }
    List<String> lines = new ArrayList<>();
    if (!target.grantor().isEmpty()) {
      lines.add("SET ROLE " + target.grantor() + ";");
    }
    lines.add(
        "%sREVOKE %s ON %s FROM %s%s;"
            .formatted(
                target.before(),
                String.join(", ", privileges),
                target.object(),
                facts.sqlName(grants.get(0).grantee()),
                cascade ? " CASCADE" : ""));
    if (!target.grantor().isEmpty()) {
      lines.add("RESET ROLE;");
    }
    if (!target.after().isEmpty()) {
      lines.add(target.after());
    }
    return lines;
  }
}
