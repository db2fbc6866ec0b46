package dev.pgtier.audit.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which entries are meant. One spelling serves the URL of the review page and the options of the
 * command line, so that a filter can be carried from one to the other.
 *
 * @param from the first moment, {@code to} the one before which it ends
 * @param words by field; one of a field's words must match, and none that begins with {@code !}
 * @param text contained in the SQL or the reason, in either case of letters
 */
public record Filter(
    Optional<When> from,
    Optional<When> to,
    Map<Field, List<String>> words,
    Optional<String> text,
    Optional<Duration> minDuration,
    Optional<Duration> maxDuration,
    OptionalLong minRows,
    OptionalLong maxRows) {
  public static final String FROM = "from";
  public static final String TO = "to";
  public static final String TEXT = "text";
  public static final String MIN_DURATION = "min-duration";
  public static final String MAX_DURATION = "max-duration";
  public static final String MIN_ROWS = "min-rows";
  public static final String MAX_ROWS = "max-rows";

  /** Everything. */
  public static final Filter ALL =
      new Filter(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  public Filter {
    EnumMap<Field, List<String>> copy = new EnumMap<>(Field.class);
    words.forEach(
        (field, values) -> {
          if (!values.isEmpty()) {
            copy.put(field, List.copyOf(values));
          }
        });
    words = Collections.unmodifiableMap(copy);
  }

  /** All keys that {@link #of} takes. */
  public static List<String> keys() {
    List<String> keys = new ArrayList<>(List.of(FROM, TO));
    for (Field field : Field.values()) {
      keys.add(field.key());
    }
    keys.addAll(List.of(TEXT, MIN_DURATION, MAX_DURATION, MIN_ROWS, MAX_ROWS));
    return keys;
  }

  /**
   * Reads decoded parameters. An empty value says nothing, as in a form that was sent.
   *
   * @throws FilterException for a key that no filter has, or a value that cannot be read
   */
  public static Filter of(Map<String, List<String>> parameters) throws FilterException {
    return FilterText.read(parameters);
  }

  /** Reads the query of a URL, which may begin with a question mark. */
  public static Filter ofQuery(String query) throws FilterException {
    return FilterText.read(FilterText.decode(query));
  }

  /** Key by key what {@link #of} reads, in the order of {@link #keys}. */
  public Map<String, List<String>> parameters() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    from.ifPresent(when -> all.put(FROM, List.of(when.text())));
    to.ifPresent(when -> all.put(TO, List.of(when.text())));
    words.forEach((field, values) -> all.put(field.key(), values));
    text.ifPresent(value -> all.put(TEXT, List.of(value)));
    minDuration.ifPresent(value -> all.put(MIN_DURATION, List.of(Durations.print(value))));
    maxDuration.ifPresent(value -> all.put(MAX_DURATION, List.of(Durations.print(value))));
    minRows.ifPresent(value -> all.put(MIN_ROWS, List.of(Long.toString(value))));
    maxRows.ifPresent(value -> all.put(MAX_ROWS, List.of(Long.toString(value))));
    return all;
  }

  /** The query of a URL, without question mark; empty for {@link #ALL}. */
  public String toQuery() {
    return FilterText.encode(parameters());
  }

  /** The options of {@code pgtier audit search} that mean the same. */
  public List<String> toOptions() {
    List<String> options = new ArrayList<>();
    parameters()
        .forEach((key, values) -> values.forEach(value -> options.add("--" + key + "=" + value)));
    return options;
  }

  /** This one, and that field {@code field} is one of {@code values}, whatever it was before. */
  public Filter with(Field field, String... values) {
    Map<Field, List<String>> changed = new LinkedHashMap<>(words);
    changed.put(field, List.of(values));
    return new Filter(from, to, changed, text, minDuration, maxDuration, minRows, maxRows);
  }

  /** A word that matches {@code value} and nothing else, for {@link #with}. */
  public static String exactly(String value) {
    String escaped = value.replace("\\", "\\\\").replace("*", "\\*");
    return escaped.startsWith("!") ? "\\" + escaped : escaped;
  }
}
