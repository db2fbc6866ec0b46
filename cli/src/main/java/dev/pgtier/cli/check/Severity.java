package dev.pgtier.cli.check;

import java.util.Locale;

/** How much a finding matters; the worst first. */
public enum Severity {
  /** Only the judgement of statements still stands before what the tier promises not to happen. */
  ERROR,
  /** More than the tier needs, which another layer stops too. */
  WARNING;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Severity worse(Severity one, Severity other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
