package dev.pgtier.cli.story;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plays steps one after the other and prints what was expected of each, and what happened. */
public final class Story {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final List<String> failed = new ArrayList<>();
  private int number;

  public Story(PrintStream out) {
    this.out = out;
  }

  /**
   * Plays the whole of it on a demo that is up.
   *
   * @return whether all was as expected
   */
  public boolean play(Stage stage) {
    long began = System.nanoTime();
    chapter("Tier 1: the agent inspects production", new InspectChapter(stage).steps());
    chapter("Tier 2, and the way to production", new MigrationChapter(stage).steps());
    chapter("The audit: what a reviewer finds", new AuditChapter(stage).steps());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    out.println();
    if (failed.isEmpty()) {
      out.printf("All %d steps went as expected, in %d s.%n", number, took.toSeconds());
    } else {
      out.printf("%d of %d steps did not go as expected:%n", failed.size(), number);
      failed.forEach(line -> out.println("  " + line));
    }
    return failed.isEmpty();
  }

  private void chapter(String title, List<Step> steps) {
    out.println();
    out.println(title);
    out.println("─".repeat(title.length()));
    steps.forEach(this::play);
  }

  private void play(Step step) {
    number++;
    out.println();
    out.printf("%2d  %s%n", number, step.who());
    step.what().lines().forEach(line -> out.println("      " + cut(line)));
    String actual;
    try {
      actual = step.deed().done();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      actual = "interrupted";
    } catch (Exception e) {
      actual = "failed: " + e;
    }
    boolean held = step.isAnsweredBy(actual);
    out.println("    expected  " + cut(step.expected()));
    out.println("    actual    " + cut(actual) + (held ? "  ✓" : "  ✗"));
    if (!held) {
      failed.add("%d: %s".formatted(number, step.who()));
    }
  }

  private static String cut(String line) {
    String one = line.replace('\n', ' ');
    return one.length() <= WIDTH ? one : one.substring(0, WIDTH - 1) + "…";
  }
}
