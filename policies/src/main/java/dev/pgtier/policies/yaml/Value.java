package dev.pgtier.policies.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A value of a file, to be read as what it should be. What it is not becomes a mistake, and the
 * reading goes on with a fallback, so that every mistake of a file is found at once.
 */
public final class Value {
  private static final int MAX_QUOTED = 40;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private final String label;
  private final Optional<Node> node;
  private final Mistakes mistakes;

  Value(String label, Node node, Mistakes mistakes) {
    this(label, Optional.of(node), mistakes);
  }

  private Value(String label, Optional<Node> node, Mistakes mistakes) {
    this.label = label;
    this.node = node;
    this.mistakes = mistakes;
  }

  static Value absent(String label, Mistakes mistakes) {
    return new Value(label, Optional.empty(), mistakes);
  }

  /** A whole file; absent when it cannot be read as YAML at all, which adds a mistake. */
  public static Value file(byte[] bytes, Mistakes mistakes) {
    return new Value("the file", NodeParser.parse(bytes, mistakes), mistakes);
  }

  /** Whether the file says anything here, right or wrong. */
  public boolean present() {
    return node.isPresent();
  }

  /**
   * Whether the file says that there is nothing here: {@code null}, {@code ~} or no word at all.
   */
  public boolean isNull() {
    return node.filter(value -> value instanceof Node.Scalar scalar && scalar.isNull()).isPresent();
  }

  /** Adds a mistake at this place; without effect where nothing stands. */
  public void mistake(String message) {
    node.ifPresent(where -> mistakes.add(where.place(), message));
  }

  public Optional<Place> place() {
    return node.map(Node::place);
  }

  /** Any scalar as it is written, {@code no} and {@code 007} too; it may not be empty. */
  public Optional<String> text() {
    return scalar("a text")
        .map(Node.Scalar::text)
        .filter(text -> !text.isBlank() || complain(label + " is empty"));
  }

  /** As {@link #text}, but what is empty is fine. */
  public Optional<String> anyText() {
    return scalar("a text").map(Node.Scalar::text);
  }

  /** A text in a given form; {@code form} continues the sentence {@code "x" is not …}. */
  public Optional<String> text(Pattern pattern, String form) {
    return text()
        .filter(
            text -> pattern.matcher(text).matches() || complain(quote(text) + " is not " + form));
  }

  public boolean flag(boolean fallback) {
    Optional<Node.Scalar> scalar = scalar("true or false");
    boolean valid =
        scalar
            .filter(flag -> flag.plain() && (isWord(flag, "true") || isWord(flag, "false")))
            .isPresent();
    if (scalar.isPresent() && !valid) {
      mistake("%s must be true or false, not %s".formatted(label, quote(scalar.get().text())));
    }
    return valid ? isWord(scalar.get(), "true") : fallback;
  }

  /** A whole number from {@code least} to {@code most}. */
  public OptionalLong count(long least, long most) {
    Optional<String> text = scalar("a whole number").map(Node.Scalar::text);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!DIGITS.matcher(text.get()).matches()) {
      mistake("%s must be a whole number, not %s".formatted(label, quote(text.get())));
      return OptionalLong.empty();
    }
    return within(Long.parseLong(text.get()), least, most, "");
  }

  /** Bytes from {@code least} to {@code most}. */
  public OptionalLong size(long least, long most) {
    Optional<String> text = scalar("a size such as 64MiB").map(Node.Scalar::text);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong bytes = Quantity.bytes(text.get());
    if (bytes.isEmpty()) {
      mistake(
          "%s must be a size such as 64MiB, 256KiB, 10MB or 4096 (bytes), not %s"
              .formatted(label, quote(text.get())));
      return bytes;
    }
    return within(bytes.getAsLong(), least, most, " bytes");
  }

  public Optional<Duration> duration() {
    Optional<String> text = scalar("a duration such as 15s").map(Node.Scalar::text);
    Optional<Duration> duration = text.flatMap(Quantity::duration);
    if (text.isPresent() && duration.isEmpty()) {
      mistake(
          "%s must be a duration such as 500ms, 15s, 2m or 1h, not %s"
              .formatted(label, quote(text.get())));
    }
    return duration;
  }

  /** A duration from {@code least} to {@code most}. */
  public Optional<Duration> duration(Duration least, Duration most) {
    Optional<Duration> duration = duration();
    if (duration.isEmpty()
        || (duration.get().compareTo(least) >= 0 && duration.get().compareTo(most) <= 0)) {
      return duration;
    }
    mistake("%s must be from %s to %s".formatted(label, Quantity.text(least), Quantity.text(most)));
    return Optional.empty();
  }

  public <T> Optional<T> word(Words<T> words) {
    Optional<String> text = scalar("one of " + words.list()).map(Node.Scalar::text);
    Optional<T> meaning = text.map(words.meanings()::get);
    if (text.isPresent() && meaning.isEmpty()) {
      mistake(
          "%s cannot be %s%s"
              .formatted(
                  label,
                  quote(text.get()),
                  Nearest.hint(
                      text.get(), words.meanings().keySet(), "; it is one of " + words.list())));
    }
    return meaning;
  }

  /** The entries of a list; none where nothing stands. */
  public List<Value> items() {
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof Node.Items list)) {
      wrong("a list");
      return List.of();
    }
    return list.items().stream()
        .map(item -> new Value("an entry of " + label, item, mistakes))
        .toList();
  }

  /** A mapping with known keys; where nothing stands, one in which nothing is missed. */
  public Section section(Keys keys) {
    if (node.isEmpty()) {
      return new Section(keys, mistakes);
    }
    if (!(node.get() instanceof Node.Mapping mapping)) {
      wrong("a mapping with %s".formatted(String.join(", ", keys.names())));
      return new Section(keys, mistakes);
    }
    return new Section(keys, mapping, mistakes);
  }

  /** A mapping whose keys are the author's own; each key once, in the order of the file. */
  public List<Named> named() {
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof Node.Mapping mapping)) {
      wrong("a mapping");
      return List.of();
    }
    List<Named> all = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      Place first = seen.putIfAbsent(key, entry.key().place());
      if (first == null) {
        all.add(
            new Named(
                new Value("a name in " + label, entry.key(), mistakes),
                new Value(quote(key), entry.value(), mistakes)));
      } else {
        mistakes.add(entry.key().place(), duplicate(key, first));
      }
    }
    return all;
  }

  /**
   * Whatever stands here, for parts of a file whose form another standard gives, such as JSON
   * Schema: texts, numbers ({@link java.math.BigDecimal}), flags and null as YAML's core schema
   * reads them, lists, and maps in the order of the file. Null where nothing stands.
   */
  public Object tree() {
    return node.map(value -> Tree.of(value, mistakes)).orElse(null);
  }

  /** A key of the author's own and its value; the key is a value itself, to be checked. */
  public record Named(Value key, Value value) {}

  static String duplicate(String key, Place first) {
    return "duplicate key %s; the first is in line %d".formatted(quote(key), first.line());
  }

  /** For a message: in quotes, and shortened where it is long. */
  public static String quote(String text) {
    return "\""
        + (text.codePointCount(0, text.length()) > MAX_QUOTED
            ? text.substring(0, text.offsetByCodePoints(0, MAX_QUOTED)) + "…"
            : text)
        + "\"";
  }

  private Optional<Node.Scalar> scalar(String expected) {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof Node.Scalar scalar) || scalar.isNull()) {
      wrong(expected);
      return Optional.empty();
    }
    return Optional.of(scalar);
  }

  private void wrong(String expected) {
    mistake("%s must be %s, not %s".formatted(label, expected, kind(node.orElseThrow())));
  }

  private static String kind(Node node) {
    if (node instanceof Node.Items) {
      return "a list";
    }
    if (node instanceof Node.Mapping) {
      return "a mapping";
    }
    if (node instanceof Node.Scalar scalar) {
      return scalar.isNull() ? "nothing" : "a text";
    }
    throw new AssertionError(node);
  }

  private OptionalLong within(long number, long least, long most, String unit) {
    if (number < least || number > most) {
      mistake("%s must be from %d to %d%s".formatted(label, least, most, unit));
      return OptionalLong.empty();
    }
    return OptionalLong.of(number);
  }

  private boolean complain(String message) {
    mistake(message);
    return false;
  }

  private static boolean isWord(Node.Scalar scalar, String word) {
    return scalar.text().equals(word);
  }
}
