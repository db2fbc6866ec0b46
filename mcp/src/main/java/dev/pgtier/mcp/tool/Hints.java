package dev.pgtier.mcp.tool;

/** What a client may show to its user about a tool. It restrains nothing: the tier does. */
public record Hints(boolean readOnly, boolean destructive, boolean idempotent) {}
