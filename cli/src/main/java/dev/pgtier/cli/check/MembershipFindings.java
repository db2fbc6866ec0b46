package dev.pgtier.cli.check;

import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a role's memberships let it do: each direct one with all that it leads to. */
final class MembershipFindings {
  private final Tier tier;
  private final Facts facts;
  private final GrantFindings grants;

  MembershipFindings(Tier tier, Facts facts) {
    this.tier = tier;
    this.facts = facts;
    this.grants = new GrantFindings(tier, facts);
  }

  List<Finding> all() {
    Map<String, List<Facts.Membership>> direct = new LinkedHashMap<>();
    facts.memberships().stream()
        .filter(membership -> membership.member().equals(facts.user()))
        .forEach(m -> direct.computeIfAbsent(m.role(), role -> new ArrayList<>()).add(m));
    List<Finding> findings = new ArrayList<>();
    direct.forEach(
        (role, memberships) -> {
          List<String> details = new ArrayList<>();
          Severity severity = Severity.WARNING;
          for (String reached : reachedBy(role)) {
            for (Excess excess : excesses(reached)) {
              String line = facts.sqlName(reached) + " " + excess.what();
              if (!details.contains(line)) {
                details.add(line);
              }
              severity = Severity.worse(severity, excess.severity());
            }
          }
          if (!details.isEmpty()) {
            findings.add(finding(role, memberships, severity, details));
          }
        });
    return findings;
  }

  private Finding finding(
      String role, List<Facts.Membership> memberships, Severity severity, List<String> details) {
    String name = facts.sqlName(role);
    List<String> mend = new ArrayList<>();
    for (Facts.Membership membership : memberships) {
      mend.add(
          "REVOKE %s FROM %s%s%s;"
              .formatted(
                  name,
                  facts.role(),
                  membership.grantor().isEmpty() ? "" : " GRANTED BY " + membership.grantor(),
                  membership.admin() ? " CASCADE" : ""));
    }
    return new Finding(
        Area.MEMBERSHIPS,
        severity,
        "%s is a member of %s, %s".formatted(facts.role(), name, way(memberships)),
        details,
        mend);
  }

  private static String way(List<Facts.Membership> memberships) {
    if (memberships.stream().anyMatch(Facts.Membership::inherit)) {
      return "whose rights it has";
    }
    return memberships.stream().anyMatch(Facts.Membership::set)
        ? "whose rights it has after SET ROLE"
        : "which it may give itself (ADMIN OPTION)";
  }

  private List<Excess> excesses(String role) {
    List<Excess> found = new ArrayList<>(RoleRules.predefined(tier, role));
    Facts.Role attributes = facts.roles().get(role);
    if (attributes != null) {
      found.addAll(RoleRules.attributes(tier, facts, attributes).values());
    }
    found.addAll(grants.summary(role));
    found.addAll(new OwnershipFindings(tier, facts).summary(role));
    return found;
  }

  /** The role and all that it is in; what pg_monitor and its like are in, their own line says. */
  private Set<String> reachedBy(String role) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(role));
    while (!open.isEmpty()) {
      String next = open.remove(0);
      if (reached.add(next) && !next.startsWith("pg_")) {
        facts.memberships().stream()
            .filter(membership -> membership.member().equals(next))
            .forEach(membership -> open.add(membership.role()));
      }
    }
    return reached;
  }
}
