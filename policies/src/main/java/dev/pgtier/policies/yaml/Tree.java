package dev.pgtier.policies.yaml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A part of a file as plain Java, for {@link Value#tree}. */
final class Tree {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");

  private Tree() {}

  static Object of(Node node, Mistakes mistakes) {
    if (node instanceof Node.Scalar scalar) {
      return scalar(scalar);
    }
    if (node instanceof Node.Items list) {
      List<Object> items = new ArrayList<>();
      list.items().forEach(item -> items.add(of(item, mistakes)));
      return items;
    }
    if (node instanceof Node.Mapping mapping) {
      return map(mapping, mistakes);
    }
    throw new AssertionError(node);
  }

  private static Map<String, Object> map(Node.Mapping mapping, Mistakes mistakes) {
    Map<String, Object> map = new LinkedHashMap<>();
    Map<String, Place> seen = new LinkedHashMap<>();
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      Place first = seen.putIfAbsent(key, entry.key().place());
      if (first == null) {
        map.put(key, of(entry.value(), mistakes));
      } else {
        mistakes.add(entry.key().place(), Value.duplicate(key, first));
      }
    }
    return map;
  }

  private static Object scalar(Node.Scalar scalar) {
    if (scalar.isNull()) {
      return null;
    }
    String text = scalar.text();
    if (scalar.plain() && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return scalar.plain() && NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
  }
}
