package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.report.LockMode;
import dev.pgtier.migrations.report.StatementReport;
import dev.pgtier.migrations.report.StatementReport.Failure;
import dev.pgtier.migrations.report.StatementReport.State;
import dev.pgtier.migrations.report.ValidationReport.LockUse;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.script.ScriptStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One statement while the file runs: what is known of it grows until its transaction ends. */
final class StatementRun {
  private static final int SHOWN = 160;

  /** Elsewhere the driver says 0 also where the server counts nothing. */
  private static final Set<Effect> COUNTED = Set.of(Effect.READ, Effect.WRITE, Effect.COPY_IN);

  final ScriptStatement statement;
  final List<String> rewritten = new ArrayList<>();
  State state = State.NOT_RUN;
  OptionalLong rows = OptionalLong.empty();
  Duration took = Duration.ZERO;
  Optional<Failure> failure = Optional.empty();
  private final List<Held> locks = new ArrayList<>();

  StatementRun(ScriptStatement statement) {
    this.statement = statement;
  }

  private static final class Held {
    final String table;
    final LockMode mode;
    final long since;
    final boolean sampled;
    Duration held = Duration.ZERO;

    Held(String table, LockMode mode, long since, boolean sampled) {
      this.table = table;
      this.mode = mode;
      this.since = since;
      this.sampled = sampled;
    }
  }

  /** It ran; {@code count} is what the driver says, which is 0 also where there is nothing. */
  void done(OptionalLong count, Duration time) {
    state = State.DONE;
    took = time;
    boolean counts = COUNTED.contains(statement.effect()) || count.orElse(0) > 0;
    rows = counts ? count : OptionalLong.empty();
  }

  /** A lock that it holds until its transaction ends. */
  void holds(String table, LockMode mode, long since) {
    locks.add(new Held(table, mode, since, false));
  }

  /** A lock that was seen while it ran. */
  void held(String table, LockMode mode, Duration time) {
    Held lock = new Held(table, mode, 0, true);
    lock.held = time;
    locks.add(lock);
  }

  /** Its transaction has ended. */
  void released(long now) {
    locks.stream()
        .filter(lock -> !lock.sampled)
        .forEach(lock -> lock.held = Duration.ofNanos(now - lock.since));
  }

  StatementReport report() {
    String sql = statement.text().strip().replaceAll("\\s+", " ");
    return new StatementReport(
        statement.number(),
        statement.line(),
        statement.analysis().command(),
        statement.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        sql.length() <= SHOWN ? sql : sql.substring(0, SHOWN - 2) + " …",
        state,
        rows,
        took,
        locks.stream()
            .map(lock -> new LockUse(lock.table, lock.mode, lock.held, lock.sampled))
            .toList(),
        rewritten,
        failure);
  }
}
