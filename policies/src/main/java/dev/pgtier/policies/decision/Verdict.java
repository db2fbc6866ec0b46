package dev.pgtier.policies.decision;

/** What happens to a text. */
public sealed interface Verdict {
  /** The rule by which it is so; a stable word such as {@code functions.volatile}. */
  String rule();

  /** {@code allow}, {@code deny} or {@code rewrite}. */
  String word();

  /** It goes upstream as it is. */
  record Allow(String rule) implements Verdict {
    @Override
    public String word() {
      return "allow";
    }
  }

  /**
   * It goes nowhere.
   *
   * @param message for the ErrorResponse
   * @param reason one sentence more
   */
  record Deny(String rule, String sqlState, String message, String reason, String hint)
      implements Verdict {
    @Override
    public String word() {
      return "deny";
    }
  }

  /**
   * Another text goes upstream in its place.
   *
   * @param sql that text
   */
  record Rewrite(String rule, String sql) implements Verdict {
    @Override
    public String word() {
      return "rewrite";
    }
  }
}
