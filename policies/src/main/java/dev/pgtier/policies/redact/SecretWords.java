package dev.pgtier.policies.redact;

import java.util.regex.Pattern;

/** By which words a secret is known. When in doubt it is one: the text only loses a constant. */
final class SecretWords {
  private static final String NAMES =
      "pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api_?key|access_?key|private_?key|"
          + "account_?key|signing_?key|encryption_?key";

  /** A name that has one of the words in it. */
  private static final Pattern NAME =
      Pattern.compile(
          "pass(?:w|phrase|code|$)|(?:^|_)(?:pass|pwd)(?:_|$)|secret|token|credential"
              + "|(?:api|access|private|account|signing|encryption)_?key",
          Pattern.CASE_INSENSITIVE);

  /** {@code password=x}, {@code "password": "x"} and the like. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?:" + NAMES + ")[\"'\\\\]{0,4}\\s{0,64}(?:=>|[:=])\\s{0,64}[^\\s=:]",
          Pattern.CASE_INSENSITIVE);

  /** {@code scheme://user:password@}, or with the password alone; as libpq, up to a slash. */
  private static final Pattern URL =
      Pattern.compile("://[^/\\s:@]{0,256}+:[^@\\s/]{1,2048}+@", Pattern.CASE_INSENSITIVE);

  /** {@code PASSWORD 'x'} in a text that is SQL itself. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?:" + NAMES + ")\"?\\s{1,64}(?:to\\s{1,64})?(?:[eExXuU]&?)?['$\\\\]",
          Pattern.CASE_INSENSITIVE);

  /** Where the secret itself comes in another constant: by format() or by concatenation. */
  private static final Pattern OPEN =
      Pattern.compile(
          "(?:" + NAMES + ")[\"']{0,2}\\s{0,64}(?:=>|[:=])?\\s{0,64}(?:[eE]?['\"]{1,2})?(?:%|\\z)",
          Pattern.CASE_INSENSITIVE);

  /** Other keys of a connection string. */
  private static final Pattern CONNECTION =
      Pattern.compile(
          "\\b(?:host|hostaddr|dbname|user|port|service|sslmode)\\s{0,64}=",
          Pattern.CASE_INSENSITIVE);

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
    return ASSIGNED.matcher(content).find()
        || URL.matcher(content).find()
        || QUOTED.matcher(content).find();
  }

  /** Whether a text that may be code is a connection string with a secret. */
  static boolean isConnection(String content) {
    boolean oneLine = content.indexOf(';') < 0 && content.indexOf('\n') < 0;
    return URL.matcher(content).find()
        || (ASSIGNED.matcher(content).find() && (oneLine || CONNECTION.matcher(content).find()));
  }

  static boolean announcesSecret(String content) {
    return OPEN.matcher(content).find();
  }
}
