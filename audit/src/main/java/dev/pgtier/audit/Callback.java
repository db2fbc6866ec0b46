package dev.pgtier.audit;

/**
 * Told once what became of a record; on the log's own thread or on one that helps it, so that it
 * must only pass the news on. A record that is refused at once is told of within {@code append}, on
 * the caller's thread.
 */
public interface Callback {
  /** For records that nobody waits for. */
  Callback NONE =
      new Callback() {
        @Override
        public void safe(long seq) {}

        @Override
        public void failed(AuditUnavailable reason) {}
      };

  /** The record is as safe as {@link AuditOptions.Durability} says, under this number. */
  void safe(long seq);

  /** The record is not in the log and will not be. */
  void failed(AuditUnavailable reason);
}
