package dev.pgtier.policies.analysis;

import java.util.List;
import java.util.Optional;

/**
 * A call in a statement, in whatever position.
 *
 * @param arguments how many there are; for {@code count(*)} none
 * @param variadic whether the last one is an array that stands for any number
 * @param constants what the arguments say where they are plain string constants, in their order
 */
public record FunctionUse(
    QualifiedName name, int arguments, boolean variadic, List<Optional<String>> constants) {
  public FunctionUse {
    constants = List.copyOf(constants);
  }

  /** The argument at {@code index}, if it is a constant. */
  public Optional<String> constant(int index) {
    return index < constants.size() ? constants.get(index) : Optional.empty();
  }
}
