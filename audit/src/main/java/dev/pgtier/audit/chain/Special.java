package dev.pgtier.audit.chain;

/**
 * A record that says something of the log itself.
 *
 * @param event its event
 * @param text the whole line, without newline
 */
public record Special(long seq, String event, String text) {
  public static final String KEY_ROTATED = "key-rotated";
}
