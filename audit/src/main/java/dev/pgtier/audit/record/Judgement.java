package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.List;
import java.util.Objects;

/** What was decided, and on what; the same for all statements of a shape. */
public final class Judgement {
  private static final byte[] EFFECT = JsonBytes.field("effect");
  private static final byte[] RELATIONS = JsonBytes.field("relations");
  private static final byte[] FUNCTIONS = JsonBytes.field("functions");
  private static final byte[] VERDICT = JsonBytes.field("verdict");
  private static final byte[] HINT = JsonBytes.field("hint");

  private final String effect;
  private final List<String> relations;
  private final List<String> functions;
  private final String verdict;
  private final String rule;
  private final String reason;
  private final String hint;

  /** What records have of it, once that is written. */
  private volatile byte[] uses;

  private volatile byte[] ruling;

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

  /**
   * Of a statement.
   *
   * @param effect what the statement would do, as policies call it
   * @param verdict {@code allow}, {@code deny} or {@code rewrite}
   * @param reason in words, or null
   * @param hint what a refused client was told to do instead, as it was told; null for none
   */
  public Judgement(
      String effect,
      List<String> relations,
      List<String> functions,
      String verdict,
      String rule,
      String reason,
      String hint) {
    this.effect = effect;
    this.relations = List.copyOf(relations);
    this.functions = List.copyOf(functions);
    this.verdict = Objects.requireNonNull(verdict);
    this.rule = rule;
    this.reason = reason;
    this.hint = hint;
  }

  public String effect() {
    return effect;
  }

  public List<String> relations() {
    return relations;
  }

  public List<String> functions() {
    return functions;
  }

  public String verdict() {
    return verdict;
  }

  public String rule() {
    return rule;
  }

  public String reason() {
    return reason;
  }

  public String hint() {
    return hint;
  }

  /** The same with what its client was told; null or empty for nothing. */
  public Judgement hinted(String told) {
    String shown = told == null || told.isEmpty() ? null : told;
    return new Judgement(effect, relations, functions, verdict, rule, reason, shown);
  }

  void writeUses(JsonBytes out) {
    byte[] known = uses;
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    out.field(EFFECT, effect).field(RELATIONS, relations).field(FUNCTIONS, functions);
    uses = out.since(start);
  }

  void writeVerdict(JsonBytes out) {
    byte[] known = ruling;
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    out.field(VERDICT, verdict)
        .field(Fields.RULE, rule)
        .field(Fields.REASON, reason)
        .field(HINT, hint);
    ruling = out.since(start);
  }
}
