package dev.pgtier.audit.seal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of keys that openssl reads too. */
final class Pem {
  private static final int WIDTH = 64;

  private Pem() {}

  static String write(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(WIDTH, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, encoder.encodeToString(der), label)
        .replace(System.lineSeparator(), "\n");
  }

  /** The first block with this label. */
  static Optional<byte[]> read(String label, String text) {
    Pattern block =
        Pattern.compile(
            "-----BEGIN " + label + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
    Matcher matcher = block.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getMimeDecoder().decode(matcher.group(1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
