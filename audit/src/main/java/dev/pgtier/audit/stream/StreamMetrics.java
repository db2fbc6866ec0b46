package dev.pgtier.audit.stream;

/** What a stream reports of itself, on its own thread; must not block. */
public interface StreamMetrics {
  /** For where nobody looks. */
  StreamMetrics NONE = new StreamMetrics() {};

  /** So many messages were sent. */
  default void sent(int messages) {}

  /** So many bytes of the log wait to be read. */
  default void behind(long bytes) {}

  /** Sending failed, and is tried again; told once until it works. */
  default void failed(String detail) {}
}
