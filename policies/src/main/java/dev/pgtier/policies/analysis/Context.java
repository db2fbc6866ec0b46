package dev.pgtier.policies.analysis;

/**
 * Where in a statement the walk is.
 *
 * @param scope the CTEs in sight
 * @param written whether a relation that is named here is changed
 * @param planned whether what stands here is only planned, as under EXPLAIN, so that its effects do
 *     not happen
 */
record Context(Scope scope, boolean written, boolean planned) {
  static final Context TOP = new Context(Scope.EMPTY, false, false);

  Context with(Scope inner) {
    return new Context(inner, written, planned);
  }

  Context writing() {
    return new Context(scope, true, planned);
  }

  Context reading() {
    return new Context(scope, false, planned);
  }

  Context planning() {
    return new Context(scope, written, true);
  }
}
