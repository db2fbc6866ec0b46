package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What real clients send, and what somebody tries, judged by text alone. */
final class CorpusTest {
  /** Attacks that other layers stop: a catalogue, READ ONLY, limits, the protocol. */
  private static final Map<String, Set<String>> ELSEWHERE =
      Map.ofEntries(
          // A tier that a pool may use has to let DEALLOCATE ALL through; it costs only the caller.
          Map.entry("utility", Set.of("utility-040")),
          // What a function or view of a database does, its catalogue tells.
          Map.entry(
              "func_effect",
              Set.of(
                  "func_effect-063",
                  "func_effect-067-fdw-volatile-view",
                  "func_effect-070",
                  "func_effect-071",
                  "func_effect-072",
                  "func_effect-073",
                  "func_effect-074",
                  "func_effect-077")),
          Map.entry("sql_in_string", Set.of("sql_in_string-012")),
          Map.entry("dml", Set.of("dml-035-explain-ctas")),
          Map.entry("pipeline", Set.of("pipeline-019", "pipeline-020")),
          // The clock and the caps.
          Map.entry("dos", Set.of("dos-007", "dos-009", "dos-010")),
          // A setting that only changes how values look.
          Map.entry("session_state", Set.of("session_state-030")),
          // All behind the first statement is a comment.
          Map.entry("lexer", Set.of("lexer-004", "lexer-006")));

  /** Categories that are not of statements, or wait for column masks. */
  private static final Set<String> OTHER_LAYERS =
      Set.of("views_rules", "fastpath", "startup", "masking", "masking_oracle");

  private static DecideEngine engine() {
    return new DecideEngine(
        ShippedTiers.inspect(), Unresolved.ALLOW, ShippedCatalog.load(), SessionFacts.DEFAULT);
  }

  @Test
  void noClientThatOnlyReadsIsRefused() {
    DecideEngine engine = engine();
    List<String> refused =
        Corpus.benign().stream()
            .filter(Corpus.Benign::must)
            .filter(benign -> engine.decide(benign.sql()).denied())
            .map(benign -> benign.id() + " " + benign.sql())
            .toList();
    assertThat(refused).isEmpty();
  }

  @Test
  void everyAttackByTextIsDenied() {
    DecideEngine engine = engine();
    List<String> passed =
        Corpus.attacks().stream()
            .filter(attack -> !attack.allowed() && !OTHER_LAYERS.contains(attack.category()))
            .filter(attack -> !elsewhere(attack))
            .filter(attack -> attack.texts().stream().noneMatch(sql -> engine.decide(sql).denied()))
            .map(Corpus.Attack::id)
            .toList();
    assertThat(passed).isEmpty();
  }

  @Test
  void whatLooksLikeAnAttackIsAllowed() {
    DecideEngine engine = engine();
    List<String> refused =
        Corpus.attacks().stream()
            .filter(Corpus.Attack::allowed)
            .filter(attack -> attack.texts().stream().anyMatch(sql -> engine.decide(sql).denied()))
            .map(Corpus.Attack::id)
            .toList();
    assertThat(refused).isEmpty();
  }

  private static boolean elsewhere(Corpus.Attack attack) {
    return ELSEWHERE.getOrDefault(attack.category(), Set.of()).stream()
        .anyMatch(id -> attack.id().equals(id) || attack.id().startsWith(id + "-"));
  }
}
