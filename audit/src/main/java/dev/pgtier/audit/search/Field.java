package dev.pgtier.audit.search;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a search compares with words, and what it can count by. */
public enum Field {
  EVENT("event", "decision, session-start, login-failed, reload, cancel, gap …"),
  VERDICT("verdict", "allow, deny or rewrite"),
  PRINCIPAL("principal", "who logged in, or tried to"),
  TIER("tier", "the tier that judged"),
  UPSTREAM("upstream", "where the statement went"),
  RULE("rule", "the rule that decided, or the limit that ended it"),
  EFFECT("effect", "read, write, ddl …"),
  RELATION("relation", "a relation that it names, as public.orders"),
  FUNCTION("function", "a function that it calls"),
  TOOL("tool", "the MCP tool that asked"),
  CLIENT("client", "the client's address, with or without its port"),
  APPLICATION("application", "the client's application_name"),
  SQLSTATE("sqlstate", "of the error"),
  STATUS("status", "ok, error, cancelled, limit, suspended, skipped or lost"),
  SESSION("session", "a session's ULID"),
  STATEMENT("statement", "a statement's ULID"),
  SHAPE("shape", "the hash of a statement without its constants");

  private final String key;
  private final String description;

  Field(String key, String description) {
    this.key = key;
    this.description = description;
  }

  /** Its name in a URL and, behind two dashes, on the command line. */
  public String key() {
    return key;
  }

  /** For a help text. */
  public String description() {
    return description;
  }

  public static Optional<Field> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  /** Whether an entry may have several. */
  boolean isList() {
    return this == RELATION || this == FUNCTION;
  }

  /** The columns that hold it; any of them may match. */
  String[] columns() {
    return switch (this) {
      case RELATION -> new String[] {"relations"};
      case FUNCTION -> new String[] {"functions"};
      case RULE -> new String[] {"rule", "outcome_rule"};
      case CLIENT -> new String[] {"address", "host"};
      case EVENT,
          VERDICT,
          PRINCIPAL,
          TIER,
          UPSTREAM,
          EFFECT,
          TOOL,
          APPLICATION,
          SQLSTATE,
          STATUS,
          SESSION,
          STATEMENT,
          SHAPE ->
          new String[] {name().toLowerCase(Locale.ROOT)};
    };
  }

  /** What it is counted by. */
  String grouped() {
    return switch (this) {
      case RELATION, FUNCTION -> "unnest(" + columns()[0] + ")";
      case RULE -> "coalesce(outcome_rule, rule)";
      case CLIENT -> "host";
      case EVENT,
          VERDICT,
          PRINCIPAL,
          TIER,
          UPSTREAM,
          EFFECT,
          TOOL,
          APPLICATION,
          SQLSTATE,
          STATUS,
          SESSION,
          STATEMENT,
          SHAPE ->
          columns()[0];
    };
  }
}
