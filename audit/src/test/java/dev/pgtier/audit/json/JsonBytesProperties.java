package dev.pgtier.audit.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Whatever is written, Jackson reads the same. */
final class JsonBytesProperties {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] A = JsonBytes.field("a");
  private static final byte[] B = JsonBytes.field("b");

  private static JsonNode read(JsonBytes json) throws IOException {
    String text = new String(json.toBytes(), StandardCharsets.UTF_8);
    assertThat(text.chars()).noneMatch(c -> c < 0x20);
    return JSON.readTree(json.toBytes());
  }

  @Property
  void strings(@ForAll String text, @ForAll List<String> list) throws IOException {
    JsonBytes json = new JsonBytes();
    json.raw('{').field(A, text).field(B, list).raw('}');

    JsonNode node = read(json);
    assertThat(node.path("a").asText()).isEqualTo(wellFormed(text));
    assertThat(node.path("b").size()).isEqualTo(list.size());
    for (int i = 0; i < list.size(); i++) {
      assertThat(node.path("b").get(i).asText()).isEqualTo(wellFormed(list.get(i)));
    }
  }

  @Property
  void bytes(@ForAll byte[] bytes) throws IOException {
    JsonBytes json = new JsonBytes();
    json.raw('{').field(A, Utf8.of(bytes)).raw('}');

    String text = read(json).path("a").asText();
    String expected = new String(bytes, StandardCharsets.UTF_8);
    if (isUtf8(bytes)) {
      assertThat(text).isEqualTo(expected);
    } else {
      assertThat(text.replace("\ufffd", "")).isEqualTo(expected.replace("\ufffd", ""));
    }
  }

  @Property
  void numbersAndMaps(@ForAll long number, @ForAll boolean truth, @ForAll Map<String, String> map)
      throws IOException {
    JsonBytes json = new JsonBytes();
    json.raw('{').field(A, number).field(B, truth).field(JsonBytes.field("c"), map).raw('}');

    JsonNode node = read(json);
    assertThat(node.path("a").asLong()).isEqualTo(number);
    assertThat(node.path("b").asBoolean()).isEqualTo(truth);
    assertThat(node.path("c").isObject()).isTrue();
  }

  @Property
  void times(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long second) throws IOException {
    Instant instant = Instant.ofEpochSecond(second, second % 1_000_000_000);
    JsonBytes json = new JsonBytes();
    json.time(new Timestamps(), instant.getEpochSecond(), instant.getNano());

    assertThat(read(json).asText())
        .isEqualTo(
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant));
  }

  private static String wellFormed(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
    return out.toString();
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
