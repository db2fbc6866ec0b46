package dev.pgtier.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.mcp.tool.Action;
import dev.pgtier.mcp.tool.Tool;
import dev.pgtier.policies.yaml.Mistakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsReaderTest {
  private static final String GOOD =
      """
      tools:
        - name: by_id
          description: One order.
          arguments: { type: object, properties: { id: { type: integer, maximum: 87600 } }, required: [id] }
          sql: SELECT * FROM orders WHERE id = :id
          rows: 1
          annotations: { read-only: true }
      """;

  @Test
  void toolOfOnesOwnIsOneEntry() {
    Tool tool = read(GOOD, List.of()).get(0);
    assertThat(tool.action())
        .isEqualTo(new Action.Query("SELECT * FROM orders WHERE id = ?", List.of("id"), 1));
    assertThat(tool.toJson().at("/annotations/readOnlyHint").asBoolean()).isTrue();
    assertThat(tool.toJson().at("/inputSchema/properties/id").toString())
        .isEqualTo("{\"type\":\"integer\",\"maximum\":87600}");
    assertThat(tool.toJson().at("/inputSchema/additionalProperties").toString()).isEqualTo("false");
  }

  @Test
  void mistakesAreNamedWithTheirPlaces() {
    read(
        GOOD.replace("rows: 1", "row: 1"),
        List.of("t.yaml:6:5: unknown key \"row\"; did you mean \"rows\"?"));
    read(
        GOOD.replace(":id", ":order_id"),
        List.of(
            "t.yaml:5:10: the statement takes :order_id, which is no argument",
            "t.yaml:5:10: the statement does not take the argument id"));
    read(
        GOOD.replace("sql: SELECT", "kind: execute-sql\n    sql: SELECT"),
        List.of("t.yaml:6:10: a tool has \"sql\" or \"kind\", not both"));
    read(
        GOOD.replace("name: by_id", "name: by id"),
        List.of("t.yaml:2:11: \"by id\" is not a tool's name: 1 to 64 letters, digits, _ or -"));
    read(
        GOOD.replace("WHERE id", "WHERE 'id"),
        List.of("t.yaml:5:10: this is no SQL: unterminated string"));
    read("tools: []\n", List.of("t.yaml:1:8: a server without a tool is of no use"));
  }

  @Test
  void schemaThatIsNoneIsAMistakeOfItsPlace() {
    assertThat(mistakes(GOOD.replace("type: integer", "type: integr")))
        .singleElement()
        .asString()
        .startsWith("t.yaml:4:16: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod-readonly", "validate-write"})
  void whatShipsIsRight(String name) throws IOException {
    Path file = Path.of("..", "policies", "tools", name + ".yaml");
    assertThat(read(Files.readString(file), List.of())).isNotEmpty();
  }

  private static List<Tool> read(String yaml, List<String> expected) {
    Mistakes mistakes = new Mistakes("t.yaml");
    List<Tool> tools = ToolsReader.read(yaml.getBytes(StandardCharsets.UTF_8), mistakes).tools();
    assertThat(mistakes.all()).extracting(Object::toString).containsExactlyElementsOf(expected);
    return tools;
  }

  private static List<String> mistakes(String yaml) {
    Mistakes mistakes = new Mistakes("t.yaml");
    assertThat(ToolsReader.read(yaml.getBytes(StandardCharsets.UTF_8), mistakes).tools()).isEmpty();
    return mistakes.all().stream().map(Object::toString).toList();
  }
}
