package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.catalog.Catalog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The catalogues of the upstreams that read-only tiers use; any thread may ask. */
public interface Catalogs {
  /** The last that was read; empty until one was. */
  Optional<Catalog> current(String upstream);

  /**
   * The catalogue as it is at some moment after the call; for a statement with a name that the
   * current one does not have. Many calls cost one look. It fails within seconds if the catalogue
   * cannot be read; the current one stays in force.
   */
  CompletableFuture<Catalog> fresh(String upstream);

  /** A session has seen, or done, what may change the catalogue. */
  void changed(String upstream);
}
