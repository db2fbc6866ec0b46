package dev.pgtier.mcp.database;

/** Whether the caller still waits, as whoever runs its statement must know. */
public interface Cancelling {
  /** Names what is to be done when the caller gives up; done at once where it has. */
  void onCancel(Runnable action);

  boolean cancelled();
}
