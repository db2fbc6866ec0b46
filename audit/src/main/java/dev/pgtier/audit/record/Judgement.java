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
 */
public record Judgement(
    String effect,
    List<String> relations,
    List<String> functions,
    String verdict,
    String rule,
    String reason) {
  private static final byte[] EFFECT = JsonBytes.field("effect");
  private static final byte[] RELATIONS = JsonBytes.field("relations");
  private static final byte[] FUNCTIONS = JsonBytes.field("functions");
  private static final byte[] VERDICT = JsonBytes.field("verdict");

  public Judgement {
    relations = List.copyOf(relations);
    functions = List.copyOf(functions);
    Objects.requireNonNull(verdict);
  }

  void writeUses(JsonBytes out) {
    out.field(EFFECT, effect).field(RELATIONS, relations).field(FUNCTIONS, functions);
  }

  void writeVerdict(JsonBytes out) {
    out.field(VERDICT, verdict).field(Fields.RULE, rule).field(Fields.REASON, reason);
  }
}
