package dev.pgtier.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The arguments that a tool takes: a JSON Schema, draft 2020-12, and its verdict on a call's. */
public final class Arguments {
  private static final int MAX_MISTAKES = 5;
  private static final int MAX_MESSAGE = 300;
  private static final int MAX_VALUES = 1_000;
  private static final String DIALECT = "$schema";
  private static final String DRAFT = SpecificationVersion.DRAFT_2020_12.getDialectId();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode json;
  private final Schema schema;
  private final List<Mirrored> mirrored;

  private Arguments(JsonNode json, Schema schema, List<Mirrored> mirrored) {
    this.json = json;
    this.schema = schema;
    this.mirrored = mirrored;
  }

  /**
   * Makes a schema ready. It must be of type object; where it does not say which further arguments
   * are fine, none are.
   *
   * @throws IllegalArgumentException if it is no valid schema; the message is for its author
   */
  public static Arguments compile(JsonNode json) {
    if (!(json instanceof ObjectNode object)
        || !"object".equals(object.path("type").asText())
        || !object.path("properties").isObject()) {
      throw new IllegalArgumentException(
          "the schema of arguments must say type: object and have properties");
    }
    if (object.has(DIALECT) && !object.path(DIALECT).asText().equals(DRAFT)) {
      throw new IllegalArgumentException(DIALECT + " must be " + DRAFT + ", or not be there");
    }
    References.check(object);
    List<Mirrored> mirrored = Mirrored.of(object);
    ObjectNode closed = object.deepCopy();
    if (!closed.has("additionalProperties")) {
      closed.put("additionalProperties", false);
    }
    try {
      Schema meta = REGISTRY.getSchema(SchemaLocation.of(DRAFT));
      List<Error> mistakes = meta.validate(closed);
      if (!mistakes.isEmpty()) {
        throw new IllegalArgumentException(describe(mistakes.get(0)));
      }
      Schema schema = REGISTRY.getSchema(closed);
      schema.initializeValidators();
      return new Arguments(closed, schema, mirrored);
    } catch (SchemaException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  public JsonNode json() {
    return json;
  }

  /** The arguments that the schema names. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    json.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Those that clients repeat as headers. */
  public List<Mirrored> mirrored() {
    return mirrored;
  }

  /**
   * What is wrong with a call's arguments, in words for who called; none if nothing is. Of large
   * ones it is the first mistake alone: there could be a million.
   */
  public List<String> mistakes(JsonNode arguments) {
    boolean large = count(arguments, 0) > MAX_VALUES;
    return schema
        .validate(arguments, (ExecutionContext context) -> context.setFailFast(large))
        .stream()
        .limit(MAX_MISTAKES)
        .map(Arguments::describe)
        .toList();
  }

  /** How many values there are, as far as that matters. */
  private static int count(JsonNode value, int before) {
    int count = before + 1;
    for (JsonNode child : value) {
      if (count > MAX_VALUES) {
        return count;
      }
      count = count(child, count);
    }
    return count;
  }

  private static String describe(Error error) {
    String place = error.getInstanceLocation().toString();
    String text = (place.isEmpty() ? "" : place + ": ") + error.getMessage();
    return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
  }
}
