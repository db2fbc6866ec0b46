package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.List;
import java.util.Objects;

/**
 * What was decided, and on what.
 *
 * @param effect what the statement would do, as policies call it
 * @param verdict {@code allow}, {@code deny} or {@code rewrite}
 * @param reason in words, or null
 * @param hint what a refused client was told to do instead, as it was told; null for none
 */
public record Judgement(
    String effect,
    List<String> relations,
    List<String> functions,
    String verdict,
    String rule,
    String reason,
    String hint) {
  private static final byte[] EFFECT = JsonBytes.field("effect");
  private static final byte[] RELATIONS = JsonBytes.field("relations");
  private static final byte[] FUNCTIONS = JsonBytes.field("functions");
  private static final byte[] VERDICT = JsonBytes.field("verdict");
  private static final byte[] HINT = JsonBytes.field("hint");

  public Judgement {
    relations = List.copyOf(relations);
    functions = List.copyOf(functions);
    Objects.requireNonNull(verdict);
  }

  /** Without a hint. */
  public Judgement(
      String effect,
      List<String> relations,
      List<String> functions,
      String verdict,
      String rule,
      String reason) {
    this(effect, relations, functions, verdict, rule, reason, null);
  }

  /** The same with what its client was told; null or empty for nothing. */
  public Judgement hinted(String told) {
    String shown = told == null || told.isEmpty() ? null : told;
    return new Judgement(effect, relations, functions, verdict, rule, reason, shown);
  }

  void writeUses(JsonBytes out) {
    out.field(EFFECT, effect).field(RELATIONS, relations).field(FUNCTIONS, functions);
  }

  void writeVerdict(JsonBytes out) {
    out.field(VERDICT, verdict)
        .field(Fields.RULE, rule)
        .field(Fields.REASON, reason)
        .field(HINT, hint);
  }
}
