package dev.pgtier.policies.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that a mapping of a file may hold. They are declared apart from the reading so that the
 * reference can be held against them.
 *
 * @param section what the mapping is called in the reference, such as {@code limits}
 * @param names in the order of the reference
 * @param refused keys that are understood and not accepted, with the sentence that says why
 */
public record Keys(String section, List<String> names, Map<String, String> refused) {
  public Keys {
    names = List.copyOf(names);
    refused = Map.copyOf(refused);
  }

  public static Keys of(String section, String... names) {
    return new Keys(section, List.of(names), Map.of());
  }

  /** The same and one key more that is refused with {@code why}. */
  public Keys refusing(String name, String why) {
    Map<String, String> more = new HashMap<>(refused);
    more.put(name, why);
    return new Keys(section, names, more);
  }

  /** These and {@code more}, under the same section. */
  public Keys and(String... more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(List.of(more));
    return new Keys(section, all, refused);
  }
}
