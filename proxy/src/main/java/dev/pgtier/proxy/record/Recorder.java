package dev.pgtier.proxy.record;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Callback;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.Cancel;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.LoginFailed;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.audit.record.Ulids;
import dev.pgtier.policies.judge.Judgement;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.InstantSource;

/** The audit log as all sessions share it. Any thread may use it. */
public final class Recorder {
  /** For a proxy that is measured, or tested, without a log. */
  public static final Recorder NONE = new Recorder(null, ParameterText.Choice.OMIT, 1);

  private static final int JUDGEMENTS = 10_000;

  private final AuditLog log;
  private final ParameterText.Choice choice;
  private final FastThreadLocal<ParameterText> parameterText;
  private final FastThreadLocal<Ulids> ulids =
      new FastThreadLocal<>() {
        @Override
        protected Ulids initialValue() {
          return new Ulids(InstantSource.system());
        }
      };
  private final FastThreadLocal<Helper> helpers =
      new FastThreadLocal<>() {
        @Override
        protected Helper initialValue() {
          return new Helper();
        }
      };
  private final Cache<Judgement, Judged> judged =
      Caffeine.newBuilder()
          .executor(Runnable::run) // a hand-over costs more than what it does
          .weakKeys()
          .maximumSize(JUDGEMENTS)
          .build();

  private Recorder(AuditLog log, ParameterText.Choice choice, int most) {
    this.log = log;
    this.choice = choice;
    this.parameterText =
        new FastThreadLocal<>() {
          @Override
          protected ParameterText initialValue() {
            return choice == ParameterText.Choice.PLAIN
                ? log.parameterTexts().plain(most)
                : log.parameterTexts().hashed();
          }
        };
  }

  /**
   * Writes to {@code log}, which its opener closes after the proxy.
   *
   * @param choice how much is told of bound values
   * @param most bytes of each, where they are told as they are
   */
  public static Recorder of(AuditLog log, ParameterText.Choice choice, int most) {
    return new Recorder(log, choice, most);
  }

  /** Whether there is a log. */
  public boolean records() {
    return log != null;
  }

  /** Whether records have bound values. */
  public boolean recordsParameters() {
    return log != null && choice != ParameterText.Choice.OMIT;
  }

  ParameterText parameterText() {
    return parameterText.get();
  }

  String ulid() {
    return ulids.get().next();
  }

  /** How a judgement's statements appear in records. */
  Judged judged(Judgement judgement, byte[] utf8) {
    if (judgement.statements().isEmpty()) {
      return Judged.of(judgement, utf8);
    }
    Judged known = judged.getIfPresent(judgement);
    if (known == null) {
      known = Judged.of(judgement, utf8);
      judged.put(judgement, known);
    }
    return known;
  }

  /** Appends; false says that its caller should take nothing more until {@link #whenRoom}. */
  boolean append(AuditRecord record, Callback callback) {
    return log.append(record, callback);
  }

  /** As {@link #append}; the caller says {@link #help} when it has no more for the moment. */
  boolean prepare(AuditRecord record, Callback callback) {
    return log.prepare(record, callback);
  }

  /**
   * Sees to it that what was prepared is written, by this thread where that goes at once, when the
   * event loop has read what lay ready: its sessions share one write.
   *
   * @param loop the one whose thread calls
   */
  public void help(EventExecutor loop) {
    if (log != null) {
      helpers.get().soon(loop);
    }
  }

  /** An event loop's turn to help. */
  private final class Helper implements Runnable {
    private boolean due;

    void soon(EventExecutor loop) {
      if (!due) {
        due = true;
        loop.execute(this);
      }
    }

    @Override
    public void run() {
      due = false;
      log.help();
    }
  }

  public boolean hasRoom() {
    return log == null || log.hasRoom();
  }

  /** Runs {@code action} once, soon, on another thread, as soon as there is room for more. */
  public void whenRoom(Runnable action) {
    log.whenRoom(action);
  }

  /**
   * A CancelRequest came.
   *
   * @param session the one that it names; null where none has its secret
   * @param statement what was running there, or null
   * @param address who sent it
   */
  public void cancelRequested(String session, String statement, String address) {
    tell(new Cancel(session, statement, new Client(address, null)));
  }

  /**
   * Somebody was not let in.
   *
   * @param principal the name that was claimed, or null
   * @param reason more than the client was told
   */
  public void loginFailed(
      String principal, String address, String application, String sqlState, String reason) {
    tell(new LoginFailed(principal, new Client(address, application), sqlState, reason));
  }

  /** What has happened already: the log keeps it until it can be written. */
  void tell(AuditRecord record) {
    if (log != null) {
      log.append(record, Callback.NONE);
    }
  }
}
