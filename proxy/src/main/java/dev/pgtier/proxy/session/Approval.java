package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.deploy.DeployRun;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.policies.script.Script;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.CopyFail;
import dev.pgtier.proxy.wire.FrameScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Puts what a client of a tier of approved migrations sends before the gate of approved files. */
final class Approval {
  private final ByteBufAllocator allocator;
  private final Pending pending;
  private final Deploying deploying;
  private final Supplier<Tier> tier;
  private final Runnable flushUpstream;

  /**
   * Of one session.
   *
   * @param tier the one in force
   * @param flushUpstream has the server say what it has not said of an unfinished pipeline
   */
  Approval(
      ByteBufAllocator allocator,
      Pending pending,
      Deploying deploying,
      Supplier<Tier> tier,
      Runnable flushUpstream) {
    this.allocator = allocator;
    this.pending = pending;
    this.deploying = deploying;
    this.tier = tier;
    this.flushUpstream = flushUpstream;
  }

  /** What the gate of approved files says of a text; {@link Refusal#WAIT} until it does. */
  Refusal of(Judgement judgement, ByteBuf bytes, int index, int length) {
    if (judgement.statements().size() > 1) {
      return Refusal.severalInOne(tier.get());
    }
    if (!pending.isEmpty()) {
      // The gate goes by how everything before it has ended.
      flushUpstream.run();
      return Refusal.WAIT;
    }
    DeployRun.Step step =
        deploying.decide(
            () ->
                new DeployRun.Incoming(
                    Script.digest(bytes.toString(index, length, StandardCharsets.UTF_8)),
                    judgement.decision().effect(),
                    judgement.statements().stream()
                        .findFirst()
                        .flatMap(StatementAnalysis::transaction)
                        .map(TransactionUse::kind),
                    Harmless.is(judgement, tier.get()),
                    deploying.block()));
    if (step == null) {
      return Refusal.WAIT;
    }
    return step instanceof DeployRun.Step.Refuse no ? Refusal.gate(no) : null;
  }

  /** COPY data, which goes by the gate too. */
  void copyData(ByteBuf bytes, int index, int length) {
    deploying.copyData(bytes, index, length);
  }

  /** The end of COPY data. */
  ByteBuf copyDone(long readAt) {
    DeployRun.Step step = deploying.copied();
    if (step == null) {
      return FrameScanner.WAIT;
    }
    Run run = pending.run();
    pending.sent(Kind.COPY_END, readAt, null);
    if (!(step instanceof DeployRun.Step.Refuse no)) {
      return FrameScanner.KEEP;
    }
    if (run != null) {
      run.refuse(Refusal.gate(no));
    }
    ByteBuf fail = allocator.buffer();
    new CopyFail("refused by pgtier").encode(fail);
    return fail;
  }
}
