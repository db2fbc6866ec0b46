package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.upstream.Upstream;
import java.util.Map;

/** Who may log in and what he may then do: one immutable set, swapped whole by a reload. */
public record Policy(
    Map<String, Upstream> upstreams, Map<String, Tier> tiers, Map<String, Principal> principals) {
  public Policy {
    upstreams = Map.copyOf(upstreams);
    tiers = Map.copyOf(tiers);
    principals = Map.copyOf(principals);
  }
}
