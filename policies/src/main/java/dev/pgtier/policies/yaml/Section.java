package dev.pgtier.policies.yaml;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mapping whose keys are known; unknown and repeated ones have become mistakes. */
public final class Section {
  /**
   * {@code password:secret} in braces is one key to YAML, and no message may repeat what may be a
   * secret.
   */
  private static final Pattern RUN_TOGETHER =
      Pattern.compile("([^:=\\s]+)[:=\\s].*", Pattern.DOTALL);

  private final Keys keys;
  private final Optional<Place> place;
  private final Map<String, Value> values = new HashMap<>();
  private final Mistakes mistakes;

  /** A section that is not there: its values are absent, and none of them is missed. */
  Section(Keys keys, Mistakes mistakes) {
    this.keys = keys;
    this.place = Optional.empty();
    this.mistakes = mistakes;
  }

  Section(Keys keys, Node.Mapping mapping, Mistakes mistakes) {
    this.keys = keys;
    this.place = Optional.of(mapping.place());
    this.mistakes = mistakes;
    Map<String, Place> seen = new HashMap<>();
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      Place first = seen.putIfAbsent(key, entry.key().place());
      if (first != null && RUN_TOGETHER.matcher(key).matches()) {
        mistakes.add(entry.key().place(), unknown(key));
      } else if (first != null) {
        mistakes.add(entry.key().place(), Value.duplicate(key, first));
      } else if (keys.refused().containsKey(key)) {
        mistakes.add(entry.key().place(), keys.refused().get(key));
      } else if (keys.names().contains(key)) {
        values.put(key, new Value(Value.quote(key), entry.value(), mistakes));
      } else {
        mistakes.add(entry.key().place(), unknown(key));
      }
    }
  }

  /** The value of {@code key}; where it is missing, that is a mistake and the value absent. */
  public Value required(String key) {
    Value value = optional(key);
    if (!value.present() && place.isPresent()) {
      mistakes.add(place.get(), "%s has no \"%s\"".formatted(keys.section(), key));
    }
    return value;
  }

  public Value optional(String key) {
    if (!keys.names().contains(key)) {
      throw new IllegalArgumentException(key + " is not declared in " + keys);
    }
    Value value = values.get(key);
    return value == null ? Value.absent(Value.quote(key), mistakes) : value;
  }

  private String unknown(String key) {
    Matcher run = RUN_TOGETHER.matcher(key);
    if (run.matches()) {
      return "after %s a colon and a space must stand before the value"
          .formatted(Value.quote(run.group(1)));
    }
    return "unknown key "
        + Value.quote(key)
        + Nearest.hint(
            key,
            keys.names(),
            "; %s may have %s".formatted(keys.section(), String.join(", ", keys.names())));
  }
}
