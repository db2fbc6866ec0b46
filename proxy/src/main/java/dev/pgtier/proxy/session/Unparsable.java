package dev.pgtier.proxy.session;

import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Constants that go upstream in place of a refused message. No grammar of any version takes the
 * text, in any state of a session; the statement's name is reserved, since the unnamed one would
 * destroy the client's.
 */
final class Unparsable {
  private static final String TEXT = ") refused by pgtier (";

  static final ByteBuf QUERY = constant(new Query(TEXT));

  static final ByteBuf PARSE = constant(new Parse("pgtier:refused", TEXT, List.of()));

  private Unparsable() {}

  private static ByteBuf constant(Message message) {
    ByteBuf bytes = Unpooled.directBuffer();
    message.encode(bytes);
    return Unpooled.unreleasableBuffer(bytes.asReadOnly());
  }
}
