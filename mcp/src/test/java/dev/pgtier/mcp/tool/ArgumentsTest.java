package dev.pgtier.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.mcp.TestMcp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an author may write as the schema of arguments. */
class ArgumentsTest {
  @Test
  void partOfTheSchemaMayBeReferredTo() {
    Arguments arguments =
        schema(
            """
            {"a":{"$ref":"#/$defs/city"},"b":{"$ref":"#place"},"c":{"$ref":"#/$defs/odd~1name%25"}}""",
            """
            {"city":{"type":"string","maxLength":3},"p":{"$anchor":"place","type":"integer"},\
            "odd/name%":{"type":"boolean"}}""");
    assertThat(arguments.names()).containsExactly("a", "b", "c");
    assertThat(arguments.mistakes(TestMcp.tree("{\"a\":\"Ulm\",\"b\":1,\"c\":true}"))).isEmpty();
    assertThat(arguments.mistakes(TestMcp.tree("{\"a\":\"Rome\",\"b\":\"1\",\"c\":1}"))).hasSize(3);
  }

  @Test
  void schemaThatHoldsItselfOneStepDownIsATree() {
    Arguments arguments =
        schema(
            "{\"tree\":{\"$ref\":\"#/$defs/node\"}}",
            """
            {"node":{"type":"object","properties":{"left":{"$ref":"#/$defs/node"},\
            "name":{"type":"string"}}}}""");
    assertThat(arguments.mistakes(TestMcp.tree("{\"tree\":{\"left\":{\"left\":{\"name\":7}}}}")))
        .singleElement()
        .asString()
        .startsWith("/tree/left/left/name: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":{\"$ref\":\"https://example.com/schema\"}} | {} | leaves the schema",
        "{\"a\":{\"$ref\":\"file:///etc/passwd\"}} | {} | leaves the schema",
        "{\"a\":{\"$ref\":\"other.json#/a\"}} | {} | leaves the schema",
        "{\"a\":{\"$ref\":7}} | {} | leaves the schema",
        "{\"a\":{\"$ref\":\"#/$defs/none\"}} | {} | leads to no schema: #/$defs/none",
        "{\"a\":{\"$ref\":\"#none\"}} | {} | leads to no schema: #none",
        "{\"a\":{\"$ref\":\"#/properties/a/type\",\"type\":\"string\"}} | {} | leads to no schema",
        "{\"a\":{\"$ref\":\"#/$defs/x\"}} | {\"x\":{\"$ref\":\"#/$defs/x\"}} | back to itself",
        "{\"a\":{}} | {\"x\":{\"anyOf\":[{\"not\":{\"$ref\":\"#/$defs/y\"}}]},\"y\":{\"$ref\":\"#/$defs/x\"}} | back to itself",
        "{\"a\":{\"$dynamicRef\":\"#x\"}} | {} | $dynamicRef is not read",
        "{\"a\":{\"$id\":\"https://example.com/\",\"type\":\"string\"}} | {} | $id is not read",
        "{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Two Words\"}} | {} | must be a header's name",
        "{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}} | {} | must be a header's name",
        "{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}} | {} | string, integer or boolean",
        "{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}} | {} | belongs to an argument",
        "{\"a\":{}} | {\"x\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}} | belongs to an argument",
        "{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}} | {} | there already",
      })
  void whatIsNotReadIsAMistake(String properties, String definitions, String words) {
    assertThatThrownBy(() -> schema(properties, definitions))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void otherDraftIsAMistake() {
    assertThatThrownBy(
            () ->
                Arguments.compile(
                    TestMcp.tree(
                        """
                        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object",\
                        "properties":{}}""")))
        .hasMessage(
            "$schema must be https://json-schema.org/draft/2020-12/schema, or not be there");
  }

  private static Arguments schema(String properties, String definitions) {
    return Arguments.compile(
        TestMcp.tree(
            "{\"type\":\"object\",\"properties\":%s,\"$defs\":%s}"
                .formatted(properties, definitions)));
  }
}
