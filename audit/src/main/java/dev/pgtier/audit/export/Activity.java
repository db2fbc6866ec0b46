package dev.pgtier.audit.export;

import dev.pgtier.audit.search.Entry;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OCSF's word for what was done to a datastore, class 6005. */
enum Activity {
  UPDATE(2, "Update"),
  CONNECT(3, "Connect"),
  QUERY(4, "Query"),
  WRITE(5, "Write"),
  CREATE(6, "Create"),
  DELETE(7, "Delete"),
  OTHER(99, "Other");

  /** Comments and parentheses, then the word with which a statement begins. */
  private static final Pattern VERB =
      Pattern.compile("\\A(?:\\s++|--[^\\n]*+|/\\*.*?\\*/|\\()*+([A-Za-z]{1,32})", Pattern.DOTALL);

  private static final int LOOKED_AT = 4096;

  private final int id;
  private final String caption;

  Activity(int id, String caption) {
    this.id = id;
    this.caption = caption;
  }

  int id() {
    return id;
  }

  String caption() {
    return caption;
  }

  static Activity of(Entry entry) {
    return switch (entry.event()) {
      case "session-start", "login-failed" -> CONNECT;
      case "decision" -> ofDecision(entry);
      default -> OTHER;
    };
  }

  private static Activity ofDecision(Entry entry) {
    String effect = entry.effect() == null ? "" : entry.effect();
    return switch (effect) {
      case "read", "explain", "show", "cursor", "prepare", "copy-out" -> QUERY;
      case "copy-in" -> WRITE;
      case "write", "ddl", "privilege", "role" -> ofVerb(verb(entry), effect);
      default -> OTHER;
    };
  }

  private static Activity ofVerb(String verb, String effect) {
    return switch (verb) {
      case "INSERT", "MERGE" -> WRITE;
      case "UPDATE", "ALTER", "GRANT", "REVOKE", "COMMENT", "REASSIGN" -> UPDATE;
      case "DELETE", "TRUNCATE", "DROP" -> DELETE;
      case "CREATE" -> CREATE;
      default -> effect.equals("write") ? WRITE : OTHER;
    };
  }

  /** The server's tag knows what a statement was; without one, its first word tells. */
  private static String verb(Entry entry) {
    String tag = entry.outcome() == null ? null : entry.outcome().tag();
    String text = tag != null ? tag : entry.sql() == null ? "" : entry.sql();
    Matcher found = VERB.matcher(text.substring(0, Math.min(text.length(), LOOKED_AT)));
    return found.find() ? found.group(1).toUpperCase(Locale.ROOT) : "";
  }
}
