package dev.pgtier.cli.audit;

import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.FilterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which entries are meant. The names are those of the review page's URL; {@code FilterOptionsTest}
 * holds them against {@link Filter#keys}.
 */
final class FilterOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private final Map<String, List<String>> given = new LinkedHashMap<>();

  @Option(
      order = 101,
      names = "--from",
      paramLabel = "TIME",
      description = "the first moment: 2026-01-02T03:04:05Z, 2026-01-02, or 15m for 15 minutes ago")
  void from(String value) {
    given.put("from", List.of(value));
  }

  @Option(
      order = 102,
      names = "--to",
      paramLabel = "TIME",
      description = "the moment before which it ends")
  void to(String value) {
    given.put("to", List.of(value));
  }

  @Option(
      order = 103,
      names = "--event",
      paramLabel = "WORD",
      description = "decision, session-start, login-failed, reload, gap …")
  void event(List<String> values) {
    given.put("event", List.copyOf(values));
  }

  @Option(
      order = 104,
      names = "--verdict",
      paramLabel = "WORD",
      description = "allow, deny or rewrite")
  void verdict(List<String> values) {
    given.put("verdict", List.copyOf(values));
  }

  @Option(
      order = 105,
      names = "--principal",
      paramLabel = "WORD",
      description = "who logged in, or tried to")
  void principal(List<String> values) {
    given.put("principal", List.copyOf(values));
  }

  @Option(order = 106, names = "--tier", paramLabel = "WORD", description = "the tier that judged")
  void tier(List<String> values) {
    given.put("tier", List.copyOf(values));
  }

  @Option(
      order = 107,
      names = "--upstream",
      paramLabel = "WORD",
      description = "where the statement went")
  void upstream(List<String> values) {
    given.put("upstream", List.copyOf(values));
  }

  @Option(
      order = 108,
      names = "--rule",
      paramLabel = "WORD",
      description = "the rule that decided, or the limit that ended it")
  void rule(List<String> values) {
    given.put("rule", List.copyOf(values));
  }

  @Option(order = 109, names = "--effect", paramLabel = "WORD", description = "read, write, ddl …")
  void effect(List<String> values) {
    given.put("effect", List.copyOf(values));
  }

  @Option(
      order = 110,
      names = "--relation",
      paramLabel = "WORD",
      description = "a relation that it names, as public.orders")
  void relation(List<String> values) {
    given.put("relation", List.copyOf(values));
  }

  @Option(
      order = 111,
      names = "--function",
      paramLabel = "WORD",
      description = "a function that it calls")
  void function(List<String> values) {
    given.put("function", List.copyOf(values));
  }

  @Option(
      order = 112,
      names = "--tool",
      paramLabel = "WORD",
      description = "the MCP tool that asked")
  void tool(List<String> values) {
    given.put("tool", List.copyOf(values));
  }

  @Option(
      order = 113,
      names = "--client",
      paramLabel = "WORD",
      description = "the client's address, with or without its port")
  void client(List<String> values) {
    given.put("client", List.copyOf(values));
  }

  @Option(
      order = 114,
      names = "--application",
      paramLabel = "WORD",
      description = "the client's application_name")
  void application(List<String> values) {
    given.put("application", List.copyOf(values));
  }

  @Option(order = 115, names = "--sqlstate", paramLabel = "WORD", description = "of the error")
  void sqlstate(List<String> values) {
    given.put("sqlstate", List.copyOf(values));
  }

  @Option(
      order = 116,
      names = "--status",
      paramLabel = "WORD",
      description = "ok, error, cancelled, limit, suspended, skipped or lost")
  void status(List<String> values) {
    given.put("status", List.copyOf(values));
  }

  @Option(order = 117, names = "--session", paramLabel = "WORD", description = "a session's ULID")
  void session(List<String> values) {
    given.put("session", List.copyOf(values));
  }

  @Option(
      order = 118,
      names = "--statement",
      paramLabel = "WORD",
      description = "a statement's ULID")
  void statement(List<String> values) {
    given.put("statement", List.copyOf(values));
  }

  @Option(
      order = 119,
      names = "--shape",
      paramLabel = "WORD",
      description = "the hash of a statement without its constants")
  void shape(List<String> values) {
    given.put("shape", List.copyOf(values));
  }

  @Option(
      order = 120,
      names = "--text",
      paramLabel = "TEXT",
      description = "contained in the SQL or the reason")
  void text(String value) {
    given.put("text", List.of(value));
  }

  @Option(
      order = 121,
      names = "--min-duration",
      paramLabel = "TIME",
      description = "took at least so long: 20ms, 15s")
  void minDuration(String value) {
    given.put("min-duration", List.of(value));
  }

  @Option(
      order = 122,
      names = "--max-duration",
      paramLabel = "TIME",
      description = "took at most so long")
  void maxDuration(String value) {
    given.put("max-duration", List.of(value));
  }

  @Option(
      order = 123,
      names = "--min-rows",
      paramLabel = "N",
      description = "at least so many rows")
  void minRows(String value) {
    given.put("min-rows", List.of(value));
  }

  @Option(order = 124, names = "--max-rows", paramLabel = "N", description = "at most so many rows")
  void maxRows(String value) {
    given.put("max-rows", List.of(value));
  }

  /** What was asked for; a value that cannot be read is a mistake of the command line. */
  Filter filter() {
    try {
      return Filter.of(given);
    } catch (FilterException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
