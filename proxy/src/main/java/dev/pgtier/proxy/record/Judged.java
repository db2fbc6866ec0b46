package dev.pgtier.proxy.record;

import dev.pgtier.audit.record.Judgement;
import dev.pgtier.policies.analysis.FunctionUse;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.StatementDecision;
import dev.pgtier.policies.decision.Verdict;
import dev.pgtier.policies.judge.TextShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A judgement in the words of records.
 *
 * @param whole of the text as one
 * @param wholeShape of the text; null where it is no tokens
 * @param statements of each statement, in their order
 * @param shapes of each
 */
record Judged(Judgement whole, String wholeShape, List<Judgement> statements, List<String> shapes) {
  static Judged of(dev.pgtier.policies.judge.Judgement judgement, byte[] utf8) {
    Decision decision = judgement.decision();
    Judgement whole = whole(decision, judgement.rowCap().isPresent());
    String shape = TextShape.stable(utf8, 0, utf8.length);
    List<StatementDecision> each = decision.statements();
    if (each.size() < 2) {
      return new Judged(whole, shape, List.of(whole), listOf(shape));
    }
    List<Judgement> statements = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    for (StatementDecision statement : each) {
      StatementAnalysis analysis = statement.analysis();
      statements.add(
          new Judgement(
              analysis.effect().word(),
              names(statement.relations()),
              functions(analysis),
              statement.verdict().word(),
              statement.verdict().rule(),
              null));
      shapes.add(TextShape.stable(utf8, analysis.start(), analysis.length()));
    }
    return new Judged(whole, shape, List.copyOf(statements), shapes);
  }

  private static Judgement whole(Decision decision, boolean capped) {
    Verdict verdict = decision.verdict();
    boolean rewritten = capped && !decision.denied();
    return new Judgement(
        decision.effect().word(),
        decision.relations(),
        decision.functions(),
        rewritten ? "rewrite" : verdict.word(),
        rewritten ? "limits.rows" : verdict.rule(),
        verdict instanceof Verdict.Deny deny
            ? (deny.reason().isEmpty() ? deny.message() : deny.reason())
            : null);
  }

  /** What is said of a text that another rule than the tier's lists refuses. */
  Judgement refused(String rule, String reason) {
    return new Judgement(
        whole.effect(), whole.relations(), whole.functions(), "deny", rule, reason);
  }

  static List<String> names(Collection<QualifiedName> relations) {
    return relations.stream().map(QualifiedName::toString).distinct().sorted().toList();
  }

  static List<String> functions(StatementAnalysis analysis) {
    return analysis.functions().stream()
        .map(FunctionUse::name)
        .map(name -> name.schema().equals(QualifiedName.PG_CATALOG) ? name.name() : name.toString())
        .distinct()
        .sorted()
        .toList();
  }

  private static List<String> listOf(String shape) {
    List<String> one = new ArrayList<>(1);
    one.add(shape);
    return one;
  }
}
