package dev.pgtier.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.check.Facts.Grant;
import dev.pgtier.cli.check.Facts.Membership;
import dev.pgtier.cli.check.Facts.Role;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Facts to findings, without a server. */
final class FindingsTest {
  private static final Role PLAIN = new Role("me", false, false, false, false, false);

  private static Facts facts(Role self, List<Membership> memberships, List<Grant> grants) {
    Map<String, Role> roles = new HashMap<>();
    roles.put("me", self);
    memberships.forEach(m -> roles.putIfAbsent(m.role(), named(m.role())));
    return new Facts(
        "18.6",
        "shop",
        "me",
        "me",
        "postgres",
        "",
        "postgres",
        0,
        false,
        0,
        roles,
        memberships,
        grants,
        List.of(),
        List.of(),
        List.of(),
        Map.of(
            "public.people",
            List.of(new Facts.Column("id", "id"), new Facts.Column("e mail", "\"e mail\""))));
  }

  private static Role named(String name) {
    return new Role(name, false, false, false, false, false);
  }

  private static Membership in(String member, String role) {
    return new Membership(member, role, false, true, true, "");
  }

  private static Grant grant(String kind, String plain, String privilege) {
    return new Grant(kind, "public", plain, "public." + plain, "", "me", privilege, false, "", "");
  }

  private static Tier tier(Mode mode, Set<Effect> effects, Relations relations) {
    Tier base = ShippedTiers.inspect();
    return new Tier(
        "t",
        "",
        "u",
        mode,
        effects,
        base.functions(),
        relations,
        base.settings(),
        base.limits(),
        "",
        "");
  }

  private static Tier reading(Relations relations) {
    return tier(Mode.READ_ONLY, EnumSet.of(Effect.READ), relations);
  }

  @Test
  void membershipIsAsBadAsTheWorstThatItLeadsTo() {
    Facts facts =
        facts(
            PLAIN,
            List.of(
                in("me", "harmless"),
                in("me", "middle"),
                in("middle", "pg_execute_server_program"),
                in("middle", "me")), // the server refuses circles; here they must end
            List.of());
    assertThat(Findings.of(reading(Relations.ALL), facts))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.text()).contains("member of middle");
              assertThat(finding.mend()).containsExactly("REVOKE middle FROM me;");
            });
  }

  @Test
  void roleOfPostgresThatIsNotKnownIsNotPassedOver() {
    Facts facts = facts(PLAIN, List.of(in("me", "pg_new_power")), List.of());
    assertThat(Findings.of(reading(Relations.ALL), facts))
        .singleElement()
        .satisfies(f -> assertThat(f.details().toString()).contains("which pgtier does not know"));
  }

  @Test
  void effectsOfTheTierExcuse() {
    Facts facts =
        facts(
            new Role("me", false, true, true, true, false),
            List.of(in("me", "pg_write_server_files")),
            List.of(grant("table", "t", "DELETE"), grant("table", "t", "MAINTAIN")));
    Tier all = tier(Mode.READ_WRITE, EnumSet.allOf(Effect.class), Relations.ALL);
    assertThat(Findings.of(all, facts)).isEmpty();
    Tier writes = tier(Mode.READ_WRITE, EnumSet.of(Effect.WRITE), Relations.ALL);
    assertThat(Findings.of(writes, facts))
        .extracting(Finding::area)
        .containsExactly(
            Area.ATTRIBUTES, Area.ATTRIBUTES, Area.MEMBERSHIPS, Area.ATTRIBUTES, Area.TABLES);
  }

  @Test
  void deniedColumnLeavesTheOthersReadable() {
    Relations relations = new Relations(List.of(), List.of("public.people.e mail"));
    Facts facts = facts(PLAIN, List.of(), List.of(grant("table", "people", "SELECT")));
    assertThat(Findings.of(reading(relations), facts))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.mend())
                    .containsExactly(
                        "REVOKE SELECT ON TABLE public.people FROM me;",
                        "GRANT SELECT (id) ON TABLE public.people TO me;"));
  }

  @Test
  void whatIsNotAllowedIsWithheld() {
    Relations relations = new Relations(List.of("public.shown*"), List.of());
    Facts facts =
        facts(
            PLAIN,
            List.of(),
            List.of(grant("table", "shown_too", "SELECT"), grant("table", "hidden", "SELECT")));
    assertThat(Findings.of(reading(relations), facts))
        .singleElement()
        .satisfies(f -> assertThat(f.details()).containsExactly("public.hidden: SELECT"));
  }

  @Test
  void bootstrapSuperuserIsToldToBeReplaced() {
    Role postgres = new Role("postgres", true, true, true, true, true);
    Facts facts = facts(postgres, List.of(), List.of());
    assertThat(Findings.of(reading(Relations.ALL), facts))
        .singleElement()
        .satisfies(f -> assertThat(f.mend()).allMatch(line -> line.startsWith("--")));
  }

  @Property
  void nothingIsMilderForMorePower(
      @ForAll boolean superuser,
      @ForAll boolean createRole,
      @ForAll boolean replication,
      @ForAll boolean bypass,
      @ForAll Mode mode) {
    Tier tier = tier(mode, EnumSet.of(Effect.READ), Relations.ALL);
    Role role = new Role("me", superuser, createRole, false, replication, bypass);
    List<Finding> found = Findings.of(tier, facts(role, List.of(), List.of()));
    assertThat(found.isEmpty()).isEqualTo(!superuser && !createRole && !replication && !bypass);
    List<Finding> sorted = new ArrayList<>(found);
    sorted.sort(java.util.Comparator.comparing(Finding::severity));
    assertThat(found).as("the worst first").isEqualTo(sorted);
    boolean error = found.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    assertThat(error)
        .isEqualTo(mode != Mode.APPROVED_MIGRATIONS && (superuser || createRole || replication));
  }
}
