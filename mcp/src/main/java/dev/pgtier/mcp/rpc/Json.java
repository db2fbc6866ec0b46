package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * JSON from strangers: bounded in depth and in the length of numbers, each key once, numbers as
 * they are written.
 */
public final class Json {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER = 400;
  private static final int MAX_NAME = 1 << 10;
  private static final int MAX_STRING = 16 << 20;

  /** For texts from outside and for what is sent there. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .maxNameLength(MAX_NAME)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws RpcException in words for who sent it; they do not repeat the text
   */
  public static JsonNode read(byte[] utf8) throws RpcException {
    try (JsonParser parser = MAPPER.createParser(utf8)) {
      JsonNode value = MAPPER.readTree(parser);
      if (value == null || value.isMissingNode() || parser.nextToken() != null) {
        throw new RpcException(RpcException.PARSE_ERROR, "one JSON value is expected");
      }
      refuseHugeNumbers(value);
      return value;
    } catch (JsonProcessingException e) {
      throw new RpcException(RpcException.PARSE_ERROR, "not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new RpcException(RpcException.PARSE_ERROR, "not JSON in UTF-8", e);
    }
  }

  /** In UTF-8, with what is not ASCII escaped, so that no client can misread a line end in it. */
  public static byte[] write(JsonNode value) {
    try {
      return MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  /** 1e1000000000 is short to write and takes gigabytes to compare. */
  private static void refuseHugeNumbers(JsonNode value) throws RpcException {
    if (value.isBigDecimal()) {
      BigDecimal number = value.decimalValue();
      if (Math.abs((long) number.scale()) > MAX_NUMBER) {
        throw new RpcException(RpcException.PARSE_ERROR, "a number is too large or too small");
      }
    }
    for (JsonNode child : value) {
      refuseHugeNumbers(child);
    }
  }
}
