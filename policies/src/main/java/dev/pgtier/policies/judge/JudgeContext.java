package dev.pgtier.policies.judge;

import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.decision.Decider;
import dev.pgtier.policies.decision.SessionFacts;

/**
 * All that a text's decision depends on besides the text. Equal contexts, the same decider and the
 * same catalogue, give equal decisions.
 */
public record JudgeContext(Decider decider, Catalog catalog, SessionFacts session) {}
