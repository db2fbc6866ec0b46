package dev.pgtier.cli.check;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.EnumSet;
import java.util.Set;

/** What is looked at, in the order of the report. */
public enum Area {
  CONNECTION("connection"),
  ATTRIBUTES("role attributes"),
  MEMBERSHIPS("memberships"),
  OWNERSHIP("ownership"),
  TABLES("writing to tables and sequences"),
  WITHHELD("reading what the tier denies"),
  PLACES("making objects"),
  LARGE_OBJECTS("large objects"),
  FUNCTIONS("functions"),
  FOREIGN("other servers"),
  PARAMETERS("parameters"),
  DEFAULTS("default privileges"),
  SETTINGS("settings of role and database"),
  SERVER("server");

  private final String words;

  Area(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** What there is to say of a tier's role; a tier that may change objects is not asked of them. */
  static Set<Area> of(Tier tier) {
    Set<Area> areas = EnumSet.of(ATTRIBUTES, MEMBERSHIPS, PARAMETERS, SETTINGS);
    if (tier.mode() != Mode.APPROVED_MIGRATIONS) {
      areas.addAll(EnumSet.of(WITHHELD, FUNCTIONS, FOREIGN));
      if (!tier.effects().contains(Effect.WRITE)) {
        areas.addAll(EnumSet.of(TABLES, LARGE_OBJECTS, DEFAULTS));
      }
      if (!tier.effects().contains(Effect.DDL)) {
        areas.addAll(EnumSet.of(OWNERSHIP, PLACES));
      }
      if (tier.mode() == Mode.READ_ONLY) {
        areas.add(SERVER);
      }
    }
    return areas;
  }
}
