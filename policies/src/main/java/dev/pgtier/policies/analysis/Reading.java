package dev.pgtier.policies.analysis;

/** What became of a text. */
public sealed interface Reading permits Script, Unreadable {}
