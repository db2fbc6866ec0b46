package dev.pgtier.cli.check;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges facts by a tier. Pure: no server, no clock. */
public final class Findings {
  private final Tier tier;
  private final Facts facts;

  private Findings(Tier tier, Facts facts) {
    this.tier = tier;
    this.facts = facts;
  }

  /** What the role could do beyond the tier; the worst first. */
  public static List<Finding> of(Tier tier, Facts facts) {
    Findings judge = new Findings(tier, facts);
    List<Finding> all = new ArrayList<>(judge.attributes());
    all.addAll(new MembershipFindings(tier, facts).all());
    all.addAll(new OwnershipFindings(tier, facts).all());
    GrantFindings grants = new GrantFindings(tier, facts);
    all.addAll(grants.of(facts.user()));
    all.addAll(grants.of(""));
    all.addAll(judge.mappings());
    all.addAll(new SettingFindings(tier, facts).all());
    all.addAll(judge.server());
    all.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::area));
    return all;
  }

  private List<Finding> attributes() {
    List<Finding> found = new ArrayList<>();
    Facts.Role role = facts.roles().get(facts.user());
    RoleRules.attributes(tier, facts, role)
        .forEach(
            (word, excess) ->
                found.add(
                    new Finding(
                        Area.ATTRIBUTES,
                        excess.severity(),
                        role.name() + " " + excess.what(),
                        List.of(),
                        List.of(
                            role.name().equals(facts.bootstrap())
                                ? "-- The server needs this role as it is; give the tier one of its"
                                    + " own, as policies/setup does."
                                : "ALTER ROLE %s %s;".formatted(role.name(), word)))));
    return found;
  }

  private List<Finding> mappings() {
    if (tier.mode() == Mode.APPROVED_MIGRATIONS) {
      return List.of();
    }
    List<String> details = new ArrayList<>();
    List<String> mend = new ArrayList<>();
    for (Facts.Mapping mapping : facts.mappings()) {
      if (mapping.user().isEmpty() || mapping.user().equals(facts.user())) {
        String user = facts.sqlName(mapping.user());
        details.add("server %s: %s".formatted(mapping.server(), user));
        mend.add("DROP USER MAPPING FOR %s SERVER %s;".formatted(user, mapping.server()));
      }
    }
    return details.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                Area.FOREIGN,
                Severity.WARNING,
                "%s logs in at %d foreign server(s), where no tier and no READ ONLY transaction holds"
                    .formatted(facts.role(), details.size()),
                details,
                mend));
  }

  private List<Finding> server() {
    List<Finding> found = new ArrayList<>();
    if (tier.mode() == Mode.READ_ONLY && facts.preparedTransactions() > 0) {
      found.add(
          new Finding(
              Area.SERVER,
              Severity.WARNING,
              "max_prepared_transactions is %d: a transaction that is prepared outlives the proxy's"
                      .formatted(facts.preparedTransactions())
                  + " ROLLBACK and keeps its locks",
              List.of(
                  "unless somebody needs two-phase commit; takes effect when the server restarts"),
              List.of("ALTER SYSTEM SET max_prepared_transactions = 0;")));
    }
    if (facts.largeObjectsUnchecked() && !tier.effects().contains(Effect.WRITE)) {
      found.add(
          new Finding(
              Area.LARGE_OBJECTS,
              Severity.WARNING,
              "lo_compat_privileges is on: everybody reads and writes every large object",
              List.of(),
              List.of("ALTER SYSTEM SET lo_compat_privileges = off;", "SELECT pg_reload_conf();")));
    }
    return found;
  }
}
