package dev.pgtier.audit.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A filter as SQL. Column names come from this class and {@link Field}; whatever a person typed is
 * in {@code values}.
 */
record Condition(String sql, List<Object> values) {
  static Condition of(Filter filter, Instant now) {
    List<String> parts = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    filter.from().ifPresent(when -> time(parts, values, ">=", when.at(now)));
    filter.to().ifPresent(when -> time(parts, values, "<", when.at(now)));
    for (Map.Entry<Field, List<String>> entry : filter.words().entrySet()) {
      words(parts, values, entry.getKey(), entry.getValue().stream().map(Words::new).toList());
    }
    filter
        .text()
        .ifPresent(
            text -> {
              parts.add("(contains(lower(sql), lower(?)) OR contains(lower(reason), lower(?)))");
              values.addAll(List.of(text, text));
            });
    filter
        .minDuration()
        .ifPresent(least -> number(parts, values, "micros >= ?", Durations.micros(least)));
    filter
        .maxDuration()
        .ifPresent(most -> number(parts, values, "micros <= ?", Durations.micros(most)));
    filter.minRows().ifPresent(least -> number(parts, values, "\"rows\" >= ?", least));
    filter.maxRows().ifPresent(most -> number(parts, values, "\"rows\" <= ?", most));
    return new Condition(parts.isEmpty() ? "TRUE" : String.join(" AND ", parts), values);
  }

  /** Both. */
  Condition and(String part, Object... more) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(Arrays.asList(more));
    return new Condition("(" + sql + ") AND " + part, all);
  }

  private static void time(List<String> parts, List<Object> values, String sign, Instant at) {
    number(
        parts,
        values,
        "time " + sign + " make_timestamp(?)",
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000), at.getNano() / 1000));
  }

  private static void number(List<String> parts, List<Object> values, String part, long number) {
    parts.add(part);
    values.add(number);
  }

  private static void words(
      List<String> parts, List<Object> values, Field field, List<Words> words) {
    List<Words> wanted = words.stream().filter(word -> !word.excludes()).toList();
    if (!wanted.isEmpty()) {
      parts.add(
          wanted.stream()
              .map(word -> match(field, word, values))
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    for (Words word : words) {
      if (word.excludes()) {
        parts.add("coalesce(NOT " + match(field, word, values) + ", TRUE)");
      }
    }
  }

  private static String match(Field field, Words word, List<Object> values) {
    return Arrays.stream(field.columns())
        .map(
            column ->
                field.isList()
                    ? "coalesce(" + word.compareAny(column, values) + ", FALSE)"
                    : "coalesce(" + word.compare(column, values) + ", FALSE)")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
