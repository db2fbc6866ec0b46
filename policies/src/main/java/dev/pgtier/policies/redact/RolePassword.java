package dev.pgtier.policies.redact;

import dev.pgtier.policies.redact.Tokens.One;
import java.util.List;
import java.util.Set;

/** What stands behind PASSWORD where a role is made or changed, also if it is no constant. */
final class RolePassword {
  /** Words that may follow a password (manual, "CREATE ROLE"). */
  private static final Set<String> OPTIONS =
      Set.of(
          "superuser",
          "nosuperuser",
          "createdb",
          "nocreatedb",
          "createrole",
          "nocreaterole",
          "inherit",
          "noinherit",
          "login",
          "nologin",
          "replication",
          "noreplication",
          "bypassrls",
          "nobypassrls",
          "connection",
          "encrypted",
          "password",
          "valid",
          "in",
          "role",
          "admin",
          "user",
          "group",
          "sysid");

  private final Tokens tokens;
  private final List<One> code;

  RolePassword(Tokens tokens, List<One> code) {
    this.tokens = tokens;
    this.code = code;
  }

  /** Marks the password that begins with the token {@code from}, if there is one. */
  void mark(int from) {
    if (from >= code.size() || ends(from) || code.get(from).isWord("null")) {
      return;
    }
    if (code.get(from).isString()) {
      quoted(from);
    } else {
      unquoted(code.get(from));
    }
  }

  /** With what was put together with it by mistake. */
  private void quoted(int from) {
    tokens.redact(code.get(from));
    for (int i = from + 1; i < code.size() && !ends(i) && !OPTIONS.contains(word(i)); i++) {
      tokens.remove(code.get(i));
    }
  }

  /** Its quotes were forgotten: to the end, and over a semicolon that nothing sets apart. */
  private void unquoted(One first) {
    List<One> all = tokens.all();
    tokens.redact(first);
    for (int i = all.indexOf(first) + 1; i < all.size(); i++) {
      One token = all.get(i);
      if (tokens.isCharacter(token, ';') && !(touches(i - 1) && touches(i))) {
        return;
      }
      tokens.remove(token);
    }
  }

  /** Whether nothing stands between this token and the next. */
  private boolean touches(int i) {
    List<One> all = tokens.all();
    return i + 1 < all.size() && all.get(i).end == all.get(i + 1).start;
  }

  private boolean ends(int i) {
    return tokens.isCharacter(code.get(i), ';');
  }

  private String word(int i) {
    return String.valueOf(code.get(i).content);
  }
}
