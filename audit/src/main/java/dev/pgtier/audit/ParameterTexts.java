package dev.pgtier.audit;

import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.audit.seal.SecretFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes {@link ParameterText}s with the directory's own key, {@code parameters.key}. */
public final class ParameterTexts {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  private ParameterTexts(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Reads the key, or makes one. */
  static ParameterTexts open(Path directory) throws IOException {
    Path file = directory.resolve("parameters.key");
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      SecretFiles.create(file, HexFormat.of().formatHex(fresh) + "\n");
    }
    try {
      byte[] key =
          HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (key.length != KEY_BYTES) {
        throw new AuditLogException(file + " holds no key of 64 hexadecimal letters");
      }
      return new ParameterTexts(key);
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes the key.
      throw new AuditLogException(file + " holds no key of 64 hexadecimal letters");
    }
  }

  /** One for the thread that asks. */
  public ParameterText hashed() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return ParameterText.hashed(mac);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** The values themselves, at most so many bytes of each. */
  public ParameterText plain(int most) {
    return ParameterText.plain(most);
  }
}
