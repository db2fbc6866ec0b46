package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.NameUse;
import dev.pgtier.proxy.session.Pending.Undo;
import java.util.HashMap;
import java.util.Map;

/**
 * The prepared statements and portals of a session. SQL and the protocol share these names: PREPARE
 * and Parse, DECLARE and Bind. A change is noted when its message is sent, and undone if that
 * fails.
 */
final class Names {
  /** What names of the proxy's own begin with. */
  static final String RESERVED = "pgtier:";

  private final int cap;
  private final Map<String, Prepared> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();

  /**
   * Empty.
   *
   * @param cap named statements at once: each costs the server memory until it is closed
   */
  Names(int cap) {
    this.cap = cap;
  }

  static boolean reserved(String name) {
    return name.startsWith(RESERVED);
  }

  boolean mayDefine(String name) {
    int unnamed = statements.containsKey("") ? 1 : 0;
    return name.isEmpty() || statements.size() - unnamed < cap || statements.containsKey(name);
  }

  Prepared statement(String name) {
    return statements.get(name);
  }

  Portal portal(String name) {
    return portals.get(name);
  }

  Undo define(String name, Prepared statement) {
    Prepared before = statements.put(name, statement);
    return () -> restore(statements, name, before);
  }

  Undo drop(String name) {
    Prepared before = statements.remove(name);
    return () -> restore(statements, name, before);
  }

  /** All that have a name. */
  Undo dropAll() {
    Map<String, Prepared> before = new HashMap<>(statements);
    statements.keySet().removeIf(name -> !name.isEmpty());
    return () -> {
      statements.clear();
      statements.putAll(before);
    };
  }

  /** A simple Query destroys it, whatever else becomes of the Query. */
  void dropUnnamed() {
    statements.remove("");
  }

  Undo open(String name, Portal portal) {
    Portal before = portals.put(name, portal);
    return () -> restore(portals, name, before);
  }

  Undo close(String name) {
    Portal before = portals.remove(name);
    return () -> restore(portals, name, before);
  }

  Undo closeAll() {
    Map<String, Portal> before = new HashMap<>(portals);
    portals.clear();
    return () -> {
      portals.clear();
      portals.putAll(before);
    };
  }

  /** No portal outlives its transaction. */
  void transactionEnded() {
    portals.clear();
  }

  /**
   * What a statement of SQL does to names when it runs; null for nothing.
   *
   * @param statement that it defines, or that the cursor it declares is of
   */
  Undo run(NameUse use, Prepared statement) {
    boolean all = use.name().isEmpty();
    return switch (use.kind()) {
      case STATEMENT ->
          switch (use.action()) {
            case DEFINE -> define(use.name(), statement);
            case DROP -> all ? dropAll() : drop(use.name());
            case USE -> null;
          };
      case CURSOR ->
          switch (use.action()) {
            case DEFINE -> open(use.name(), new Portal(statement, null));
            case DROP -> all ? closeAll() : close(use.name());
            case USE -> null;
          };
    };
  }

  private static <V> void restore(Map<String, V> map, String name, V before) {
    if (before == null) {
      map.remove(name);
    } else {
      map.put(name, before);
    }
  }
}
