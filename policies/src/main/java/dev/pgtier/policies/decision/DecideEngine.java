package dev.pgtier.policies.decision;

import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.catalog.Catalog;

/**
 * From text to decision, without a session. It holds a parser: one thread at a time may use it,
 * best one with a stack of 16 MB.
 */
public final class DecideEngine {
  private final Decider decider;
  private final Catalog catalog;
  private final SessionFacts session;
  private final PostgresParser parser;

  public DecideEngine(Tier tier, Unresolved unresolved, Catalog catalog, SessionFacts session) {
    this.decider = new Decider(tier, unresolved);
    this.catalog = catalog;
    this.session = session;
    this.parser = new PostgresParser(ParseLimits.DEFAULT.withBytes(tier.limits().sql()));
  }

  /** What the tier says of {@code sql}, as a Query message would carry it. */
  public Decision decide(String sql) {
    return decider.decide(Analyzer.read(parser.parse(sql)), catalog, session);
  }
}
