package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;

/** Names that more than one event has. */
final class Fields {
  static final byte[] STATEMENT = JsonBytes.field("statement");
  static final byte[] SESSION = JsonBytes.field("session");
  static final byte[] PRINCIPAL = JsonBytes.field("principal");
  static final byte[] POLICY = JsonBytes.field("policy");
  static final byte[] REASON = JsonBytes.field("reason");
  static final byte[] RULE = JsonBytes.field("rule");
  static final byte[] SQLSTATE = JsonBytes.field("sqlstate");
  static final byte[] MICROS = JsonBytes.field("micros");
  static final byte[] FILE = JsonBytes.field("file");
  static final byte[] HASH_OF = JsonBytes.field("sha256");
  static final byte[] BYTES = JsonBytes.field("bytes");
  static final byte[] FIRST = JsonBytes.field("first");
  static final byte[] LAST = JsonBytes.field("last");

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private Fields() {}

  /** A count, or null for what is below zero: not known. */
  static void count(JsonBytes out, byte[] field, long count) {
    if (count < 0) {
      out.name(field).raw(NULL);
    } else {
      out.field(field, count);
    }
  }
}
