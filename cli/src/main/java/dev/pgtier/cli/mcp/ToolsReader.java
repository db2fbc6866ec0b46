package dev.pgtier.cli.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pgtier.mcp.tool.Action;
import dev.pgtier.mcp.tool.Arguments;
import dev.pgtier.mcp.tool.Hints;
import dev.pgtier.mcp.tool.Tool;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a file of tools, as strictly as the configuration is read. */
final class ToolsReader {
  static final Keys FILE = Keys.of("a file of tools", "instructions", "tools");
  static final Keys TOOL =
      Keys.of("a tool", "name", "description", "kind", "arguments", "sql", "rows", "annotations");
  static final Keys ANNOTATIONS = Keys.of("annotations", "read-only", "destructive", "idempotent");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MAX_ROWS = 10_000;
  private static final int DEFAULT_ROWS = 100;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

  private enum Kind {
    EXECUTE_SQL,
    RUN_FILE,
    VALIDATE_FILE,
    DESCRIBE_SCHEMA
  }

  private static final Words<Kind> KINDS = Words.of(Kind.class);

  /** What a file says; every tool's name once. */
  record Tools(String instructions, List<Tool> tools) {}

  private ToolsReader() {}

  /** Reads a file; what is wrong with it is added to {@code mistakes}. */
  static Tools read(byte[] bytes, Mistakes mistakes) {
    Section file = Value.file(bytes, mistakes).section(FILE);
    Value list = file.required("tools");
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    list.items().forEach(item -> tool(item.section(TOOL), names).ifPresent(tools::add));
    if (list.present() && tools.isEmpty() && mistakes.isEmpty()) {
      list.mistake("a server without a tool is of no use");
    }
    return new Tools(file.optional("instructions").text().orElse(""), tools);
  }

  private static Optional<Tool> tool(Section section, Set<String> names) {
    Value name = section.required("name");
    Optional<String> word = name.text(NAME, "a tool's name: 1 to 64 letters, digits, _ or -");
    if (word.isPresent() && !names.add(word.get())) {
      name.mistake("the tool %s is there already".formatted(Value.quote(word.get())));
    }
    Optional<String> description = section.required("description").text().map(String::strip);
    Value kind = section.optional("kind");
    Value sql = section.optional("sql");
    if (kind.present() && sql.present()) {
      sql.mistake("a tool has \"sql\" or \"kind\", not both");
      return Optional.empty();
    }
    int rows = (int) section.optional("rows").count(1, MAX_ROWS).orElse(DEFAULT_ROWS);
    if (kind.present()) {
      Optional<Kind> known = kind.word(KINDS);
      section
          .optional("arguments")
          .mistake("the arguments of a kind are given; only a tool with \"sql\" has its own");
      return word.isPresent() && description.isPresent() && known.isPresent()
          ? Optional.of(builtIn(word.get(), description.get(), known.get(), rows, section))
          : Optional.empty();
    }
    Optional<Arguments> schema = arguments(section.required("arguments"));
    Optional<NamedSql> named = statement(section.required("sql"), schema);
    return word.isPresent() && description.isPresent() && schema.isPresent() && named.isPresent()
        ? Optional.of(
            Tool.query(
                word.get(),
                description.get(),
                schema.get(),
                new Action.Query(named.get().sql(), named.get().names(), rows),
                hints(section, new Hints(false, false, false))))
        : Optional.empty();
  }

  private static Tool builtIn(
      String name, String description, Kind kind, int rows, Section section) {
    Action action =
        switch (kind) {
          case EXECUTE_SQL -> new Action.ExecuteSql(rows);
          case RUN_FILE -> new Action.RunFile();
          case VALIDATE_FILE -> new Action.ValidateFile();
          case DESCRIBE_SCHEMA -> new Action.DescribeSchema();
        };
    Hints usual =
        switch (kind) {
          case EXECUTE_SQL, RUN_FILE -> new Hints(false, true, false);
          case VALIDATE_FILE -> new Hints(false, false, true);
          case DESCRIBE_SCHEMA -> new Hints(true, false, true);
        };
    return Tool.builtIn(name, description, action, hints(section, usual));
  }

  private static Hints hints(Section tool, Hints usual) {
    Section section = tool.optional("annotations").section(ANNOTATIONS);
    return new Hints(
        section.optional("read-only").flag(usual.readOnly()),
        section.optional("destructive").flag(usual.destructive()),
        section.optional("idempotent").flag(usual.idempotent()));
  }

  private static Optional<Arguments> arguments(Value value) {
    if (!value.present()) {
      return Optional.empty();
    }
    try {
      JsonNode schema = JSON.valueToTree(value.tree());
      return Optional.of(Arguments.compile(schema));
    } catch (IllegalArgumentException e) {
      value.mistake(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<NamedSql> statement(Value value, Optional<Arguments> schema) {
    Optional<NamedSql> named = value.text().map(NamedSql::of);
    named
        .flatMap(NamedSql::error)
        .ifPresent(
            error ->
                value.mistake(
                    "this is no SQL: "
                        + error.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')));
    if (named.isPresent() && schema.isPresent() && named.get().error().isEmpty()) {
      Set<String> unknown = new LinkedHashSet<>(named.get().names());
      unknown.removeAll(schema.get().names());
      unknown.forEach(
          name -> value.mistake("the statement takes :%s, which is no argument".formatted(name)));
      Set<String> unused = new LinkedHashSet<>(schema.get().names());
      unused.removeAll(named.get().names());
      unused.forEach(
          name -> value.mistake("the statement does not take the argument %s".formatted(name)));
    }
    return named;
  }
}
