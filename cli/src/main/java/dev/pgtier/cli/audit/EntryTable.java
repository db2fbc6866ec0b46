package dev.pgtier.cli.audit;

import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Entries in columns, a line each. */
final class EntryTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final String[] HEADS = {"TIME (UTC)", "WHO", "VERDICT", "EFFECT", "RESULT", ""};
  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int[] MOST = {23, 28, 13, 11, 26, Integer.MAX_VALUE};

  /** On a line that is shorter than this, columns leave more to the last one. */
  private static final int NARROW = 130;

  private static final int[] LEAST = {14, 16, 12, 8, 16, Integer.MAX_VALUE};
  private static final int LAST = HEADS.length - 1;

  private final Screen screen;
  private final boolean narrow;
  private final int[] widths;

  /** Columns as wide as these entries need. */
  EntryTable(Screen screen, List<Entry> entries) {
    this.screen = screen;
    this.narrow = screen.width() < NARROW;
    this.widths = Arrays.stream(HEADS).mapToInt(Shown::width).toArray();
    for (Entry entry : entries) {
      String[] cells = cells(entry);
      for (int i = 0; i < LAST; i++) {
        widths[i] =
            Math.min((narrow ? LEAST : MOST)[i], Math.max(widths[i], Shown.width(cells[i])));
      }
    }
  }

  /** Columns for entries that are not known yet. */
  EntryTable(Screen screen) {
    this.screen = screen;
    this.narrow = screen.width() < NARROW;
    this.widths = new int[] {narrow ? 14 : 23, 16, 7, 8, 16, 0};
  }

  String head() {
    String[] cells = HEADS.clone();
    cells[LAST] = "SQL OR REASON";
    return screen.paint(line(cells, new Screen.Tone[HEADS.length]), Screen.Tone.HEAD);
  }

  String line(Entry entry) {
    Screen.Tone[] tones = new Screen.Tone[HEADS.length];
    tones[0] = Screen.Tone.FAINT;
    tones[2] = tone(entry);
    tones[4] =
        entry.outcome() != null && entry.outcome().sqlstate() != null
            ? Screen.Tone.POOR
            : tones[2] == Screen.Tone.BAD ? Screen.Tone.BAD : Screen.Tone.PLAIN;
    return line(cells(entry), tones);
  }

  private String line(String[] cells, Screen.Tone[] tones) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < LAST; i++) {
      String cell = Shown.pad(Shown.cut(cells[i], widths[i]), widths[i]);
      out.append(screen.paint(cell, tones[i] == null ? Screen.Tone.PLAIN : tones[i])).append("  ");
      used += Shown.width(cell) + 2;
    }
    out.append(Shown.cut(cells[LAST], Math.max(8, screen.width() - used)));
    return out.toString().stripTrailing();
  }

  private static Screen.Tone tone(Entry entry) {
    String verdict = entry.verdict() == null ? entry.event() : entry.verdict();
    return switch (verdict) {
      case "deny", "login-failed", "gap", "unreadable" -> Screen.Tone.BAD;
      case "rewrite", "repaired" -> Screen.Tone.POOR;
      case "allow" -> Screen.Tone.GOOD;
      default -> Screen.Tone.FAINT;
    };
  }

  private String[] cells(Entry entry) {
    String who = entry.principal() == null ? "" : entry.principal();
    String tool = entry.tool();
    return new String[] {
      (narrow ? SHORT_TIME : TIME).format(entry.time()),
      Shown.line(tool == null ? who : who + "/" + tool),
      Shown.line(entry.verdict() == null ? entry.event() : entry.verdict()),
      Shown.line(entry.effect() == null ? "" : entry.effect()),
      Shown.line(result(entry)),
      Shown.line(text(entry))
    };
  }

  private static String result(Entry entry) {
    Ending end = entry.outcome();
    if ("deny".equals(entry.verdict())) {
      return entry.rule() == null ? "" : entry.rule();
    }
    if (end == null) {
      return entry.sqlstate() == null ? "" : entry.sqlstate();
    }
    List<String> words = new ArrayList<>();
    if (!end.status().equals("ok")) {
      words.add(end.rule() != null ? end.rule() : end.status());
      if (end.sqlstate() != null) {
        words.add(end.sqlstate());
      }
    } else if (end.rows() != null) {
      words.add(end.rows() == 1 ? "1 row" : end.rows() + " rows");
    }
    if (end.micros() != null) {
      words.add(duration(end.micros()));
    }
    return String.join(" ", words);
  }

  static String duration(long micros) {
    if (micros < 1000) {
      return micros + " µs";
    }
    double millis = micros / 1e3;
    return millis < 1000
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
  }

  private static String text(Entry entry) {
    if (entry.sql() != null) {
      return entry.sql();
    }
    if (entry.reason() != null) {
      return entry.reason();
    }
    return switch (entry.event()) {
      case "decision" -> textless(entry);
      case "session-start" -> "from " + entry.address();
      default -> entry.line() == null ? "" : Details.of(entry.line());
    };
  }

  private static String textless(Entry entry) {
    if (!"function-call".equals(entry.protocol())) {
      return "(prepared unseen)";
    }
    String functions = String.join(", ", entry.functions());
    return functions.isEmpty() ? "(FunctionCall)" : "(FunctionCall of " + functions + ")";
  }
}
