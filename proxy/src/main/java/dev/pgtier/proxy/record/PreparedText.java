package dev.pgtier.proxy.record;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.policies.judge.Judgement;
import java.util.Arrays;

/** The text of a prepared statement, and what every record of its runs has. Its session owns it. */
public final class PreparedText {
  private final byte[] utf8;
  private TrustedContext context;
  private Utf8 sql;
  private Judgement judgement;
  private Judged judged;

  /** Takes the array over: whoever calls must not write to it any more. */
  public PreparedText(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** The text; nobody may write to it. */
  public byte[] utf8() {
    return utf8;
  }

  /** What the comment before it says, if its principal is trusted with one. */
  TrustedContext context(boolean trusted) {
    if (context == null) {
      context = trusted ? TrustedContext.of(utf8) : TrustedContext.NONE;
      int start = context.end();
      sql = Utf8.recurring(start == 0 ? utf8 : Arrays.copyOfRange(utf8, start, utf8.length));
    }
    return context;
  }

  /** The text behind the {@link #context}, which is to be asked for before. */
  Utf8 sql() {
    return sql;
  }

  /** How it appears in records, as it is judged now. */
  @SuppressWarnings("ReferenceEquality") // an equal one costs more to find out than to look up
  Judged judged(Recorder recorder, Judgement now) {
    if (judgement != now) {
      judged = recorder.judged(now, utf8);
      judgement = now;
    }
    return judged;
  }
}
