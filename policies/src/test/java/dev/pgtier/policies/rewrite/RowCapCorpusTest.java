package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.decision.Corpus;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What real clients send: each SELECT gets its LIMIT, but for a few that JSqlParser cannot read.
 */
final class RowCapCorpusTest {
  private static final int ROWS = 1_000;
  private static final Set<Reason> BY_THE_TREE =
      EnumSet.of(
          Reason.NOT_ONE_STATEMENT,
          Reason.NOT_A_SELECT,
          Reason.VALUES,
          Reason.OWN_LIMIT,
          Reason.MORE_THAN_A_READ);

  /** The grammar that JSqlParser 5.4 lacks; psql's {@code \d name} is full of the first. */
  private static final Pattern LACKING =
      Pattern.compile("OPERATOR ?\\(|(?i)TABLE ONLY|xmlforest| as to,|COLLATE pg_catalog");

  @Test
  void everySelectOfARealClientIsCappedOrKnownToBeBeyondJsqlparser() {
    List<String> wrong = new ArrayList<>();
    int capped = 0;
    int counted = 0;
    try (Caps caps = new Caps()) {
      for (Corpus.Benign benign : Corpus.benign()) {
        RowCap cap = caps.cap(benign.sql(), ROWS).orElseThrow();
        if (cap instanceof Insertion insertion) {
          capped++;
          caps.assertOnlyALimit(benign.sql(), caps.apply(benign.sql(), insertion), insertion, ROWS);
        } else if (cap instanceof NotRewritten not && !BY_THE_TREE.contains(not.reason())) {
          counted++;
          if (not.reason() != Reason.UNREADABLE || !LACKING.matcher(benign.sql()).find()) {
            wrong.add(benign.id() + " " + not + " " + benign.sql());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(capped).isGreaterThan(8 * counted);
  }

  @Test
  void attacksAreNeverTurnedIntoAnythingButThemselvesAndALimit() {
    try (Caps caps = new Caps()) {
      Corpus.attacks().stream()
          .flatMap(attack -> attack.texts().stream())
          .distinct()
          .forEach(
              sql ->
                  caps.cap(sql, ROWS)
                      .filter(Insertion.class::isInstance)
                      .map(Insertion.class::cast)
                      .ifPresent(
                          insertion ->
                              caps.assertOnlyALimit(
                                  sql, caps.apply(sql, insertion), insertion, ROWS)));
    }
  }
}
