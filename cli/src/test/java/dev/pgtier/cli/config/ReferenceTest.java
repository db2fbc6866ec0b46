package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.reference.Reference;
import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md and the model explain exactly the keys that the readers know. */
final class ReferenceTest {
  private static final Pattern HEADING_OR_KEY =
      Pattern.compile("(?m)^### ([^:]+): .*$|^\\| `([a-z-]+)` \\|");

  @Test
  void everySectionHasItsKeysAndNoOther() throws IOException {
    assertThat(documented()).isEqualTo(known());
  }

  @Test
  void theModelHasTheSame() {
    Map<String, List<String>> model = new LinkedHashMap<>(Reference.CONFIGURATION.keys());
    model.putAll(Reference.TIER.keys());
    assertThat(model).isEqualTo(known());
  }

  private static Map<String, List<String>> known() {
    List<Keys> all = new ArrayList<>(ConfigurationReader.keys());
    all.addAll(TierReader.keys());
    Map<String, List<String>> sections = new LinkedHashMap<>();
    all.forEach(keys -> assertThat(sections.put(keys.section(), keys.names())).isNull());
    return sections;
  }

  private static Map<String, List<String>> documented() throws IOException {
    Matcher found =
        HEADING_OR_KEY.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    while (found.find()) {
      if (found.group(1) != null) {
        keys = new ArrayList<>();
        sections.put(found.group(1), keys);
      } else {
        keys.add(found.group(2));
      }
    }
    return sections;
  }
}
