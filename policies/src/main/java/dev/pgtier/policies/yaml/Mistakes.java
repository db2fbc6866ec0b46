package dev.pgtier.policies.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that its author can mend it all at once. */
public final class Mistakes {
  private static final Comparator<Mistake> IN_ORDER =
      Comparator.<Mistake>comparingInt(mistake -> mistake.place().line())
          .thenComparingInt(mistake -> mistake.place().column());

  private final String file;
  private final List<Mistake> found = new ArrayList<>();

  /**
   * Begins with none.
   *
   * @param file as messages name it
   */
  public Mistakes(String file) {
    this.file = file;
  }

  /** Adds one; a control character in the message, from the file itself, is shown as {@code ?}. */
  public void add(Place place, String message) {
    found.add(new Mistake(file, place, message.replaceAll("\\p{Cntrl}", "?")));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them, in the order of the file. */
  public List<Mistake> all() {
    return found.stream().sorted(IN_ORDER).toList();
  }
}
