package dev.pgtier.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of file: the part of a document and the schema that are made of its model.
 *
 * @param title of the schema
 */
public record Reference(String title, List<Group> groups, Path document, Path file) {
  public static final Reference CONFIGURATION =
      new Reference(
          "Configuration of pgtier",
          ConfigurationModel.groups(),
          Path.of("..", "docs", "configuration.md"),
          Path.of("..", "policies", "schemas", "pgtier.schema.json"));
  public static final Reference TIER =
      new Reference(
          "A tier of pgtier",
          TierModel.groups(),
          Path.of("..", "docs", "configuration.md"),
          Path.of("..", "policies", "schemas", "tier.schema.json"));
  public static final Reference TOOLS =
      new Reference(
          "Tools of an MCP server of pgtier",
          ToolsModel.groups(),
          Path.of("..", "docs", "mcp.md"),
          Path.of("..", "policies", "schemas", "tools.schema.json"));

  static List<Reference> all() {
    return List.of(CONFIGURATION, TIER, TOOLS);
  }

  /** The schema that the model gives, as text. */
  public String schema() {
    return SchemaWriter.write(title, groups);
  }

  /** The keys of each section, by the name that its reader gives it. */
  public Map<String, List<String>> keys() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    groups.forEach(
        group -> keys.put(group.section(), group.keys().stream().map(Group.Key::name).toList()));
    return keys;
  }

  /** What differs from the model, by its path; first written anew where {@code renew} is set. */
  Optional<Path> stale(boolean renew) throws IOException {
    String text = Files.readString(document);
    String renewed = Tables.renew(text, groups);
    if (renew) {
      Files.writeString(document, renewed);
      Files.createDirectories(file.getParent());
      Files.writeString(file, schema());
    }
    if (!Files.readString(document).equals(renewed)) {
      return Optional.of(document);
    }
    return Files.exists(file) && Files.readString(file).equals(schema())
        ? Optional.empty()
        : Optional.of(file);
  }
}
