package dev.pgtier.policies.yaml;

/** Where something begins in a file; line and column count from 1. */
public record Place(int line, int column) {
  static final Place START = new Place(1, 1);
}
