package dev.pgtier.audit.seal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Optional;

/**
 * A line that ends in {@code ,"signature":"…"}}, which signs all bytes before it.
 *
 * @param signed these bytes, as text
 * @param signature in Base64
 */
public record SignedLine(String signed, String signature) {
  private static final String BEFORE = ",\"signature\":\"";
  private static final String AFTER = "\"}";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Signs a text that lacks only the signature and the closing brace of a JSON object. */
  public static SignedLine sign(String text, SigningKey key) {
    return new SignedLine(text, key.sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Empty where the line has not this form. */
  public static Optional<SignedLine> of(String line) {
    int before = line.lastIndexOf(BEFORE);
    if (before < 0 || !line.endsWith(AFTER)) {
      return Optional.empty();
    }
    int start = before + BEFORE.length();
    int end = line.length() - AFTER.length();
    return end < start
        ? Optional.empty()
        : Optional.of(new SignedLine(line.substring(0, before), line.substring(start, end)));
  }

  public boolean isSignedBy(PublicKey key) {
    return Keys.isSigned(key, signed.getBytes(StandardCharsets.UTF_8), signature);
  }

  /** The line, without newline. */
  public String text() {
    return signed + BEFORE + signature + AFTER;
  }

  /** What was signed, as JSON; empty where it is none. */
  Optional<JsonNode> json() {
    return json(signed + "}");
  }

  static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
