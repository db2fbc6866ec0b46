package dev.pgtier.policies.script;

/**
 * The lines between a COPY … FROM STDIN and its end.
 *
 * @param line the first of them, from 1
 * @param text all lines with their ends, without the line <code>\.</code>
 * @param sha256 of the text in UTF-8, in hexadecimal; {@link CopyDigest} computes it of what
 *     arrives on a wire
 */
public record CopyData(int line, String text, String sha256) {}
