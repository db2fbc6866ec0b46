package dev.pgtier.audit.search;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The one place where a filter is read from text and written as it. */
final class FilterText {
  private FilterText() {}

  static Filter read(Map<String, List<String>> parameters) throws FilterException {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : parameters.entrySet()) {
      if (!Filter.keys().contains(entry.getKey())) {
        throw new FilterException(
            "there is no filter \"%s\"; there are %s"
                .formatted(entry.getKey(), String.join(", ", Filter.keys())));
      }
      List<String> values = entry.getValue().stream().filter(value -> !value.isEmpty()).toList();
      if (!values.isEmpty()) {
        given.put(entry.getKey(), values);
      }
    }
    Map<Field, List<String>> words = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      words.put(field, given.getOrDefault(field.key(), List.of()));
    }
    return new Filter(
        when(given, Filter.FROM),
        when(given, Filter.TO),
        words,
        single(given, Filter.TEXT),
        duration(given, Filter.MIN_DURATION),
        duration(given, Filter.MAX_DURATION),
        number(given, Filter.MIN_ROWS),
        number(given, Filter.MAX_ROWS));
  }

  private static Optional<String> single(Map<String, List<String>> given, String key)
      throws FilterException {
    List<String> values = given.getOrDefault(key, List.of());
    if (values.size() > 1) {
      throw new FilterException(key + " may be given only once");
    }
    return values.stream().findFirst();
  }

  private static Optional<When> when(Map<String, List<String>> given, String key)
      throws FilterException {
    Optional<String> text = single(given, key);
    return text.isEmpty() ? Optional.empty() : Optional.of(When.parse(key, text.get()));
  }

  private static Optional<Duration> duration(Map<String, List<String>> given, String key)
      throws FilterException {
    Optional<String> text = single(given, key);
    return text.isEmpty() ? Optional.empty() : Optional.of(Durations.parse(key, text.get()));
  }

  private static OptionalLong number(Map<String, List<String>> given, String key)
      throws FilterException {
    Optional<String> text = single(given, key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("\\d{1,18}")) {
      throw new FilterException("%s: \"%s\" is no number of rows".formatted(key, text.get()));
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  static Map<String, List<String>> decode(String query) throws FilterException {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    String text = query.startsWith("?") ? query.substring(1) : query;
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      try {
        parameters
            .computeIfAbsent(
                URLDecoder.decode(key, StandardCharsets.UTF_8), name -> new ArrayList<>())
            .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new FilterException("the URL's query is not encoded as one", e);
      }
    }
    return parameters;
  }

  static String encode(Map<String, List<String>> parameters) {
    List<String> pairs = new ArrayList<>();
    parameters.forEach(
        (key, values) ->
            values.forEach(
                value -> pairs.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))));
    return String.join("&", pairs);
  }
}
