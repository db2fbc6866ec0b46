package dev.pgtier.mcp.file;

/**
 * A file as it was read once; whoever runs it runs this text, whatever becomes of the file.
 *
 * @param path below the migrations directory, with {@code /}
 * @param sha256 of its bytes, hexadecimal
 */
public record MigrationFile(String path, String sql, String sha256) {}
