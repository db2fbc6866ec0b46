package dev.pgtier.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The agent reads production, and tries every way to write it. */
final class InspectChapter {
  private static final String REFUND = "UPDATE orders SET status = 'refunded' WHERE id = 2";
  private static final String REFUSED = "refused 42501 statements.allow";

  private final Stage stage;
  private final Tools tools;
  private final Sql agent;

  InspectChapter(Stage stage) {
    this.stage = stage;
    this.tools = stage.tools("prod-readonly");
    this.agent = stage.as("agent", "shop_sandbox");
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            "\"Show failed orders in the last 24 hours\" (MCP, prod-readonly)",
            "recent_orders {\"since_hours\": 24, \"status\": \"failed\"}",
            "order 2",
            () ->
                orders(tools.rows("recent_orders", "{\"since_hours\":24,\"status\":\"failed\"}"))));
    steps.add(
        new Step(
            "\"Show orders missing total\" (MCP, prod-readonly)",
            "orders_missing_totals {}",
            "order 2, order 1",
            () -> orders(tools.rows("orders_missing_totals", "{}"))));
    steps.add(
        new Step(
            "\"Mark this order as refunded\": the agent looks for a tool",
            "tools/list",
            "recent_orders, orders_missing_totals, describe_schema",
            () -> String.join(", ", tools.names())));
    steps.add(
        new Step(
            "It calls one that is not there",
            "execute_sql {\"sql\": \"" + REFUND + "\"}",
            "no such tool",
            () -> noSuchTool(tools.call("execute_sql", "{\"sql\":\"" + REFUND + "\"}"))));
    steps.add(psql());
    steps.add(tries("It hides the write behind a read", "SELECT 1; " + REFUND, REFUSED));
    steps.add(
        tries(
            "It takes a setting back",
            "SET default_transaction_read_only = off",
            "refused 42501 settings…"));
    steps.add(
        tries(
            "It takes it back by a function",
            "SELECT set_config('default_transaction_read_only', 'off', false)",
            "refused 42501 …"));
    steps.add(
        tries(
            "It asks for a transaction that writes",
            "BEGIN READ WRITE; " + REFUND,
            "refused 42501 …"));
    steps.add(
        tries(
            "It calls a function that writes",
            "SELECT nextval('orders_id_seq')",
            "refused 42501 functions…"));
    steps.add(
        tries(
            "It runs SQL in a string",
            "SELECT query_to_xml('DELETE FROM orders RETURNING 1', true, true, '')",
            "refused 42501 functions…"));
    steps.add(script());
    steps.add(tries("And the order?", "SELECT status FROM orders WHERE id = 2", "failed"));
    return steps;
  }

  private Step tries(String who, String sql, String expected) {
    return new Step(who, sql, expected, () -> agent.run(sql));
  }

  private Step psql() {
    if (Programs.psql().isEmpty()) {
      return tries(
          "It takes its log-in (psql is not installed here: by a driver)", REFUND, REFUSED);
    }
    return new Step(
        "It takes its log-in to psql",
        "psql -c \"" + REFUND + "\"",
        "ERROR:  pgtier: tier inspect does not allow write (UPDATE)",
        () -> Programs.psql(agent, "-c", REFUND).line("ERROR"));
  }

  private Step script() {
    return new Step(
        "It writes a script with a driver, and runs it",
        "java Refund.java",
        "ERROR: pgtier: tier inspect does not allow write (UPDATE)",
        () -> {
          Path file = Files.writeString(stage.folder().resolve("Refund.java"), source());
          return Programs.script(file, agent.url()).line("ERROR");
        });
  }

  private static String source() {
    return """
        import java.sql.DriverManager;

        class Refund {
          public static void main(String[] args) throws Exception {
            try (var db = DriverManager.getConnection(args[0], "agent", "agent");
                var update = db.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
              db.setReadOnly(false);
              update.setString(1, "refunded");
              update.setInt(2, 2);
              update.executeUpdate();
              System.out.println("done");
            } catch (java.sql.SQLException e) {
              System.out.println(e.getMessage());
            }
          }
        }
        """;
  }

  private static String orders(JsonNode rows) {
    List<String> orders = new ArrayList<>();
    rows.forEach(row -> orders.add("order " + row.path("id").asText()));
    return orders.isEmpty() ? "no order" : String.join(", ", orders);
  }

  private static String noSuchTool(JsonNode answer) {
    String message = answer.path("error").path("message").asText();
    return message.contains("no such tool") ? "no such tool" : answer.toString();
  }
}
