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
class BackendDecoderFuzzTest {
  static Stream<Arguments> typed() {
    return Golden.backend()
        .map(
            golden -> {
              byte[] input = Arrays.copyOf(golden.frame(), 1 + golden.body().length);
              System.arraycopy(golden.body(), 0, input, 1, golden.body().length);
              return Arguments.of((Object) input);
            });
  }

  @MethodSource("typed")
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsReadTheSameWhenWrittenBack(byte[] typeAndBody) {
    if (typeAndBody.length == 0 || BackendType.of(typeAndBody[0]) == null) {
      return;
    }
    BackendType type = BackendType.of(typeAndBody[0]);
    BackendMessage message;
    try {
      message =
          BackendMessage.decode(
              type, Unpooled.wrappedBuffer(typeAndBody, 1, typeAndBody.length - 1));
    } catch (ProtocolViolation expected) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    message.encode(out);
    assertThat(BackendMessage.decode(type, out.skipBytes(5))).isEqualTo(message);
  }
}
