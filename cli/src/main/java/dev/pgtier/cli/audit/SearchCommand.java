package dev.pgtier.cli.audit;

import dev.pgtier.audit.export.Format;
import dev.pgtier.audit.export.JsonLines;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Entry;
import dev.pgtier.audit.search.Field;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.Group;
import dev.pgtier.audit.search.Page;
import dev.pgtier.audit.search.Window;
import dev.pgtier.cli.CommandException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier audit search}: who did what. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Prints the newest statements, log-ins and other events of an audit log that all filters"
          + " mean, the newest last.",
      "",
      "In a WORD, * stands for anything and a leading ! excludes; a filter that is given twice takes"
          + " either word. It reads the log only: pgtier audit verify says whether it is whole."
    },
    footer = {
      "",
      "Example: pgtier audit search audit-log --verdict deny --from 24h",
      "         pgtier audit search audit-log --principal agent --relation 'public.*' --json",
      "         pgtier audit search audit-log --verdict deny --top shape"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:searched, whatever was found",
      "  1:the log cannot be searched; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class SearchCommand implements Callable<Integer> {
  private static final String MOST = "100000";

  @Spec private CommandSpec spec;
  @Mixin private LogPlace place;

  @Option(names = "--json", description = "a line of JSON for each, oldest first")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "at most so many, the newest (by default ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--top",
      paramLabel = "FIELD",
      description =
          "counts by a field in place of listing: principal, tool, rule, relation, shape …")
  private String top;

  @Mixin private FilterOptions filters;
  @Mixin private Screen screen;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws CommandException {
    if (limit < 1 || limit > Integer.parseInt(MOST)) {
      throw new ParameterException(spec.commandLine(), "--limit takes 1 to " + MOST);
    }
    Filter filter = filters.filter();
    Field field = top == null ? null : field();
    try (AuditSearch search = place.open()) {
      if (field == null) {
        list(search, filter);
      } else {
        count(search, filter, field);
      }
      return 0;
    } catch (IOException e) {
      throw LogPlace.failed(e);
    } finally {
      out.flush();
    }
  }

  private Field field() {
    return Field.of(top)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--top knows no \"%s\"; there are %s"
                        .formatted(
                            top,
                            Arrays.stream(Field.values())
                                .map(Field::key)
                                .collect(Collectors.joining(", ")))));
  }

  private void list(AuditSearch search, Filter filter) throws IOException {
    Page page = search.entries(filter, Window.newest(limit));
    List<Entry> entries = new ArrayList<>(page.entries());
    Collections.reverse(entries);
    if (json) {
      Format format = new JsonLines();
      entries.forEach(entry -> format.line(entry).ifPresent(out::println));
      return;
    }
    EntryTable table = new EntryTable(screen, entries);
    if (entries.isEmpty()) {
      System.err.println("nothing was found");
      return;
    }
    out.println(table.head());
    entries.forEach(entry -> out.println(table.line(entry)));
    out.flush();
    if (page.more()) {
      System.err.println("there are older ones; --limit shows more, or narrow the filter");
    }
  }

  private void count(AuditSearch search, Filter filter, Field field) throws IOException {
    List<Group> groups = search.top(filter, field, limit);
    if (json) {
      groups.forEach(group -> out.println(GroupTable.json(group)));
      return;
    }
    if (groups.isEmpty()) {
      System.err.println("nothing was found");
      return;
    }
    GroupTable table = new GroupTable(screen, field, groups);
    out.println(table.head());
    groups.forEach(group -> out.println(table.line(group)));
  }
}
