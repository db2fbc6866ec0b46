package dev.pgtier.cli;

import dev.pgtier.cli.demo.DemoDatabase;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The demo's configuration as files in its folder, so that every command can be tried on them as on
 * a real one.
 */
final class DemoConfiguration {
  private static final List<String> TIERS = List.of("inspect.yaml", "validate.yaml", "deploy.yaml");
  private static final String COPY =
      "# A copy of policies/tiers/%s, written anew at each start of the demo.\n";

  private DemoConfiguration() {}

  /** Writes the configuration and the tiers that ship; answers the configuration's path. */
  static Path write(Path folder, int port, int adminPort, int postgresPort) throws IOException {
    Path tiers = Files.createDirectories(folder.resolve("tiers"));
    for (String tier : TIERS) {
      Files.writeString(
          tiers.resolve(tier), COPY.formatted(tier) + resource(ShippedTiers.class, tier));
    }
    return Files.writeString(
        folder.resolve("pgtier.yaml"),
        resource(DemoDatabase.class, "pgtier.yaml")
            .replace("@port@", Integer.toString(port))
            .replace("@admin-port@", Integer.toString(adminPort))
            .replace("@postgres-port@", Integer.toString(postgresPort)));
  }

  private static String resource(Class<?> place, String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(place.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
