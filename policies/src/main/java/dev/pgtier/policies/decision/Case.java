package dev.pgtier.policies.decision;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the rules judge by, for one text.
 *
 * @param trusting whether a volatile function is allowed, unless it is on the deny-list
 * @param seen types, and defaults of functions, that were looked into for this statement
 * @param unresolved names that the catalogue does not have; the rules add to it
 */
record Case(
    TierRules rules,
    Names names,
    Unresolved policy,
    boolean trusting,
    Set<Object> seen,
    Set<String> unresolved) {
  static Case of(TierRules rules, Names names, Unresolved policy) {
    return new Case(rules, names, policy, false, new HashSet<>(), new LinkedHashSet<>());
  }

  Tier tier() {
    return rules.tier();
  }

  boolean readOnly() {
    return tier().mode() == Mode.READ_ONLY;
  }

  /** The same, for another statement. */
  Case anew() {
    return new Case(rules, names, policy, trusting, new HashSet<>(), unresolved);
  }

  /** The same, for code that the server printed. */
  Case ofCode() {
    return new Case(rules, names.ofCode(), policy, trusting, seen, unresolved);
  }

  /** The same, for code for which a superuser vouched by creating its extension. */
  Case trusted() {
    return new Case(rules, names, policy, true, seen, unresolved);
  }
}
