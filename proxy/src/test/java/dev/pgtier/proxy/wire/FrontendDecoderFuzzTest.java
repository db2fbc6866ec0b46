package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code JAZZER_FUZZ=1} fuzzes; without it the golden messages are run. */
class FrontendDecoderFuzzTest {
  static Stream<Arguments> typed() {
    return Stream.concat(Golden.frontend(), Golden.password())
        .map(
            golden -> {
              byte[] input = Arrays.copyOf(golden.frame(), 1 + golden.body().length);
              System.arraycopy(golden.body(), 0, input, 1, golden.body().length);
              return Arguments.of((Object) input);
            });
  }

  static Stream<Arguments> untyped() {
    return Golden.initial().map(golden -> Arguments.of((Object) golden.body()));
  }

  @MethodSource("typed")
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenBackByteForByte(byte[] typeAndBody) {
    if (typeAndBody.length == 0 || FrontendType.of(typeAndBody[0]) == null) {
      return;
    }
    FrontendType type = FrontendType.of(typeAndBody[0]);
    byte[] body = Arrays.copyOfRange(typeAndBody, 1, typeAndBody.length);
    if (type == FrontendType.PASSWORD) {
      assertWrittenBack(body, PasswordMessage::decode);
      assertWrittenBack(body, SASLInitialResponse::decode);
      assertWrittenBack(body, SASLResponse::decode);
    } else {
      assertWrittenBack(body, in -> FrontendMessage.decode(type, in));
    }
  }

  @MethodSource("untyped")
  @FuzzTest(maxDuration = "1m")
  void whatIsReadFirstIsReadTheSameWhenWrittenBack(byte[] body) {
    InitialMessage message;
    try {
      message = InitialMessage.decode(Unpooled.wrappedBuffer(body));
    } catch (ProtocolViolation expected) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    message.encode(out);
    assertThat(InitialMessage.decode(out.skipBytes(4))).isEqualTo(message);
  }

  private interface Decoder {
    FrontendMessage decode(ByteBuf body);
  }

  private static void assertWrittenBack(byte[] body, Decoder decoder) {
    FrontendMessage message;
    try {
      message = decoder.decode(Unpooled.wrappedBuffer(body));
    } catch (ProtocolViolation expected) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    message.encode(out);
    assertThat(out.skipBytes(5)).isEqualTo(Unpooled.wrappedBuffer(body));
  }
}
