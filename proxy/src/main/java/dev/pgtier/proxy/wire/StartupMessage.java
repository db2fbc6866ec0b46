package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * StartupMessage (F): who wants a session, where, and with which settings.
 *
 * @param minor of protocol 3
 * @param parameters in the order in which they count; of a name sent twice the later value, at the
 *     later place, since the server applies one after the other. Names differ by case here, though
 *     settings do not.
 */
public record StartupMessage(int minor, Map<String, String> parameters) implements InitialMessage {
  public static final int MAJOR = 3;

  /** The newest that the proxy speaks. */
  public static final int LATEST_MINOR = 2;

  private static final String PROTOCOL_OPTION = "_pq_.";

  public StartupMessage {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** As in the message: 196608 is 3.0, 196610 is 3.2. */
  public static int version(int minor) {
    return MAJOR << 16 | minor;
  }

  /** Empty where it is missing or the empty string, which the server takes for the same. */
  public Optional<String> user() {
    return Optional.ofNullable(parameters.get("user")).filter(name -> !name.isEmpty());
  }

  /** The server takes the user's name where there is none. */
  public Optional<String> database() {
    return Optional.ofNullable(parameters.get("database"))
        .filter(name -> !name.isEmpty())
        .or(this::user);
  }

  /** What must be answered before anything else, because not all that was asked for is known. */
  public Optional<NegotiateProtocolVersion> negotiation() {
    List<String> options =
        parameters.keySet().stream().filter(name -> name.startsWith(PROTOCOL_OPTION)).toList();
    return minor <= LATEST_MINOR && options.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NegotiateProtocolVersion(version(Math.min(minor, LATEST_MINOR)), options));
  }

  static StartupMessage decode(int version, ByteBuf body) {
    if (version >>> 16 != MAJOR) {
      throw new ProtocolViolation(
          "0A000",
          "unsupported frontend protocol %d.%d: server supports %d.0 to %d.%d"
              .formatted(version >>> 16, version & 0xFFFF, MAJOR, MAJOR, LATEST_MINOR));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    while (true) {
      String name = read(body);
      if (name.isEmpty()) {
        break;
      }
      String value = read(body);
      parameters.remove(name);
      parameters.put(name, value);
    }
    if (body.isReadable()) {
      throw noTerminator();
    }
    return new StartupMessage(version & 0xFFFF, parameters);
  }

  private static String read(ByteBuf body) {
    if (body.bytesBefore((byte) 0) < 0) {
      throw noTerminator();
    }
    return Wire.readString(body);
  }

  private static ProtocolViolation noTerminator() {
    return new ProtocolViolation("invalid startup packet layout: expected terminator as last byte");
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if a name is empty, which would end the list
   */
  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out);
    out.writeInt(version(minor));
    parameters.forEach(
        (name, value) -> {
          if (name.isEmpty()) {
            throw new IllegalArgumentException("a start-up parameter has no name");
          }
          Wire.writeString(out, name);
          Wire.writeString(out, value);
        });
    out.writeByte(0);
    Wire.end(out, start);
  }
}
