package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.session.Pending.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTest {
  private final List<String> ended = new ArrayList<>();
  private final Pending pending =
      new Pending((started, failed) -> ended.add(started + (failed ? " failed" : " ok")));
  private long clock;

  @Test
  void aPipelineIsAnsweredInOrder() {
    sent(Kind.PARSE, Kind.BIND, Kind.DESCRIBE, Kind.EXECUTE, Kind.SYNC);
    pending.completed(Kind.PARSE);
    pending.completed(Kind.BIND);
    assertThat(pending.running()).isTrue();
    pending.completed(Kind.DESCRIBE);
    pending.commandCompleted();
    assertThat(pending.running()).isFalse();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
    assertThat(ended).containsExactly("4 ok");
  }

  @Test
  void afterAnErrorTheServerSkipsToSync() {
    sent(Kind.PARSE, Kind.BIND, Kind.EXECUTE, Kind.SYNC, Kind.QUERY);
    pending.failed();
    pending.ready();
    assertThat(pending.running()).isTrue();
    pending.commandCompleted();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
    assertThat(ended).containsExactly("5 ok");
  }

  @Test
  void whatIsSentAfterAnErrorAndBeforeSyncIsNeverAnswered() {
    sent(Kind.EXECUTE);
    pending.failed();
    sent(Kind.PARSE, Kind.QUERY, Kind.EXECUTE);
    assertThat(pending.isEmpty()).isTrue();
    sent(Kind.SYNC);
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void anErrorAtSyncItselfSkipsNothing() {
    sent(Kind.SYNC, Kind.QUERY);
    pending.failed();
    pending.ready();
    assertThat(pending.running()).isTrue();
  }

  @Test
  void severalStatementsOfOneQueryEndOneByOne() {
    sent(Kind.QUERY);
    pending.commandCompleted();
    pending.commandCompleted();
    assertThat(pending.running()).isTrue();
    pending.ready();
    assertThat(ended).hasSize(2);
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aSyncSentWithTheExecuteOfACopyIsSwallowedByTheCopy() {
    sent(Kind.BIND, Kind.EXECUTE, Kind.SYNC);
    pending.completed(Kind.BIND);
    pending.copyInBegan();
    sent(Kind.SYNC, Kind.COPY_END, Kind.SYNC);
    pending.commandCompleted();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aPipelinedCopyWhoseEndIsSentBeforeItBeganKeepsItsSync() {
    sent(Kind.EXECUTE, Kind.COPY_END, Kind.SYNC);
    pending.copyInBegan();
    pending.commandCompleted();
    assertThat(pending.isEmpty()).isFalse();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aQueryInsideACopyFailsItAndIsLost() {
    sent(Kind.QUERY);
    pending.copyInBegan();
    sent(Kind.QUERY);
    pending.failed();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void theEndOfACopyThatNobodyRunsIsIgnored() {
    sent(Kind.COPY_END, Kind.QUERY, Kind.COPY_END, Kind.QUERY);
    pending.ready();
    assertThat(pending.running()).isTrue();
    pending.ready();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aRefusalIsThereExactlyWhenItsMessageIsNext() {
    Refusal refusal = Refusal.noMemory();
    sent(Kind.BIND);
    pending.sent(Kind.PARSE, clock++, refusal);
    assertThat(pending.refusal()).isNull();
    pending.completed(Kind.BIND);
    assertThat(pending.refusal()).isSameAs(refusal);
    pending.failed();
    assertThat(pending.refusal()).isNull();
  }

  @Test
  void whatAnErrorSkipsIsUndoneTheLastFirst() {
    pending.sent(Kind.PARSE, ++clock, undo("a"));
    pending.sent(Kind.PARSE, ++clock, undo("b"));
    pending.sent(Kind.BIND, ++clock, undo("c"));
    pending.sent(Kind.SYNC, ++clock, null);
    pending.sent(Kind.PARSE, ++clock, undo("d"));
    pending.completed(Kind.PARSE);
    pending.failed();
    assertThat(ended).containsExactly("c undone", "b undone");
  }

  @Test
  void whatTheProxySendsOfItsOwnIsNoStatementOfTheClients() {
    pending.sent(Kind.EXECUTE, ++clock, null, Pending.HIDDEN);
    assertThat(pending.running()).isFalse();
    sent(Kind.QUERY);
    assertThat(pending.flags()).isEqualTo(Pending.HIDDEN);
    pending.commandCompleted();
    assertThat(ended).isEmpty();
    assertThat(pending.flags()).isZero();
    assertThat(pending.running()).isTrue();
  }

  private Pending.Undo undo(String what) {
    return () -> ended.add(what + " undone");
  }

  @Test
  void manyMessagesGrowTheRingAndKeepTheirOrder() {
    for (int i = 0; i < 1000; i++) {
      sent(Kind.EXECUTE);
      if (i % 3 == 0) {
        pending.commandCompleted();
      }
    }
    while (!pending.isEmpty()) {
      pending.commandCompleted();
    }
    assertThat(ended).hasSize(1000).startsWith("1 ok", "2 ok").endsWith("1000 ok");
  }

  private void sent(Kind... kinds) {
    for (Kind kind : kinds) {
      pending.sent(kind, ++clock, null);
    }
  }
}
