package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Limits;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import java.time.Duration;

/** {@code limits:} of a tier file. */
final class LimitsReader {
  static final Keys LIMITS =
      Keys.of(
          "limits",
          "time",
          "rows",
          "result",
          "sql",
          "sessions",
          "statements-per-second",
          "prepared-statements",
          "idle");

  /** One message of the protocol holds less than 1 GiB, and a Java array little more. */
  private static final int MAX_SQL = 1 << 30;

  /**
   * statement_timeout is an int of milliseconds: the server refuses to start a session with more.
   */
  private static final Duration MAX_TIME = Duration.ofDays(24);

  private static final Duration MAX_IDLE = Duration.ofDays(365);

  private LimitsReader() {}

  static Limits read(Value value) {
    Section limits = value.section(LIMITS);
    Limits standard = Limits.DEFAULT;
    return new Limits(
        limits.optional("time").duration(Duration.ZERO, MAX_TIME).orElse(standard.time()),
        limits.optional("rows").count(1, Long.MAX_VALUE - 1),
        limits.optional("result").size(1, Long.MAX_VALUE),
        (int) limits.optional("sql").size(1, MAX_SQL).orElse(standard.sql()),
        (int) limits.optional("sessions").count(1, Integer.MAX_VALUE).orElse(standard.sessions()),
        limits.optional("statements-per-second").count(1, Integer.MAX_VALUE),
        (int)
            limits
                .optional("prepared-statements")
                .count(1, Integer.MAX_VALUE)
                .orElse(standard.preparedStatements()),
        limits.optional("idle").duration(Duration.ZERO, MAX_IDLE).orElse(standard.idle()));
  }
}
