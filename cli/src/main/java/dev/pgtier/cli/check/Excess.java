package dev.pgtier.cli.check;

/**
 * Something that a role is or may, beyond a tier.
 *
 * @param what to be read behind the role's name: {@code is a superuser}
 */
record Excess(Severity severity, String what) {}
