package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.decision.SearchPath;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session has set, as far as it matters: its search_path, and what must be said again
 * because a transaction that the client committed was rolled back. Immutable, so that what was
 * taken for granted is undone by taking the state from before.
 */
final class SettingsState {
  /**
   * A SET within the open transaction, or the mark of a savepoint.
   *
   * @param savepoint its name; null for a SET
   * @param sql to be said again; null where it ends with the transaction
   * @param path that it sets; null if it leaves it
   */
  private record Entry(String savepoint, String sql, List<String> path) {}

  private final List<String> initial;
  private final List<String> committed;
  private final List<Entry> entries;
  private final List<String> unsettled;

  private SettingsState(
      List<String> initial, List<String> committed, List<Entry> entries, List<String> unsettled) {
    this.initial = initial;
    this.committed = committed;
    this.entries = entries;
    this.unsettled = unsettled;
  }

  /** A session that has set nothing; {@code initial} is what RESET search_path falls back on. */
  static SettingsState begin(List<String> initial) {
    return new SettingsState(initial, initial, List.of(), List.of());
  }

  /** The search_path in force. */
  List<String> path() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).path() != null) {
        return entries.get(i).path();
      }
    }
    return committed;
  }

  /**
   * After a statement that sets.
   *
   * @param sql that statement alone
   */
  SettingsState set(String sql, List<SettingUse> uses) {
    List<String> path = null;
    boolean changes = false;
    boolean local = false;
    for (SettingUse use : uses) {
      if (use.changes()) {
        changes = true;
        local |= use.local();
        List<String> to = path(use);
        path = to == null ? path : to;
      }
    }
    return changes ? with(new Entry(null, local ? null : sql, path)) : this;
  }

  /** After DISCARD ALL, which runs in no transaction. */
  SettingsState discardAll() {
    return begin(initial);
  }

  private List<String> path(SettingUse use) {
    boolean all = use.kind() == SettingUse.Kind.RESET_ALL;
    if (!all && !use.name().filter("search_path"::equals).isPresent()) {
      return null;
    }
    return use.kind() == SettingUse.Kind.RESET || all
        ? initial
        : SearchPath.of(use).orElse(initial);
  }

  SettingsState savepoint(String name) {
    return with(new Entry(name, null, null));
  }

  /** The savepoint and those after it are gone, what was set since stays. */
  SettingsState release(String name) {
    int mark = mark(name);
    List<Entry> kept = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (mark < 0 || i < mark || entries.get(i).savepoint() == null) {
        kept.add(entries.get(i));
      }
    }
    return new SettingsState(initial, committed, kept, unsettled);
  }

  SettingsState rollbackTo(String name) {
    int mark = mark(name);
    return mark < 0
        ? this
        : new SettingsState(
            initial, committed, new ArrayList<>(entries.subList(0, mark + 1)), unsettled);
  }

  private int mark(String name) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (name.equals(entries.get(i).savepoint())) {
        return i;
      }
    }
    return -1;
  }

  SettingsState rollback() {
    return entries.isEmpty() ? this : new SettingsState(initial, committed, List.of(), unsettled);
  }

  /** The server itself has committed. */
  SettingsState commit() {
    return entries.isEmpty() ? this : new SettingsState(initial, lasting(), List.of(), unsettled);
  }

  /** The server is told ROLLBACK; {@link #unsettled} are said again behind it. */
  SettingsState commitByRollback() {
    if (entries.isEmpty()) {
      return this;
    }
    List<String> again = new ArrayList<>(unsettled);
    entries.stream().filter(e -> e.sql() != null).forEach(e -> again.add(e.sql()));
    return new SettingsState(initial, lasting(), List.of(), again);
  }

  private List<String> lasting() {
    List<String> lasting = committed;
    for (Entry entry : entries) {
      if (entry.sql() != null && entry.path() != null) {
        lasting = entry.path();
      }
    }
    return lasting;
  }

  /** SETs to be said again; they have to be until a ReadyForQuery without an error follows them. */
  List<String> unsettled() {
    return unsettled;
  }

  SettingsState settled() {
    return unsettled.isEmpty() ? this : new SettingsState(initial, committed, entries, List.of());
  }

  private SettingsState with(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new SettingsState(initial, committed, more, unsettled);
  }
}
