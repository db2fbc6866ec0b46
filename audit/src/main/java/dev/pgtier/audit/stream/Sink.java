package dev.pgtier.audit.stream;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Where messages go. It may block as long as it likes; closing it from elsewhere ends that. */
interface Sink extends Closeable {
  /**
   * Sends all of them, in this order. After an exception some may have arrived; they come again.
   */
  void send(List<Message> messages) throws IOException;
}
