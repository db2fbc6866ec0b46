package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.Lines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Some lines of a log file, laid out for the engine: decisions, outcomes, and all else in a file
 * each. A line that has not a record's form becomes an event of its own, so that it is not passed
 * over in silence.
 *
 * @param to the byte after the last that was read
 * @param lastHash of the last line, empty where it is no record
 * @param longest bytes of a line
 * @param unreadable why the file cannot be read beyond {@code to}, or null
 */
record Cut(
    Path decisions,
    Path outcomes,
    Path others,
    long to,
    String lastHash,
    long lines,
    int longest,
    String unreadable) {
  /** The event that stands for a line which cannot be read. */
  static final String UNREADABLE = "unreadable";

  private static final String START_OF_TIME = "1970-01-01T00:00:00.000000Z";

  /**
   * Where to stop.
   *
   * @param most bytes after which no other line is begun
   * @param until a byte beyond which no line may reach
   * @param closed whether nothing is written to the file any more, so that a line without newline
   *     at its end never gets one
   */
  record Bounds(long most, long until, boolean closed) {}

  /**
   * Reads lines.
   *
   * @param lines of the file from byte {@code from} on
   * @param name of the file, for what cannot be read
   */
  static Cut read(Lines lines, String name, long from, Bounds bounds, Path scratch)
      throws IOException {
    Path decisions = scratch.resolve("decisions.json");
    Path outcomes = scratch.resolve("outcomes.json");
    Path others = scratch.resolve("others.json");
    try (OutputStream toDecisions = open(decisions);
        OutputStream toOutcomes = open(outcomes);
        OutputStream toOthers = open(others)) {
      Progress at = new Progress(name, from);
      boolean more = true;
      String unreadable = null;
      try {
        while (at.to - from < bounds.most() && (more = lines.next())) {
          if (at.to + lines.length() + 1 > bounds.until()) {
            break;
          }
          at.take(lines, toDecisions, toOutcomes, toOthers);
        }
      } catch (UnreadableFileException e) {
        // What stands before it counts all the same.
        unreadable = e.getMessage();
      }
      if (!more && bounds.closed() && lines.rest() > 0) {
        at.unreadable(toOthers);
        at.to += lines.rest();
      }
      return new Cut(decisions, outcomes, others, at.to, at.hash, at.lines, at.longest, unreadable);
    }
  }

  private static OutputStream open(Path path) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(path), 1 << 18);
  }

  /** How far it got. */
  private static final class Progress {
    private final String name;
    private long to;
    private long lines;
    private int longest;
    private long seq;
    private String time = START_OF_TIME;
    private String hash = "";

    Progress(String name, long from) {
      this.name = name;
      this.to = from;
    }

    void take(Lines line, OutputStream decisions, OutputStream outcomes, OutputStream others)
        throws IOException {
      if (line.seq() < 0) {
        unreadable(others);
      } else {
        OutputStream out = line.is("decision") ? decisions : line.is("outcome") ? outcomes : others;
        out.write(line.bytes(), line.start(), line.length());
        out.write('\n');
        seq = line.seq();
        time = line.time();
        hash = line.hash();
      }
      longest = Math.max(longest, line.length());
      lines++;
      to += line.length() + 1L;
    }

    void unreadable(OutputStream others) throws IOException {
      hash = "";
      String line =
          "{\"seq\":%d,\"time\":\"%s\",\"event\":\"%s\",\"reason\":\"the line at byte %d of %s is no record\"}\n"
              .formatted(seq, time, UNREADABLE, to, name);
      others.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
