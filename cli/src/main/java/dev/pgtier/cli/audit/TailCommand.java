package dev.pgtier.cli.audit;

import dev.pgtier.audit.export.Format;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Entry;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.Page;
import dev.pgtier.audit.search.Window;
import dev.pgtier.cli.CommandException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier audit tail}: the newest entries, and those that come. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Prints the newest entries of an audit log, and with -f those that come, until Ctrl-C.",
      "",
      "A statement is printed when it has ended, or after a second without its result. It follows"
          + " the log over new files; filters are those of search."
    },
    footer = {
      "",
      "Example: pgtier audit tail -f audit-log --verdict deny",
      "         pgtier audit tail -f audit-log --format ocsf | my-shipper"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:printed",
      "  1:the log cannot be read; standard error says why",
      "  2:the command line or the configuration is wrong",
      "130:stopped by Ctrl-C"
    })
public final class TailCommand implements Callable<Integer> {
  private static final int STREAMED = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long POLL_MILLIS = 250;

  @Spec private CommandSpec spec;
  @Mixin private LogPlace place;

  @Option(
      names = {"-f", "--follow"},
      description = "goes on with what comes")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "10",
      description = "so many of the entries that are there (by default ${DEFAULT-VALUE})")
  private int lines;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json, csv or ocsf")
  private String format;

  @Mixin private FilterOptions filters;
  @Mixin private Screen screen;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws CommandException, InterruptedException {
    if (lines < 0 || lines > 10_000) {
      throw new ParameterException(spec.commandLine(), "-n takes 0 to 10000");
    }
    Format written = format.equals("table") ? null : Formats.lines(format, spec);
    Filter filter = filters.filter();
    try (AuditSearch search = place.open()) {
      Page newest = search.entries(filter, Window.newest(Math.max(1, lines)));
      List<Entry> entries = new ArrayList<>(newest.entries());
      Collections.reverse(entries);
      List<Entry> first = lines == 0 ? List.of() : entries;
      EntryTable table =
          follow && first.isEmpty() ? new EntryTable(screen) : new EntryTable(screen, first);
      if (written != null) {
        written.header().ifPresent(out::println);
      } else if (!first.isEmpty() || follow) {
        out.println(table.head());
      }
      first.forEach(entry -> print(entry, written, table));
      flush();
      if (follow) {
        long last = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).seq();
        follow(search, filter, last, entry -> print(entry, written, table));
      }
      return 0;
    } catch (IOException e) {
      throw LogPlace.failed(e);
    }
  }

  private void follow(AuditSearch search, Filter filter, long from, Consumer<Entry> printer)
      throws IOException, InterruptedException {
    long last = from;
    while (!out.checkError()) {
      Instant patience = Instant.now().minus(PATIENCE);
      Page page = search.entries(filter, Window.after(last, STREAMED));
      boolean waiting = false;
      for (Entry entry : page.entries()) {
        if (entry.isRunning() && entry.time().isAfter(patience)) {
          waiting = true;
          break;
        }
        printer.accept(entry);
        last = entry.seq();
      }
      flush();
      if (waiting || !page.more()) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private void print(Entry entry, Format written, EntryTable table) {
    if (written == null) {
      out.println(table.line(entry));
    } else {
      written.line(entry).ifPresent(out::println);
    }
  }

  private void flush() {
    out.flush();
  }
}
