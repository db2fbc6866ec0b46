package dev.pgtier.policies.script;

import java.util.List;

/**
 * A text that cannot be run as a file.
 *
 * @param mistakes at least one, in the order of the text
 */
public record Unsplittable(List<ScriptMistake> mistakes) implements Splitting {
  public Unsplittable {
    mistakes = List.copyOf(mistakes);
  }
}
