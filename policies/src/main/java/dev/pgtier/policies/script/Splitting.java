package dev.pgtier.policies.script;

/** What became of a file's text. */
public sealed interface Splitting permits Script, Unsplittable {}
