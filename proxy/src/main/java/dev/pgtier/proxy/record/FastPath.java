package dev.pgtier.proxy.record;

import java.util.Map;

/**
 * What a FunctionCall calls. It has a number where SQL has a name; those that drivers call this
 * way, for large objects, have the same number on every server.
 */
final class FastPath {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(715, "lo_create"),
          Map.entry(952, "lo_open"),
          Map.entry(953, "lo_close"),
          Map.entry(954, "loread"),
          Map.entry(955, "lowrite"),
          Map.entry(956, "lo_lseek"),
          Map.entry(957, "lo_creat"),
          Map.entry(958, "lo_tell"),
          Map.entry(964, "lo_unlink"),
          Map.entry(1004, "lo_truncate"),
          Map.entry(3170, "lo_lseek64"),
          Map.entry(3171, "lo_tell64"),
          Map.entry(3172, "lo_truncate64"));

  private FastPath() {}

  /** The function's name; {@code oid:} and the number of one that is not known. */
  static String name(int oid) {
    String name = NAMES.get(oid);
    return name == null ? "oid:" + Integer.toUnsignedString(oid) : name;
  }
}
