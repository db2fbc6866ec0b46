package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.analysis.SettingUse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values of search_path, as the server splits them. */
final class SearchPathTest {
  private static Optional<List<String>> config(String value) {
    return SearchPath.of(
        new SettingUse(
            SettingUse.Kind.SET_CONFIG,
            Optional.of("search_path"),
            Optional.of(List.of(value)),
            false));
  }

  @Test
  void setConfigSplitsAtCommasAndFolds() {
    assertThat(config("")).contains(List.of());
    assertThat(config(" Shop ,public")).contains(List.of("shop", "public"));
    assertThat(config("\"$user\", \"Shop\"\"s\"")).contains(List.of("$user", "Shop\"s"));
    assertThat(config("a b")).isEmpty();
    assertThat(config("a,")).isEmpty();
    assertThat(config(",a")).isEmpty();
    assertThat(config("\"open")).isEmpty();
  }

  @Test
  void setTakesAStringAsOneName() {
    SettingUse use =
        new SettingUse(
            SettingUse.Kind.SET,
            Optional.of("search_path"),
            Optional.of(List.of("pg_temp, public")),
            false);
    assertThat(SearchPath.of(use)).contains(List.of("pg_temp, public"));
  }

  @Test
  void temporarySchemasAndALateCatalogAreHarmful() {
    assertThat(SearchPath.harmless(List.of("shop", "public"))).isTrue();
    assertThat(SearchPath.harmless(List.of("pg_catalog", "shop"))).isTrue();
    assertThat(SearchPath.harmless(List.of("shop", "pg_catalog"))).isFalse();
    assertThat(SearchPath.harmless(List.of("PG_TEMP"))).isFalse();
    // The server cuts names at 63 bytes, so that it would look in another schema than the rules.
    assertThat(SearchPath.harmless(List.of("a".repeat(63), "é".repeat(31)))).isTrue();
    assertThat(SearchPath.harmless(List.of("a".repeat(64)))).isFalse();
    assertThat(SearchPath.harmless(List.of("é".repeat(32)))).isFalse();
    assertThat(SearchPath.harmless(List.of("public", "pg_temp_12"))).isFalse();
  }
}
