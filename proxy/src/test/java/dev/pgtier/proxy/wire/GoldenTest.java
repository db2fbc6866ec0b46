package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {
  static Stream<Golden> all() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isWrittenAsTheManualSays(Golden golden) {
    ByteBuf out = Unpooled.buffer();
    golden.message().encode(out);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(ByteBufUtil.hexDump(golden.frame()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isReadBackAndDoesNotPinItsBuffer(Golden golden) {
    ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(golden.body());
    Message message = golden.decoder().apply(in);
    assertThat(in.isReadable()).isFalse();
    in.setZero(0, in.capacity());
    assertThat(in.release()).isTrue();
    assertThat(message).isEqualTo(golden.message());
  }

  @ParameterizedTest
  @MethodSource("all")
  void cutAnywhereIsAViolationAndNothingElse(Golden golden) {
    byte[] body = golden.body();
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      Throwable thrown = catchThrowable(() -> golden.decoder().apply(Unpooled.wrappedBuffer(cut)));
      if (thrown != null || !golden.openEnded()) {
        assertThat(thrown).as("cut to %d bytes", length).isInstanceOf(ProtocolViolation.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void oneByteTooManyIsAViolation(Golden golden) {
    byte[] longer = Arrays.copyOf(golden.body(), golden.body().length + 1);
    if (!golden.openEnded()) {
      assertThatThrownBy(() -> golden.decoder().apply(Unpooled.wrappedBuffer(longer)))
          .isInstanceOf(ProtocolViolation.class);
    }
  }

  @Test
  void noMessageIsForgotten() {
    Set<Class<?>> seen =
        Golden.all().map(golden -> golden.message().getClass()).collect(Collectors.toSet());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(records(Message.class));
  }

  @Test
  void noTypeIsForgotten() {
    assertThat(Golden.frontend().map(golden -> FrontendType.of(golden.frame()[0])))
        .containsOnly(
            Stream.of(FrontendType.values())
                .filter(type -> type != FrontendType.PASSWORD)
                .toArray(FrontendType[]::new));
    assertThat(Golden.backend().map(golden -> BackendType.of(golden.frame()[0])))
        .containsOnly(BackendType.values());
  }

  @Test
  void bytesThatAreNoTypeHaveNone() {
    assertThat(FrontendType.of((byte) 'Z')).isNull();
    assertThat(FrontendType.of((byte) 0xFF)).isNull();
    assertThat(FrontendType.of((byte) 0)).isNull();
    assertThat(BackendType.of((byte) 'Q')).isNull();
    assertThat(BackendType.of((byte) 0x80)).isNull();
  }

  private static Set<Class<?>> records(Class<?> sealed) {
    Set<Class<?>> records = new HashSet<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      records.addAll(permitted.isSealed() ? records(permitted) : Set.of(permitted));
    }
    return records;
  }
}
