package dev.pgtier.cli.story;

/**
 * One thing that somebody does.
 *
 * @param who does it, and by what
 * @param what is done, as it is typed or called
 * @param expected what should come of it, in the words that {@code deed} answers in; or, where it
 *     ends in {@code …}, how that begins
 */
record Step(String who, String what, String expected, Deed deed) {
  /** Does it, and says in a few words what came of it. */
  interface Deed {
    String done() throws Exception;
  }

  boolean isAnsweredBy(String actual) {
    return expected.endsWith("…")
        ? actual.startsWith(expected.substring(0, expected.length() - 1))
        : actual.equals(expected);
  }
}
