package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The revisions of MCP that are spoken here. */
public final class Versions {
  /** Stateless; each request says the version itself. */
  public static final String MODERN = "2026-07-28";

  /** Those that begin with {@code initialize}, the newest first. */
  public static final List<String> LEGACY =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private Versions() {}

  /** The version that {@code initialize} is answered with. */
  public static String negotiate(String asked) {
    return LEGACY.contains(asked) ? asked : LEGACY.get(0);
  }

  /** The refusal of a version, which says what is spoken instead. */
  public static RpcException unsupported(String asked) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode supported = data.putArray("supported").add(MODERN);
    LEGACY.forEach(supported::add);
    data.put("requested", asked);
    return new RpcException(
        RpcException.UNSUPPORTED_VERSION,
        "this protocol version is not spoken here; spoken are "
            + MODERN
            + ", and with initialize "
            + String.join(", ", LEGACY),
        data);
  }

  public static boolean isKnown(String version) {
    return version.equals(MODERN) || LEGACY.contains(version);
  }
}
