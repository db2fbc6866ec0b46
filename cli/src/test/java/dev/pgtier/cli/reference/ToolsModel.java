package dev.pgtier.cli.reference;

import static dev.pgtier.cli.reference.Type.FLAG;
import static dev.pgtier.cli.reference.Type.PROSE;
import static dev.pgtier.cli.reference.Type.number;
import static dev.pgtier.cli.reference.Type.section;
import static dev.pgtier.cli.reference.Type.sections;
import static dev.pgtier.cli.reference.Type.words;

import java.util.List;

/** A file of tools. */
final class ToolsModel {
  private ToolsModel() {}

  static List<Group> groups() {
    return List.of(file(), tool(), annotations());
  }

  private static Group file() {
    return Group.of(
            "",
            "a file of tools",
            "the top level",
            "Tools of an MCP server; docs/mcp.md explains them.")
        .key("instructions", PROSE, "none", "of the whole server, for the agent")
        .key("tools", sections("tool").notEmpty(), "required", "its tools");
  }

  private static Group tool() {
    return Group.of("tool", "a tool", "`tools`", "")
        .key(
            "name",
            Type.text("text", "^[A-Za-z0-9_-]{1,64}$"),
            "required",
            "1 to 64 letters, digits, `_` or `-`; no other tool's")
        .key("description", PROSE, "required", "what an agent goes by")
        .key(
            "kind",
            words("execute-sql", "run-file", "validate-file", "describe-schema"),
            "none",
            "in place of `arguments` and `sql`: `execute-sql`, `run-file`, `validate-file` or `describe-schema`")
        .key(
            "arguments",
            Type.of(
                "section",
                "'type': 'object', 'properties': {'type': {'const': 'object'}, 'properties': {'type': 'object'}}, 'required': ['type', 'properties']"),
            "required but with `kind`",
            "JSON Schema (draft 2020-12) of type object; other arguments than its properties are refused; `$ref` reaches what is in it, nothing else")
        .key(
            "sql",
            PROSE,
            "required but with `kind`",
            "one statement; `:name` stands for the argument of that name")
        .key("rows", number(1, 10_000), "100", "how many rows are shown at most")
        .key(
            "annotations",
            section("annotations"),
            "by the kind",
            "what clients show to their users")
        .rule(
            "{'if': {'required': ['kind']}, 'then': {'properties': {'arguments': false, 'sql': false}}, 'else': {'required': ['arguments', 'sql']}}");
  }

  private static Group annotations() {
    return Group.of("annotations", "annotations", "`tools.annotations`", "")
        .key("read-only", FLAG, "`false`, but `true` for `describe-schema`", "`readOnlyHint`")
        .key(
            "destructive",
            FLAG,
            "`false`, but `true` for `execute-sql` and `run-file`",
            "`destructiveHint`")
        .key(
            "idempotent",
            FLAG,
            "`false`, but `true` for `validate-file` and `describe-schema`",
            "`idempotentHint`");
  }
}
