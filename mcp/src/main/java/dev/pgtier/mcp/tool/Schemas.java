package dev.pgtier.mcp.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The schemas that come with an action. They are short on purpose: an agent pays for each word of
 * {@code tools/list} in every conversation.
 */
final class Schemas {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final JsonNode SQL =
      parse(
          """
          {"type":"object","properties":{"sql":{"type":"string","minLength":1}},\
          "required":["sql"],"additionalProperties":false}""");
  private static final JsonNode PATH =
      parse(
          """
          {"type":"object","properties":{"path":{"type":"string","minLength":1,"maxLength":512,\
          "description":"such as migrations/backfill.sql"}},\
          "required":["path"],"additionalProperties":false}""");
  private static final JsonNode TABLE =
      parse(
          """
          {"type":"object","properties":{"table":{"type":"string","maxLength":128,\
          "description":"table, schema.table, or with * for any characters"}},\
          "additionalProperties":false}""");

  private static final JsonNode ROWS =
      parse(
          """
          {"type":"object","properties":{"rows":{"type":"array","items":{"type":"object"}},\
          "row_count":{"type":"integer"},"truncated":{"type":"string"}},\
          "required":["rows","row_count"]}""");
  private static final JsonNode RESULTS =
      parse(
          """
          {"type":"object","properties":{"results":{"type":"array","items":{"type":"object"}},\
          "note":{"type":"string"}},"required":["results"]}""");
  private static final JsonNode STATEMENTS =
      parse(
          """
          {"type":"object","properties":{"file":{"type":"string"},"sha256":{"type":"string"},\
          "statements":{"type":"array","items":{"type":"object"}},"note":{"type":"string"}},\
          "required":["file","statements"]}""");
  private static final JsonNode REPORT = parse("{\"type\":\"object\"}");
  private static final JsonNode TABLES =
      parse(
          """
          {"type":"object","properties":{"tables":{"type":"object"},\
          "truncated":{"type":"string"}},"required":["tables"]}""");

  private Schemas() {}

  /** Of the arguments of an action whose author does not write one. */
  static JsonNode arguments(Action action) {
    if (action instanceof Action.ExecuteSql) {
      return SQL;
    }
    if (action instanceof Action.RunFile || action instanceof Action.ValidateFile) {
      return PATH;
    }
    if (action instanceof Action.DescribeSchema) {
      return TABLE;
    }
    throw new IllegalArgumentException("the author of a query writes its schema: " + action);
  }

  static JsonNode output(Action action) {
    if (action instanceof Action.Query) {
      return ROWS;
    }
    if (action instanceof Action.ExecuteSql) {
      return RESULTS;
    }
    if (action instanceof Action.RunFile) {
      return STATEMENTS;
    }
    if (action instanceof Action.ValidateFile) {
      return REPORT;
    }
    if (action instanceof Action.DescribeSchema) {
      return TABLES;
    }
    throw new AssertionError(action);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
