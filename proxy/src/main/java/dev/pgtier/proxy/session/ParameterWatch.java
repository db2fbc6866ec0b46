package dev.pgtier.proxy.session;

import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.ParameterStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what the server says of its settings. Some must never change, since statements are read by
 * them; of the others the client of a read-only tier hears the net change at the end of a group,
 * for within it the proxy's ROLLBACK takes back and gives again what the client has set.
 */
final class ParameterWatch {
  private final Session session;
  private final boolean readOnly;
  private final Map<String, String> told;
  private final Map<String, String> changed = new LinkedHashMap<>();

  /**
   * Of one session.
   *
   * @param greeting what the server said at the log-in
   */
  ParameterWatch(Session session, boolean readOnly, Map<String, String> greeting) {
    this.session = session;
    this.readOnly = readOnly;
    this.told = new HashMap<>(greeting);
  }

  /**
   * ParameterStatus has come.
   *
   * @param idle whether no message of this session caused it
   */
  ByteBuf said(ByteBuf bytes, int index, int length, boolean idle) {
    ParameterStatus status =
        (ParameterStatus)
            BackendMessage.decode(BackendType.PARAMETER_STATUS, bytes.slice(index, length));
    if (!expected(status.name().toLowerCase(Locale.ROOT), status.value())) {
      session.surprised(status.name() + " became " + status.value());
      return Unpooled.EMPTY_BUFFER;
    }
    if (status.name().equals("application_name")) {
      session.application(status.value());
    }
    if (!readOnly || idle) {
      told.put(status.name(), status.value());
      return FrameScanner.KEEP;
    }
    changed.put(status.name(), status.value());
    return Unpooled.EMPTY_BUFFER;
  }

  private boolean expected(String name, String value) {
    return switch (name) {
      case "client_encoding" ->
          value.equalsIgnoreCase("UTF8")
              || (!readOnly && value.equals(told.get("client_encoding")));
      case "standard_conforming_strings" -> value.equals("on");
      case "default_transaction_read_only" -> !readOnly || value.equals("on");
      case "session_authorization", "is_superuser" ->
          !readOnly || value.equals(told.getOrDefault(name, value));
      default -> true;
    };
  }

  /** ReadyForQuery, at {@code start} of {@code bytes}, behind what has changed since the last. */
  ByteBuf before(ByteBufAllocator allocator, ByteBuf bytes, int start) {
    if (changed.isEmpty()) {
      return FrameScanner.KEEP;
    }
    ByteBuf out = allocator.buffer();
    changed.forEach(
        (name, value) -> {
          if (!value.equals(told.put(name, value))) {
            new ParameterStatus(name, value).encode(out);
          }
        });
    changed.clear();
    return out.writeBytes(bytes, start, FrameScanner.HEADER + 1);
  }
}
