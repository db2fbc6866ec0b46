package dev.pgtier.policies.decision;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.FunctionUse;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.Trait;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a tier says of a text.
 *
 * @param verdict of the strictest statement
 * @param effect the strictest; opaque if the text could not be read
 * @param statements empty if the text could not be read
 * @param unresolved functions, operators, types and relations that the catalogue does not have: a
 *     session whose catalogue is old asks for a new one and decides again
 * @param position of a syntax error in characters from 1; 0 for none
 * @param policy the hash of the tier that decided
 */
public record Decision(
    Verdict verdict,
    Effect effect,
    List<StatementDecision> statements,
    Set<String> unresolved,
    int position,
    String policy) {
  public Decision {
    statements = List.copyOf(statements);
    unresolved = Set.copyOf(unresolved);
  }

  public boolean denied() {
    return verdict instanceof Verdict.Deny;
  }

  /** Why it was denied, in one sentence. */
  public Optional<String> reason() {
    return verdict instanceof Verdict.Deny deny ? Optional.of(deny.reason()) : Optional.empty();
  }

  /** Relations of all statements, sorted, each {@code schema.name}. */
  public List<String> relations() {
    return statements.stream()
        .map(StatementDecision::relations)
        .flatMap(Collection::stream)
        .map(QualifiedName::toString)
        .distinct()
        .sorted()
        .toList();
  }

  /** Functions of all statements, sorted; those of pg_catalog by their bare name. */
  public List<String> functions() {
    return statements.stream()
        .flatMap(statement -> statement.analysis().functions().stream())
        .map(FunctionUse::name)
        .map(name -> name.schema().equals(QualifiedName.PG_CATALOG) ? name.name() : name.toString())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Whether every text of this shape gets this decision: from the same tier, by the same catalogue,
   * under the same search_path.
   */
  public boolean cacheableByShape() {
    return !statements.isEmpty()
        && statements.stream()
            .noneMatch(statement -> statement.analysis().has(Trait.CONSTANTS_MATTER));
  }
}
