package dev.pgtier.policies;

/** How a tier runs what it allows; written {@code read-only} and so on in YAML. */
public enum Mode {
  /** Every statement runs in a READ ONLY transaction that ends in ROLLBACK. */
  READ_ONLY,
  /** Statements run as the client sent them. */
  READ_WRITE,
  /** Only the statements of approved migration files run, in their order, once. */
  APPROVED_MIGRATIONS
}
