package dev.pgtier.policies.script;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Trait;
import dev.pgtier.policies.analysis.TransactionUse;
import java.util.Optional;

/**
 * One statement of a file.
 *
 * @param number in the file, from 1
 * @param line of its first token, from 1
 * @param column of its first token, in characters from 1
 * @param text from its first token to before its semicolon
 * @param digest of its tokens, see {@link Script#digest}
 * @param analysis what it does; its range counts from the start of the file
 * @param data what the file has for it, where it is COPY … FROM STDIN
 */
public record ScriptStatement(
    int number,
    int line,
    int column,
    String text,
    String digest,
    StatementAnalysis analysis,
    Optional<CopyData> data) {

  /** The strictest of its effects. */
  public Effect effect() {
    return analysis.effect();
  }

  /** Which transaction control it is; empty for anything else. */
  public Optional<TransactionUse.Kind> transaction() {
    return analysis.transaction().map(TransactionUse::kind);
  }

  /** Whether the server refuses to run it in a transaction block. */
  public boolean outsideBlock() {
    return analysis.has(Trait.OUTSIDE_BLOCK);
  }
}
