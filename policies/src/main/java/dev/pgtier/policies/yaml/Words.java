package dev.pgtier.policies.yaml;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The words that a value may be, and what each means. */
public record Words<T>(Map<String, T> meanings) {
  public Words {
    // Kept in order, which Map.copyOf would lose: messages list the words.
    meanings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(meanings));
  }

  /** An enum's constants in lower case with hyphens. */
  public static <E extends Enum<E>> Words<E> of(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants())
        .forEach(
            constant ->
                words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant));
    return new Words<>(words);
  }

  String list() {
    return String.join(", ", meanings.keySet());
  }
}
