package dev.pgtier.policies.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who wrote something close to it. */
public final class Nearest {
  private static final int MAX_LENGTH = 64;

  private Nearest() {}

  /** {@code ; did you mean "x"?} where one of the words is near, else {@code otherwise}. */
  public static String hint(String written, Collection<String> words, String otherwise) {
    return to(written, words).map(word -> "; did you mean \"" + word + "\"?").orElse(otherwise);
  }

  /** The nearest of the words; empty when in none of them two thirds of the shorter one agree. */
  static Optional<String> to(String written, Collection<String> words) {
    if (written.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String plain = plain(written);
    return words.stream()
        .filter(word -> isNear(plain, plain(word)))
        .min(Comparator.comparingInt(word -> distance(plain, plain(word))));
  }

  private static boolean isNear(String written, String word) {
    int shorter = Math.min(written.length(), word.length());
    int distance = distance(written, word);
    return distance <= Math.max(1, shorter / 3) && distance < word.length();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Characters to insert, delete, replace or swap with their neighbour (Damerau-Levenshtein). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] cost) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
