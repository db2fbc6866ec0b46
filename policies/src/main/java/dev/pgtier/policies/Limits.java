package dev.pgtier.policies;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Bounds of a tier; an empty value means no bound.
 *
 * @param time of one statement, by the proxy's clock; zero for none
 * @param rows returned by one statement
 * @param result bytes returned by one statement
 * @param sql bytes of one statement's text
 * @param sessions open at once in the tier
 * @param statementsPerSecond of one session
 * @param preparedStatements named statements that one session may hold
 * @param idle a session without a statement for so long is closed; zero for never
 */
public record Limits(
    Duration time,
    OptionalLong rows,
    OptionalLong result,
    int sql,
    int sessions,
    OptionalLong statementsPerSecond,
    int preparedStatements,
    Duration idle) {

  /** 256 KiB of SQL, 100 sessions, 10,000 prepared statements, nothing else bounded. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ZERO,
          OptionalLong.empty(),
          OptionalLong.empty(),
          256 << 10,
          100,
          OptionalLong.empty(),
          10_000,
          Duration.ZERO);
}
