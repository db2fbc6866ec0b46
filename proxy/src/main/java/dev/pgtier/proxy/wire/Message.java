package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** What one side says to the other, as in the manual's "Message Formats". */
public sealed interface Message permits InitialMessage, FrontendMessage, BackendMessage {
  /**
   * Appends the whole frame: type where there is one, length, body.
   *
   * @throws IllegalArgumentException if a string holds a NUL or a list has over 65,535 elements
   */
  void encode(ByteBuf out);
}
