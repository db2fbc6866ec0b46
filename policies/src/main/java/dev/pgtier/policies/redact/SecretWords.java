package dev.pgtier.policies.redact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By which words a secret is known. When in doubt it is one: the text only loses a constant. */
final class SecretWords {
  private static final String NAMES =
      "pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[_-]?key|access[_-]?key"
          + "|private[_-]?key|account[_-]?key|signing[_-]?key|encryption[_-]?key";

  /** A name that has one of the words in it. */
  private static final Pattern NAME =
      Pattern.compile(
          "pass(?:w|phrase|code|$)|(?:^|_)(?:pass|pwd|pw)(?:_|$)|secret|token|credential"
              + "|(?:api|access|private|account|signing|encryption)[_-]?key",
          Pattern.CASE_INSENSITIVE);

  /** {@code password=x}, {@code "password": "x"}, {@code Authorization: x} and the like. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?:"
              + NAMES
              + "|bearer|authorization)[\"'\\\\]{0,4}\\s{0,64}(?:=>|[:=])\\s{0,64}[^\\s=:]",
          Pattern.CASE_INSENSITIVE);

  /**
   * {@code scheme://user:password@}, or with the password alone. What libpq ends at a slash may be
   * a password all the same, unless it looks like a port.
   */
  private static final Pattern URL =
      Pattern.compile(
          "://[^/\\s:@]{0,256}+:(?:[^@\\s/]{1,2048}+|(?!\\d{1,5}[/?#])[^@\\s]{1,256}+)@",
          Pattern.CASE_INSENSITIVE);

  /** What tells by itself that it is a secret, or opens one in a command line or a document. */
  private static final Pattern BY_ITSELF =
      Pattern.compile(
          "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"
              + "|\\beyJ[\\w-]{5,}+\\.[\\w-]{5,}+\\."
              + "|\\bbearer\\s{1,16}[\\w.~+/=-]{6}"
              + "|-(?:"
              + NAMES
              + ")\\s{1,16}[^\\s-]"
              + "|\\bcurl\\b[^\\n]{0,128}\\s(?:-u|--(?:proxy-)?user)[\\s=]{0,8}+[^\\s:]{1,64}+:"
              + "|\\bsshpass\\s{1,16}-p"
              + "|<(?:[\\w.-]{1,64}:)?(?:"
              + NAMES
              + ")(?:\\s[^<>]{0,256})?>[^<\\s]",
          Pattern.CASE_INSENSITIVE);

  /** {@code PASSWORD 'x'} in a text that is SQL itself. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?:" + NAMES + ")\"?\\s{1,64}(?:to\\s{1,64})?(?:[eExXuU]&?)?['$\\\\]",
          Pattern.CASE_INSENSITIVE);

  /** Where the secret itself comes in another constant: by format() or by concatenation. */
  private static final Pattern OPEN =
      Pattern.compile(
          "(?:"
              + NAMES
              + ")[\"']{0,2}\\s{0,64}(?:=>|[:=])?\\s{0,64}[}\\]]?(?:[eE]?['\"]{1,2})?(?:%|\\z)",
          Pattern.CASE_INSENSITIVE);

  /** Other keys of a connection string. */
  private static final Pattern CONNECTION =
      Pattern.compile(
          "\\b(?:host|hostaddr|dbname|user|port|service|sslmode)\\s{0,64}=",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");

  private static final Pattern IDENTIFIER = Pattern.compile("[\\w.\\-]{1,256}");

  private SecretWords() {}

  static boolean isName(String name) {
    return NAME.matcher(name).find();
  }

  /** Whether a constant is nothing but the name of a secret, as in set_config. */
  static boolean isNameAlone(String content) {
    return IDENTIFIER.matcher(content).matches() && isName(content);
  }

  static boolean holdsSecret(String content) {
    return holdsUnescaped(content)
        || (content.indexOf('%') >= 0 && holdsUnescaped(percentDecoded(content)));
  }

  private static boolean holdsUnescaped(String content) {
    return ASSIGNED.matcher(content).find()
        || URL.matcher(content).find()
        || QUOTED.matcher(content).find()
        || BY_ITSELF.matcher(content).find();
  }

  /** As a connection URL is read, whose keywords may be escaped too. */
  private static String percentDecoded(String content) {
    return PERCENT
        .matcher(content)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }

  /** Whether a text that may be code is a connection string with a secret. */
  static boolean isConnection(String content) {
    boolean oneLine = content.indexOf(';') < 0 && content.indexOf('\n') < 0;
    return URL.matcher(content).find()
        || BY_ITSELF.matcher(content).find()
        || (ASSIGNED.matcher(content).find() && (oneLine || CONNECTION.matcher(content).find()));
  }

  static boolean announcesSecret(String content) {
    return OPEN.matcher(content).find();
  }
}
