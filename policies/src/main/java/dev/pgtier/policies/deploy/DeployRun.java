package dev.pgtier.policies.deploy;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One session's way through approved files, as a dialogue: whoever relays tells what comes and what
 * became of it, and does what it is told until it may go on. One call at a time, each of which may
 * read and write files, so never on an event loop.
 */
public interface DeployRun {
  /**
   * The client wants a statement run.
   *
   * @return {@link Step.Go} or {@link Step.Refuse} in the end, {@link Step.Ask} before
   */
  Step statement(Incoming statement);

  /** What the statements of the last {@link Step.Ask} answered. */
  Step answered(Answer answer);

  /**
   * The COPY data of the statement that was let go has come to its end.
   *
   * @param sha256 of it, in hexadecimal
   * @return {@link Step.Go} or {@link Step.Refuse}
   */
  Step copied(String sha256);

  /**
   * The statement that was let go has ended.
   *
   * @return {@link Step.Go} where the client may hear it, {@link Step.Refuse} where it hears that
   *     in place of success, {@link Step.Ask} before
   */
  Step ended(Ended ended);

  /** The session is over. */
  void closed();

  /**
   * A statement of the client's.
   *
   * @param digest of its tokens, as {@code policies.script} computes it; empty where it has none
   * @param effect the strictest
   * @param transaction which transaction control it is
   * @param harmless whether it only reads catalogues, or sets or shows what the tier lets be set
   * @param block whether the session is in a transaction block, also one that has failed
   */
  record Incoming(
      Optional<String> digest,
      Effect effect,
      Optional<TransactionUse.Kind> transaction,
      boolean harmless,
      Block block) {}

  /** The transaction of a session. */
  enum Block {
    NONE,
    OPEN,
    FAILED
  }

  /** What is to be done next. */
  sealed interface Step {
    /** It goes on. */
    record Go() implements Step {}

    /** These are run first, one after the other, until one fails; then {@link #answered}. */
    record Ask(List<String> statements) implements Step {
      public Ask {
        statements = List.copyOf(statements);
      }
    }

    /**
     * It does not go on, and the client is told why.
     *
     * @param expected what was expected instead; empty if nothing was
     */
    record Refuse(String sqlState, String rule, String reason, String expected, String hint)
        implements Step {}
  }

  /**
   * What was asked.
   *
   * @param rows of each statement that ran; every value as text, null as null
   * @param failure of the one after them
   * @param block after all of them
   */
  record Answer(List<List<List<String>>> rows, Optional<Failure> failure, Block block) {
    public Answer {
      rows = List.copyOf(rows);
    }
  }

  /** An error of the server's. */
  record Failure(String sqlState, String message) {}

  /**
   * How a statement ended.
   *
   * @param rows by its command tag
   * @param block after it
   */
  record Ended(OptionalLong rows, Optional<Failure> failure, Block block) {}
}
