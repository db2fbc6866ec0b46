package dev.pgtier.proxy.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The start-up packet's {@code options}, read as the server reads them: words split at white space,
 * a backslash takes the next character as it is, then {@code -c name=value}, {@code -cname=value}
 * and {@code --name=value}.
 */
final class StartupOptions {
  private StartupOptions() {}

  /**
   * The settings in {@code options}, in order, a later one replacing an earlier one.
   *
   * @return empty where there is a switch other than those, such as {@code -W 3}
   */
  static Optional<Map<String, String>> settings(String options) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> words = split(options);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String assignment;
      if (word.equals("-c") && i + 1 < words.size()) {
        assignment = words.get(++i);
      } else if (word.startsWith("--") || (word.startsWith("-c") && word.length() > 2)) {
        assignment = word.substring(2);
      } else {
        return Optional.empty();
      }
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        return Optional.empty();
      }
      settings.put(
          assignment.substring(0, equals).replace('-', '_'), assignment.substring(equals + 1));
    }
    return Optional.of(settings);
  }

  private static List<String> split(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == '\\' && i + 1 < options.length()) {
        c = options.charAt(++i);
      }
      word.append(c);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
