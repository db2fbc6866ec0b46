package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.decision.Decider;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.SessionFacts;
import dev.pgtier.policies.decision.Verdict;
import dev.pgtier.policies.judge.JudgeContext;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.proxy.judge.Judge;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What one session's statements are judged by at the moment: the policy in force, the catalogue of
 * its upstream, its search_path.
 */
final class Judging {
  private final SessionServices services;
  private final Judge judge;
  private final String user;
  private Policy policy;
  private Tier tier;
  private Decider decider;
  private Catalog catalog;
  private List<String> path;
  private JudgeContext context;

  Judging(SessionServices services, Policy policy, Tier tier) {
    this.services = services;
    this.judge = services.judge();
    this.policy = policy;
    this.tier = tier;
    this.decider = policy.decider(tier.name());
    this.user = policy.upstreams().get(tier.upstream()).user();
  }

  /** What a reload is to a session. */
  enum Change {
    NONE,
    /** The tier is to be taken anew. */
    TIER,
    /** There is no place for the session any more. */
    GONE
  }

  Tier tier() {
    return tier;
  }

  boolean readOnly() {
    return tier.mode() == Mode.READ_ONLY;
  }

  /** Takes up the policy that is in force now. */
  Change follow(String principal) {
    Policy now = services.policy().get();
    if (now == policy) {
      return Change.NONE;
    }
    Tier next = now.tiers().get(tier.name());
    boolean stays =
        next != null
            && next.mode() == tier.mode()
            && next.upstream().equals(tier.upstream())
            && now.principals().containsKey(principal)
            && now.principals().get(principal).tier().equals(tier.name());
    if (stays) {
      policy = now;
      tier = next;
      decider = now.decider(next.name());
      context = null;
    }
    return stays ? Change.TIER : Change.GONE;
  }

  /**
   * What holds for a statement that comes now; null while no catalogue was read.
   *
   * @param searchPath in force; only a read-only session's is asked for
   */
  JudgeContext context(List<String> searchPath) {
    Catalog now =
        readOnly() ? services.catalogs().current(tier.upstream()).orElse(null) : services.shipped();
    if (now == null) {
      return null;
    }
    if (context == null || now != catalog || !searchPath.equals(path)) {
      catalog = now;
      path = searchPath;
      SessionFacts facts =
          new SessionFacts(
              Optional.of(user), readOnly() ? path : SessionFacts.DEFAULT.searchPath());
      context = judge.context(new JudgeContext(decider, catalog, facts));
    }
    return context;
  }

  Judgement known(JudgeContext current, byte[] utf8, int length, Scratch scratch) {
    return judge.known(current, scratch.shape(), utf8, 0, length);
  }

  CompletableFuture<Judgement> judge(JudgeContext current, String sql) {
    return judge.judge(current, sql);
  }

  /** What is said of a text that nobody could judge. */
  Judgement undecided(JudgeContext current) {
    return undecided(
        current,
        current == null
            ? "the catalogue of upstream " + tier.upstream() + " could not be read yet"
            : "what statements are judged by went on changing");
  }

  /** What is said of a text with a name that only a new catalogue could explain. */
  Judgement outdated(JudgeContext current) {
    return undecided(
        current,
        "it names what the catalogue of upstream "
            + tier.upstream()
            + " does not have, and that could not be read again");
  }

  private Judgement undecided(JudgeContext current, String reason) {
    return new Judgement(
        new Decision(
            new Verdict.Deny(
                "catalogue",
                "57P03",
                "pgtier: statements cannot be judged at the moment",
                reason,
                "Try again in a moment; pgtier's log has the reason."),
            Effect.OPAQUE,
            List.of(),
            Set.of(),
            0,
            tier.hash()),
        current);
  }

  /** Done when the catalogue is as new as it can be. */
  CompletableFuture<Catalog> fresh() {
    return services.catalogs().fresh(tier.upstream());
  }
}
