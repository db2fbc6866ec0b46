package dev.pgtier.migrations.clone;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The databases of one validation upstream, by their names.
 *
 * @param work the agents' database, which has the upstream's own name
 */
public record DatabaseNames(String work) {
  /** PostgreSQL's NAMEDATALEN less one, in bytes. */
  private static final int MAX_BYTES = 63;

  private static final int LONGEST_SUFFIX = "_new_".length() + 26;
  private static final Pattern ULID = Pattern.compile("[0-7][0-9a-hjkmnp-tv-z]{25}");
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

  static DatabaseNames of(String work) throws CloneException {
    if (work.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES - LONGEST_SUFFIX) {
      throw new CloneException(
          "the name of the database %s is too long: its copies add %d characters, and PostgreSQL takes %d bytes"
              .formatted(work, LONGEST_SUFFIX, MAX_BYTES));
    }
    return new DatabaseNames(work);
  }

  /** The kept copy, masked, that nobody can connect to. */
  public String base() {
    return work + "_base";
  }

  /** Of one validation. */
  public String fresh(String ulid) {
    return work + "_v_" + ulid.toLowerCase(Locale.ROOT);
  }

  /** A copy that is being made. */
  String building(String ulid) {
    return work + "_new_" + ulid.toLowerCase(Locale.ROOT);
  }

  /** What was swapped out and is about to be dropped. */
  String old(String ulid) {
    return work + "_old_" + ulid.toLowerCase(Locale.ROOT);
  }

  /** When the fresh database of that name was made; empty for any other database. */
  Optional<Instant> freshSince(String name) {
    return ulid(name, "_v_").map(DatabaseNames::instant);
  }

  /** Whether a run of clone made the database, and none keeps it. */
  boolean isLeftover(String name) {
    return ulid(name, "_new_").isPresent() || ulid(name, "_old_").isPresent();
  }

  private Optional<String> ulid(String name, String infix) {
    String prefix = work + infix;
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length())).filter(rest -> ULID.matcher(rest).matches())
        : Optional.empty();
  }

  private static Instant instant(String ulid) {
    long millis = 0;
    for (int i = 0; i < 10; i++) {
      millis = millis << 5 | LETTERS.indexOf(ulid.charAt(i));
    }
    return Instant.ofEpochMilli(millis);
  }
}
