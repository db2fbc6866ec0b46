package dev.pgtier.migrations.validate;

/** Who asked for a validation: told how far it is, and able to stop it. */
public interface Watcher {
  Watcher NONE = new Watcher() {};

  /** Something has begun, in a few words. */
  default void step(String what) {}

  /** Whether the report is not wanted any more. */
  default boolean cancelled() {
    return false;
  }

  /** What stops what runs now; each call replaces the one before. Any thread may run it. */
  default void onCancel(Runnable stop) {}
}
