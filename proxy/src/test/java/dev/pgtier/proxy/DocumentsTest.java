package dev.pgtier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.metrics.AuditMeters;
import dev.pgtier.proxy.metrics.AuditStreamMeters;
import dev.pgtier.proxy.metrics.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/ lists is what there is. */
class DocumentsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final List<Path> REFUSALS =
      List.of(
          Path.of("src/main/java/dev/pgtier/proxy/session/Refusal.java"),
          Path.of("../policies/src/main/java/dev/pgtier/policies/decision/Decider.java"),
          Path.of("../migrations/src/main/java/dev/pgtier/migrations/gate/Refusals.java"));

  @Test
  void everySqlStateThatTheProxyGivesHasARowAndNoOtherHas() throws IOException {
    Set<String> given = new TreeSet<>();
    for (Path source : REFUSALS) {
      given.addAll(all("\"([0-9A-Z]{5})\"", Files.readString(source)));
    }
    Set<String> listed =
        all("(?m)^\\| ([0-9A-Z]{5}) \\|", Files.readString(DOCS.resolve("errors.md")));
    assertThat(given).isNotEmpty().isEqualTo(listed);
  }

  @Test
  void everyMetricHasARowAndNoOtherHas() throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (TestProxy proxy = TestProxy.start()) {
      proxy.login("builder").close();
      Set<String> ofTheProxy = all("(?m)^# TYPE (pgtier_[a-z_]+)", proxy.registry().scrape());
      Metrics metrics = new Metrics(registry);
      metrics.loginFailed("password");
      metrics.upstreamFailed("production");
      metrics.catalogueRead("production");
      metrics.catalogueFailed("production");
      metrics.tier("inspect");
      new AuditMeters(registry, line -> {}).taskFailed("rotate", "");
      new AuditStreamMeters(registry, line -> {}).sent(1);
      Set<String> there = new TreeSet<>(ofTheProxy);
      there.addAll(all("(?m)^# TYPE (pgtier_[a-z_]+)", registry.scrape()));
      there.removeIf(name -> name.endsWith("_max"));
      Set<String> listed =
          all("(?m)^\\| `(pgtier_[a-z_]+)` \\|", Files.readString(DOCS.resolve("metrics.md")));
      assertThat(there).isEqualTo(listed);
    }
  }

  private static Set<String> all(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
