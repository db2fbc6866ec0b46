package dev.pgtier.policies.analysis;

/** The names of common table expressions that are in sight; inner ones hide outer ones. */
record Scope(String name, Scope outer) {
  static final Scope EMPTY = new Scope("", null);

  Scope with(String cte) {
    return new Scope(cte, this);
  }

  boolean contains(String relation) {
    for (Scope scope = this; scope.outer != null; scope = scope.outer) {
      if (scope.name.equals(relation)) {
        return true;
      }
    }
    return false;
  }
}
