package dev.pgtier.policies;

import java.util.List;

/**
 * Which relations a tier's statements may name: patterns such as {@code public.*}.
 *
 * @param allow empty for all, else nothing but these
 * @param deny wins over {@code allow}; {@code schema.relation.column} denies one column
 */
public record Relations(List<String> allow, List<String> deny) {
  public static final Relations ALL = new Relations(List.of(), List.of());

  public Relations {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }
}
