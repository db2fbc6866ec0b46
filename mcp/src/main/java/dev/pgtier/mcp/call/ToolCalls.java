package dev.pgtier.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.mcp.database.Rows;
import dev.pgtier.mcp.database.SchemaDescription;
import dev.pgtier.mcp.database.ScriptResult;
import dev.pgtier.mcp.database.SqlFailedException;
import dev.pgtier.mcp.database.Statements;
import dev.pgtier.mcp.database.TrustedComment;
import dev.pgtier.mcp.file.FileException;
import dev.pgtier.mcp.file.MigrationFile;
import dev.pgtier.mcp.file.MigrationFiles;
import dev.pgtier.mcp.tool.Action;
import dev.pgtier.mcp.tool.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls tools: looks at the arguments, asks the database as the caller, and words the answer. */
public final class ToolCalls {
  private static final String LEFT_OPEN =
      "the text ended within a transaction; it was rolled back, end it with COMMIT to keep its work";

  private final String server;
  private final Statements statements;
  private final Optional<MigrationFiles> files;
  private final Validation validation;
  private final Pulse pulse = new Pulse();

  /**
   * Makes them ready.
   *
   * @param server as the audit names it
   * @param files empty where no directory is configured: tools that need one say so
   */
  public ToolCalls(
      String server, Statements statements, Optional<MigrationFiles> files, Validation validation) {
    this.server = server;
    this.statements = statements;
    this.files = files;
    this.validation = validation;
  }

  /** Calls a tool; what goes wrong is a result as well. */
  public ToolResult call(
      Tool tool, JsonNode arguments, Caller caller, Progress progress, Cancellation cancellation) {
    List<String> mistakes = tool.schema().mistakes(arguments);
    if (!mistakes.isEmpty()) {
      return ToolResult.failed("The arguments do not fit: " + String.join("; ", mistakes));
    }
    if (Texts.unusable(arguments)) {
      return ToolResult.failed("The arguments hold a zero byte or half a character.");
    }
    try {
      return act(tool, arguments, new Run(comment(tool, caller), progress, cancellation));
    } catch (SqlFailedException e) {
      return ToolResult.failed(e.failure().text(), e.failure().toJson());
    } catch (FileException | ValidationException e) {
      return ToolResult.failed(String.valueOf(e.getMessage()));
    } finally {
      cancellation.onCancel(() -> {});
    }
  }

  private record Run(String comment, Progress progress, Cancellation cancellation) {}

  private ToolResult act(Tool tool, JsonNode arguments, Run run)
      throws SqlFailedException, FileException, ValidationException {
    Action action = tool.action();
    if (action instanceof Action.ValidateFile) {
      JsonNode report = validation.validate(file(arguments), run.progress(), run.cancellation());
      return ToolResult.of(DataText.of("The report of the validation.", List.of(report)), report);
    }
    // A validation tells its steps itself; of a statement there is only the time.
    Pulse.Beat beat = pulse.start(run.progress());
    try {
      return sql(action, arguments, run);
    } finally {
      beat.end();
    }
  }

  private ToolResult sql(Action action, JsonNode arguments, Run run)
      throws SqlFailedException, FileException, ValidationException {
    if (action instanceof Action.Query query) {
      return query(query, arguments, run);
    }
    if (action instanceof Action.ExecuteSql execute) {
      return execute(arguments.path("sql").asText(), execute.rows(), run);
    }
    if (action instanceof Action.RunFile) {
      return runFile(file(arguments), run);
    }
    if (action instanceof Action.DescribeSchema) {
      Optional<String> table = Optional.ofNullable(arguments.get("table")).map(JsonNode::asText);
      ObjectNode schema =
          SchemaDescription.read(statements, run.comment(), table, run.cancellation());
      return ToolResult.of(DataText.of("Tables and their columns.", List.of(schema)), schema);
    }
    throw new AssertionError(action);
  }

  private ToolResult query(Action.Query query, JsonNode arguments, Run run)
      throws SqlFailedException {
    List<JsonNode> values = query.parameters().stream().map(name -> arguments.path(name)).toList();
    Rows rows =
        statements.query(run.comment(), query.sql(), values, query.rows(), run.cancellation());
    return ToolResult.of(text(rows), rows.toJson());
  }

  private ToolResult execute(String sql, int limit, Run run) throws SqlFailedException {
    ScriptResult result = statements.script(run.comment(), sql, limit, run.cancellation());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("results", result.toJson());
    if (result.leftOpen()) {
      json.put("note", LEFT_OPEN);
    }
    return ToolResult.of(text(json, "results", result), json);
  }

  private ToolResult runFile(MigrationFile file, Run run) throws SqlFailedException {
    ScriptResult result = statements.script(run.comment(), file.sql(), 1, run.cancellation());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", file.path());
    json.put("sha256", file.sha256());
    var counts = json.putArray("statements");
    for (ScriptResult.Item item : result.items()) {
      counts.addObject().put("statement", counts.size()).put("row_count", rowCount(item));
    }
    if (result.leftOpen()) {
      json.put("note", LEFT_OPEN);
    }
    return ToolResult.of(text(json, "statements", result), json);
  }

  private MigrationFile file(JsonNode arguments) throws FileException, ValidationException {
    if (files.isEmpty()) {
      throw new ValidationException("This server has no migrations directory.");
    }
    return files.get().read(arguments.path("path").asText());
  }

  private String comment(Tool tool, Caller caller) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("server", server);
    fields.put("tool", tool.name());
    caller.agent().ifPresent(agent -> fields.put("agent", agent));
    caller.token().ifPresent(token -> fields.put("token", token));
    fields.put("request", caller.request());
    return TrustedComment.of(fields);
  }

  private static long rowCount(ScriptResult.Item item) {
    if (item instanceof ScriptResult.Item.Answer answer) {
      return answer.rows().rows().size();
    }
    if (item instanceof ScriptResult.Item.Count count) {
      return count.rows();
    }
    throw new AssertionError(item);
  }

  private static String text(Rows rows) {
    String summary =
        rows.rows().size()
            + (rows.rows().size() == 1 ? " row" : " rows")
            + rows.truncated().map(why -> ": " + why).orElse("")
            + ".";
    return DataText.of(summary, rows.rows());
  }

  private static String text(ObjectNode json, String list, ScriptResult result) {
    String summary =
        result.items().size()
            + (result.items().size() == 1 ? " statement" : " statements")
            + (result.leftOpen() ? "; " + LEFT_OPEN : "")
            + ".";
    return DataText.of(summary, json.path(list));
  }
}
