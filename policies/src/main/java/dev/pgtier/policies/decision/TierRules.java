package dev.pgtier.policies.decision;

import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Tier;

/** A tier with its lists ready for look-ups. */
record TierRules(
    Tier tier,
    Patterns functionsAlso,
    Patterns functionsDenied,
    Patterns relationsAllowed,
    Patterns relationsDenied) {
  static TierRules of(Tier tier) {
    return new TierRules(
        tier,
        new Patterns(tier.functions().also()),
        new Patterns(tier.functions().deny()),
        new Patterns(tier.relations().allow()),
        new Patterns(tier.relations().deny()));
  }

  /** Whether functions, and code that runs by other names, are judged beyond the deny-list. */
  boolean judgesCode() {
    return tier.functions().allow() == Functions.Allow.NON_VOLATILE;
  }
}
