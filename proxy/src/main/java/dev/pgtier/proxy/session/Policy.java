package dev.pgtier.proxy.session;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.decision.Decider;
import dev.pgtier.policies.decision.Unresolved;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;

/** Who may log in and what he may then do: one immutable set, swapped whole by a reload. */
public final class Policy {
  private final Map<String, Upstream> upstreams;
  private final Map<String, Tier> tiers;
  private final Map<String, Principal> principals;
  private final Map<String, Decider> deciders = new HashMap<>();

  public Policy(
      Map<String, Upstream> upstreams, Map<String, Tier> tiers, Map<String, Principal> principals) {
    this.upstreams = Map.copyOf(upstreams);
    this.tiers = Map.copyOf(tiers);
    this.principals = Map.copyOf(principals);
    // A tier that writes may make what no catalogue has yet.
    tiers.forEach(
        (name, tier) ->
            deciders.put(
                name,
                new Decider(
                    tier, tier.mode() == Mode.READ_ONLY ? Unresolved.DENY : Unresolved.ALLOW)));
  }

  public Map<String, Upstream> upstreams() {
    return upstreams;
  }

  public Map<String, Tier> tiers() {
    return tiers;
  }

  public Map<String, Principal> principals() {
    return principals;
  }

  /** What judges the statements of tier {@code name}, which is one of them. */
  Decider decider(String name) {
    return deciders.get(name);
  }
}
