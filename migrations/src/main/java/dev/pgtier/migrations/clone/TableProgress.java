package dev.pgtier.migrations.clone;

import java.util.function.Consumer;

/**
 * Makes progress of what pg_dump and pg_restore say: not every table of thousands, but now and
 * then.
 */
final class TableProgress implements Consumer<String> {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final String marker;
  private final String done;
  private final int tables;
  private final Consumer<String> progress;
  private int count;
  private long told = System.nanoTime();

  /**
   * Counts lines.
   *
   * @param marker what stands before the table's name
   * @param tables that there are
   */
  TableProgress(String marker, String done, int tables, Consumer<String> progress) {
    this.marker = marker;
    this.done = done;
    this.tables = tables;
    this.progress = progress;
  }

  @Override
  public void accept(String line) {
    int at = line.indexOf(marker);
    if (at < 0) {
      return;
    }
    count++;
    long now = System.nanoTime();
    if (now - told > EVERY_NANOS) {
      told = now;
      progress.accept(
          "%s %d of %d tables, now %s"
              .formatted(done, count - 1, tables, line.substring(at + marker.length())));
    }
  }
}
