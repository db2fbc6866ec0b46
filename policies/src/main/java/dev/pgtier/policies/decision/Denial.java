package dev.pgtier.policies.decision;

/**
 * A rule's no.
 *
 * @param subject what the tier does not allow, such as {@code write (UPDATE)}
 * @param reason one sentence
 */
record Denial(String rule, String subject, String reason) {
  /** The same, where it does not say of what it is. */
  Denial of(String something, String place) {
    return subject.isEmpty() ? new Denial(rule, something, place + ": " + reason) : this;
  }
}
