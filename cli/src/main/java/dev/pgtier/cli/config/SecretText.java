package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.SecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a source gives, as a secret's text. */
final class SecretText {
  private static final int MAX_BYTES = 64 << 10;

  private SecretText() {}

  /**
   * Reads to the end, without the line end that editors and {@code echo} leave.
   *
   * @throws SecretException if there is nothing, or more than 64 KiB
   */
  static String read(InputStream in, String source) throws IOException, SecretException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new SecretException(source + " gives more than 64 KiB; that is no secret");
    }
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
    if (text.isEmpty()) {
      throw new SecretException(source + " gives nothing");
    }
    return text;
  }
}
