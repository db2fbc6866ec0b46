package dev.pgtier.cli.audit;

import dev.pgtier.audit.export.Format;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier audit export}: what a filter means, for another tool. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Writes all entries of an audit log that all filters mean, oldest first, a decision with its"
          + " outcome.",
      "",
      "ocsf is OCSF 1.8.0, class 6005, a line of JSON for each statement and log-in; csv is safe to"
          + " open in a spreadsheet; parquet has the columns of docs/audit.md. The file is its"
          + " owner's alone to read."
    },
    footer = {
      "",
      "Example: pgtier audit export audit-log --format ocsf --from 24h -o denied.ocsf --verdict deny",
      "         pgtier audit export audit-log --format parquet -o 2026-01.parquet --from 2026-01-01"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:exported",
      "  1:it failed, and there is no file; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class ExportCommand implements Callable<Integer> {
  private static final String PARQUET = "parquet";

  @Spec private CommandSpec spec;
  @Mixin private LogPlace place;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      description = "ocsf, csv, json or parquet")
  private String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "where to; - is standard output")
  private Path output;

  @Option(names = "--force", description = "replaces a file that is there")
  private boolean force;

  @Mixin private FilterOptions filters;

  @Override
  public Integer call() throws CommandException {
    Optional<Format> lines =
        format.equals(PARQUET) ? Optional.empty() : Optional.of(Formats.lines(format, spec));
    Filter filter = filters.filter();
    boolean standard = output.toString().equals("-");
    if (standard && lines.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "parquet needs a file: -o FILE");
    }
    if (!standard && !force && Files.exists(output)) {
      throw new CommandException(output + " is there already; --force replaces it");
    }
    try (AuditSearch search = place.open()) {
      if (standard) {
        Writer out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        write(search, filter, lines.get(), out);
        out.flush();
      } else {
        toFile(search, filter, lines);
      }
      return 0;
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(e.getFile() + " is in the way", e);
    } catch (IOException e) {
      throw new CommandException("cannot write " + output + ": " + FileTrouble.of(e), e);
    }
  }

  private void toFile(AuditSearch search, Filter filter, Optional<Format> lines)
      throws IOException {
    Path unfinished = output.resolveSibling(output.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      if (lines.isPresent()) {
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
        write(search, filter, lines.get(), out);
        out.flush();
      } else {
        search.parquet(filter, Channels.newOutputStream(channel));
      }
      channel.force(true);
      Files.move(
          unfinished, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private static void write(AuditSearch search, Filter filter, Format format, Writer out)
      throws IOException {
    Optional<String> header = format.header();
    if (header.isPresent()) {
      out.write(header.get());
      out.write('\n');
    }
    search.stream(
        filter,
        entry -> {
          Optional<String> line = format.line(entry);
          if (line.isPresent()) {
            out.write(line.get());
            out.write('\n');
          }
        });
  }
}
