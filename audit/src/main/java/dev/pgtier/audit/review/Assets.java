package dev.pgtier.audit.review;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's own files, by name. What is not listed here cannot be asked for. */
final class Assets {
  private static final List<String> NAMES =
      List.of(
          "index.html",
          "icon.svg",
          "base.css",
          "page.css",
          "panels.css",
          "api.js",
          "chain.js",
          "dom.js",
          "drawer.js",
          "filters.js",
          "format.js",
          "keys.js",
          "main.js",
          "rail.js",
          "replay.js",
          "sql.js",
          "state.js",
          "statement.js",
          "table.js",
          "timeline.js",
          "virtual.js");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "svg", "image/svg+xml",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8");

  private final Map<String, Asset> all;

  private Assets(Map<String, Asset> all) {
    this.all = all;
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Asset(String type, byte[] body) {}

  static Assets load() throws IOException {
    Map<String, Asset> all = new HashMap<>();
    for (String name : NAMES) {
      try (InputStream in = Assets.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("the review page lacks its file " + name);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        all.put(name, new Asset(type, in.readAllBytes()));
      }
    }
    return new Assets(Map.copyOf(all));
  }

  Optional<Asset> find(String name) {
    return Optional.ofNullable(all.get(name));
  }
}
