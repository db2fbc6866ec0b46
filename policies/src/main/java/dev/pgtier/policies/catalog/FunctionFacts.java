package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;

/**
 * A function, aggregate, window function or procedure; one per overload.
 *
 * @param least arguments that a call must have
 * @param most arguments that a call may have; -1 for any number
 * @param takesRow whether {@code t.f} may mean it: its only argument takes a row
 * @param owner a role
 * @param support the functions that an aggregate is made of
 * @param types outside pg_catalog of what it takes and gives, and of what an aggregate's functions
 *     do
 * @param defaults the expressions of arguments that a call leaves out
 */
public record FunctionFacts(
    Routine routine,
    int least,
    int most,
    boolean takesRow,
    String owner,
    List<QualifiedName> support,
    List<QualifiedName> types,
    List<StatementAnalysis> defaults) {
  public FunctionFacts {
    support = List.copyOf(support);
    types = List.copyOf(types);
    defaults = List.copyOf(defaults);
  }

  public QualifiedName name() {
    return routine.name();
  }

  public boolean takes(int arguments) {
    return arguments >= least && (most < 0 || arguments <= most);
  }
}
