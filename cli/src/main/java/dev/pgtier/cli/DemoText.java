package dev.pgtier.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the demo prints when it is up, for copying. */
final class DemoText {
  private DemoText() {}

  static List<String> lines(
      InetSocketAddress proxy, InetSocketAddress admin, Map<String, String> mcp, Path folder) {
    String agent = address(proxy, "agent", "shop_sandbox");
    String builder = address(proxy, "builder", "shop_validate");
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("pgtier demo is up. This is a demo: each principal's password is its own name.");
    lines.add("");
    lines.add("  principal  tier      database");
    lines.add("  agent      inspect   shop_sandbox, which stands for production; it can only read");
    lines.add("  builder    validate  shop_validate, a clone; it may change everything there");
    lines.add("  deployer   deploy    shop_sandbox; it runs approved migrations, and nothing else");
    lines.add("");
    lines.add("psql");
    lines.add("  psql \"" + agent + "\" -c 'SELECT * FROM orders'");
    lines.add("  psql \"" + builder + "\"");
    lines.add("JDBC");
    lines.add("  " + jdbc(proxy, "agent", "shop_sandbox"));
    lines.add("  " + jdbc(proxy, "builder", "shop_validate"));
    lines.add("MCP, for an agent's configuration (docs/mcp.md has it for each client)");
    String separator = "";
    lines.add("  \"mcp\": {");
    for (var server : mcp.entrySet()) {
      if (!separator.isEmpty()) {
        lines.set(lines.size() - 1, lines.get(lines.size() - 1) + separator);
      }
      separator = ",";
      lines.add("    \"%s\": { \"url\": \"%s\" }".formatted(server.getKey(), server.getValue()));
    }
    lines.add("  }");
    lines.add(
        "Admin; review/ shows every statement and what was decided of it, migrations/ the validations");
    for (String page : List.of("review/", "migrations/", "health", "metrics", "sessions")) {
      lines.add("  http://%s:%d/%s".formatted(admin.getHostString(), admin.getPort(), page));
    }
    lines.add("");
    lines.add("Data are kept in " + folder + "; delete that folder to begin afresh.");
    lines.add("Ctrl-C ends the demo.");
    return lines;
  }

  private static String address(InetSocketAddress proxy, String principal, String database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(principal, principal, proxy.getHostString(), proxy.getPort(), database);
  }

  private static String jdbc(InetSocketAddress proxy, String principal, String database) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(proxy.getHostString(), proxy.getPort(), database, principal, principal);
  }
}
