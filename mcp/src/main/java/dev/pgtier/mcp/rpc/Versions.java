package dev.pgtier.mcp.rpc;

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
  static String negotiate(String asked) {
    return LEGACY.contains(asked) ? asked : LEGACY.get(0);
  }

  public static boolean isKnown(String version) {
    return version.equals(MODERN) || LEGACY.contains(version);
  }
}
