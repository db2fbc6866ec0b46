package dev.pgtier.policies.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Catalogues as files. */
final class CatalogFileTest {
  private static byte[] written(List<List<String>> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CatalogFile.write(rows, out);
    return out.toByteArray();
  }

  @Test
  void rowsComeBackAsTheyWere() throws IOException {
    List<List<String>> rows =
        List.of(
            List.of("code", "public", "a\tb", "SELECT '\\n',\n\t'\\'\r\n"),
            List.of("type", "public", ""));
    assertThat(CatalogFile.readAll(new ByteArrayInputStream(written(rows)))).isEqualTo(rows);
  }

  @Test
  void theOrderOfRowsMakesNoDifference() throws IOException {
    List<String> one = List.of("type", "a", "b");
    List<String> two = List.of("type", "a", "c");
    assertThat(written(List.of(one, two))).isEqualTo(written(List.of(two, one, two)));
  }

  @Test
  void anotherFileIsNoCatalogue() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write('x');
    }
    assertThatThrownBy(() -> CatalogFile.readAll(new ByteArrayInputStream(out.toByteArray())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pgtier-catalog 1");
  }

  @Test
  void shippedCataloguesKnowEachRelease() {
    Catalog catalog = ShippedCatalog.load();
    assertThat(catalog.complete()).isFalse();
    assertThat(catalog.functions("pg_start_backup")).isEmpty();
    assertThat(catalog.functions("pg_sleep")).allMatch(f -> f.routine().isVolatile());
    assertThat(catalog.functions("lower")).noneMatch(f -> f.routine().isVolatile());
    assertThat(catalog.functions("uuidv7")).as("18").isNotEmpty();
    assertThat(catalog.functions("pg_stat_get_io")).as("16").isNotEmpty();
    assertThat(catalog.operators("||")).isNotEmpty();
  }
}
