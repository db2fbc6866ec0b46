package dev.pgtier.policies.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** PostgreSQL's own catalogue, 15 to 18 in one: what any of them calls volatile is so. */
public final class ShippedCatalog {
  /** Major versions whose catalogues are shipped. */
  public static final List<Integer> VERSIONS = List.of(15, 16, 17, 18);

  private ShippedCatalog() {}

  public static Catalog load() {
    CatalogLines lines =
        new CatalogLines(
            sql -> {
              throw new IllegalStateException("PostgreSQL's own catalogue brings no code: " + sql);
            },
            false);
    for (int version : VERSIONS) {
      String name = "postgresql-" + version + ".tsv.gz";
      try (InputStream in = ShippedCatalog.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("built without " + name);
        }
        CatalogFile.read(in, lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines.build();
  }
}
