package dev.pgtier.audit.review;

import dev.pgtier.audit.search.SearchOptions;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;

/**
 * What a review page shows.
 *
 * @param search the log, and what a search in it may use
 * @param key that the chain is held against; taken before anybody could have changed it
 * @param elsewhere files with checkpoints that are kept in another place
 * @param version of the product, for exported OCSF
 */
public record ReviewOptions(
    SearchOptions search, PublicKey key, List<Path> elsewhere, String version) {
  public ReviewOptions {
    Objects.requireNonNull(search);
    Objects.requireNonNull(key);
    elsewhere = List.copyOf(elsewhere);
    Objects.requireNonNull(version);
  }
}
