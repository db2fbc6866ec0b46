package dev.pgtier.cli;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
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
  private static final List<String> TOOLS = List.of("prod-readonly.yaml", "validate-write.yaml");
  private static final List<String> SCHEMAS =
      List.of("pgtier.schema.json", "tier.schema.json", "tools.schema.json");
  private static final List<String> MIGRATIONS =
      List.of("backfill_order_totals.sql", "backfill_order_totals.rollback.sql");
  private static final String APPROVER = "release-manager";
  private static final String COPY =
      "# A copy of policies/%s/%s, written anew at each start of the demo.\n";

  private DemoConfiguration() {}

  /**
   * Writes the configuration, the tiers and the tools that ship; answers the first one's path.
   *
   * @param sources whether migrations are those of the source tree, where there is one
   */
  static Path write(Path folder, DemoPorts ports, boolean sources) throws IOException {
    copies(folder, "tiers", TIERS);
    copies(folder, "tools", TOOLS);
    schemas(folder);
    return Files.writeString(
        folder.resolve("pgtier.yaml"),
        resource(DemoDatabase.class, "pgtier.yaml")
            .replace("@port@", Integer.toString(ports.proxy()))
            .replace("@admin-port@", Integer.toString(ports.admin()))
            .replace("@postgres-port@", Integer.toString(ports.postgres()))
            .replace("@mcp-port@", Integer.toString(ports.mcpInspect()))
            .replace("@mcp-write-port@", Integer.toString(ports.mcpValidate()))
            .replace("@approver@", approver(folder))
            .replace("@migrations@", migrations(folder, sources).toString().replace("'", "''")));
  }

  private static void copies(Path folder, String kind, List<String> files) throws IOException {
    Path place = Files.createDirectories(folder.resolve(kind));
    for (String file : files) {
      String text = shipped(kind, file);
      int second = text.indexOf('\n') + 1; // the first line tells editors of the schema
      Files.writeString(
          place.resolve(file),
          text.substring(0, second) + COPY.formatted(kind, file) + text.substring(second));
    }
  }

  /** What the first lines of the other files name. */
  private static void schemas(Path folder) throws IOException {
    Path place = Files.createDirectories(folder.resolve("schemas"));
    for (String schema : SCHEMAS) {
      Files.writeString(place.resolve(schema), shipped("schemas", schema));
    }
  }

  private static String shipped(String kind, String file) throws IOException {
    return resource(ShippedTiers.class, "/dev/pgtier/policies/" + kind + "/" + file);
  }

  /** The source tree's own, where agents work on it; else one in the demo's folder. */
  private static Path migrations(Path folder, boolean sources) throws IOException {
    String home = System.getProperty("pgtier.home");
    if (sources && home != null && Files.isDirectory(Path.of(home, "migrations"))) {
      return Path.of(home, "migrations").toAbsolutePath().normalize();
    }
    Path own = Files.createDirectories(folder.resolve("migrations"));
    for (String migration : MIGRATIONS) {
      if (Files.notExists(own.resolve(migration))) {
        Files.writeString(own.resolve(migration), resource(DemoDatabase.class, migration));
      }
    }
    return own.toAbsolutePath().normalize();
  }

  /** The public key of the demo's approver, whose pair is made with the demo. */
  private static String approver(Path folder) throws IOException {
    Path file = Files.createDirectories(folder.resolve("secrets")).resolve(APPROVER + ".key");
    if (Files.notExists(file)) {
      SigningKey.generate().write(file, APPROVER.toCharArray());
    }
    return Keys.base64(SigningKey.read(file, APPROVER.toCharArray()).publicKey());
  }

  private static String resource(Class<?> place, String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(place.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
