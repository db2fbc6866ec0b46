package dev.pgtier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.decision.Decision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier decide}: what a tier says of statements, without a database. */
@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a tier thinks of statements, without a database.",
      "",
      "It judges by PostgreSQL's own catalogue, 15 to 18, or by --catalog: a function "
          + "that neither knows is allowed here. With --jsonl it reads lines "
          + "{\"id\":…,\"sql\":…} and answers a line each."
    },
    footer = {
      "",
      "Example: pgtier decide --config policies/pgtier.yaml --tier inspect --sql 'SELECT 1'"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:nothing is denied; with --jsonl, every line is answered",
      "  1:the statements could not be judged; standard error says why",
      "  2:the command line or the configuration is wrong",
      "  3:a statement is denied (not with --jsonl)"
    })
final class DecideCommand implements Callable<Integer> {
  private static final int DENIED = 3;
  private static final int AHEAD = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "the configuration")
  private Path config;

  @Option(names = "--tier", paramLabel = "NAME", required = true, description = "whose rules")
  private String tier;

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "what check --save-catalog wrote of a database, to judge by it")
  private Path catalog;

  @ArgGroup(multiplicity = "1")
  private Input input;

  @Spec private CommandSpec spec;

  private static final class Input {
    @Option(names = "--sql", paramLabel = "TEXT", description = "the statement")
    private String sql;

    @Option(names = "-f", paramLabel = "FILE", description = "a file of statements")
    private Path file;

    @Option(names = "--jsonl", description = "statements from standard input, one a line")
    private boolean lines;
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    Configuration configuration = ConfigurationException.loadWithoutSecrets(config).configuration();
    Tier judged = tier(configuration);
    try (Judges judges = catalog == null ? Judges.shipped(judged) : saved(configuration, judged)) {
      if (input.lines) {
        judgeLines(judges);
        return 0;
      }
      String sql = input.sql != null ? input.sql : read(input.file);
      Decision decision = await(judges.decide(sql));
      System.out.println(JSON.writeValueAsString(answer(null, decision)));
      return decision.denied() ? DENIED : 0;
    }
  }

  private Judges saved(Configuration configuration, Tier judged) throws CommandException {
    String user = configuration.upstreams().get(judged.upstream()).user();
    try (InputStream in = Files.newInputStream(catalog)) {
      return Judges.saved(judged, in, user);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          "cannot use the catalogue %s: %s; pgtier check --save-catalog writes one"
              .formatted(
                  catalog, e instanceof IOException file ? FileTrouble.of(file) : e.getMessage()),
          e);
    }
  }

  private Tier tier(Configuration configuration) {
    Tier found = configuration.tiers().get(tier);
    if (found == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s has no tier \"%s\"; there are %s"
              .formatted(
                  config, tier, String.join(", ", new TreeSet<>(configuration.tiers().keySet()))));
    }
    return found;
  }

  private static String read(Path file) throws CommandException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + FileTrouble.of(e), e);
    }
  }

  private record Asked(JsonNode id, Future<Decision> decision) {}

  private static void judgeLines(Judges judges)
      throws CommandException, IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    Deque<Asked> asked = new ArrayDeque<>();
    try {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        JsonNode object = parse(line, number);
        asked.add(new Asked(object.get("id"), judges.decide(object.get("sql").textValue())));
        if (asked.size() > AHEAD) {
          print(out, asked.remove());
        }
      }
    } finally {
      // A mistake in a line takes nothing from the lines before it.
      while (!asked.isEmpty()) {
        print(out, asked.remove());
      }
      out.flush();
    }
  }

  private static JsonNode parse(String line, int number) throws CommandException {
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CommandException("line " + number + " is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!object.path("sql").isTextual()) {
      throw new CommandException("line " + number + " has no text under \"sql\"");
    }
    return object;
  }

  private static void print(PrintStream out, Asked asked)
      throws CommandException, IOException, InterruptedException {
    out.println(JSON.writeValueAsString(answer(asked.id(), await(asked.decision()))));
  }

  private static Decision await(Future<Decision> decision)
      throws CommandException, InterruptedException {
    try {
      return decision.get();
    } catch (ExecutionException e) {
      throw new CommandException("a statement could not be judged: " + e.getCause(), e);
    }
  }

  private static ObjectNode answer(JsonNode id, Decision decision) {
    ObjectNode answer = JSON.createObjectNode();
    if (id != null) {
      answer.set("id", id);
    }
    answer.put("verdict", decision.verdict().word());
    answer.put("rule", decision.verdict().rule());
    answer.put("effect", decision.effect().word());
    answer.set("relations", JSON.valueToTree(decision.relations()));
    answer.set("functions", JSON.valueToTree(decision.functions()));
    answer.put("reason", decision.reason().orElse(null));
    return answer;
  }
}
