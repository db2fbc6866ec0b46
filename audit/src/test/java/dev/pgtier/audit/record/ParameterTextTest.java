package dev.pgtier.audit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParameterTextTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void plainValuesAreCutBetweenCharacters() {
    ParameterText plain = ParameterText.plain(5);
    assertThat(plain.of(null, false)).isNull();
    assertThat(plain.of(utf8("12345"), false)).isEqualTo("text:12345");
    assertThat(plain.of(utf8("1234ä"), false)).isEqualTo("text[6]:1234");
    assertThat(plain.of(new byte[] {0, 0, 0, 1}, true)).isEqualTo("base64:AAAAAQ==");
    assertThat(plain.of(new byte[6], true)).isEqualTo("base64[6]:AAAAAAA=");
  }

  @Test
  void hashesAreKeyedByTheDirectoryAndKeptOverRestarts(@TempDir Path one, @TempDir Path other)
      throws Exception {
    String first = hash(one);
    assertThat(first).matches("hmac-sha256:[0-9a-f]{64}");
    assertThat(hash(one)).isEqualTo(first);
    assertThat(hash(other)).isNotEqualTo(first);
    assertThat(Files.readString(one.resolve("parameters.key"))).matches("[0-9a-f]{64}\n");
  }

  private static String hash(Path directory) throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      ParameterText text = log.parameterTexts().hashed();
      assertThat(text.of(null, true)).isNull();
      assertThat(text.of(utf8("a"), false)).isNotEqualTo(text.of(utf8("b"), false));
      return text.of(utf8("a"), false);
    }
  }
}
