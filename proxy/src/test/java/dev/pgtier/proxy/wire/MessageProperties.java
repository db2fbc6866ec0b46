package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.wire.RowDescription.Column;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MessageProperties {
  @Property
  void whatWasWrittenIsReadBack(@ForAll("messages") Message message) {
    ByteBuf frame = Unpooled.buffer();
    message.encode(frame);
    Message read;
    if (message instanceof InitialMessage) {
      assertThat(frame.readInt()).isEqualTo(frame.readableBytes() + 4);
      read = InitialMessage.decode(frame);
    } else {
      byte type = frame.readByte();
      assertThat(frame.readInt()).isEqualTo(frame.readableBytes() + 4);
      read =
          message instanceof FrontendMessage
              ? FrontendMessage.decode(FrontendType.of(type), frame)
              : BackendMessage.decode(BackendType.of(type), frame);
    }
    assertThat(read).isEqualTo(message);
  }

  @Property
  void anyBytesAreAMessageOrAViolation(
      @ForAll FrontendType frontend, @ForAll BackendType backend, @ForAll byte[] body) {
    List<Supplier<Message>> decoders =
        List.of(
            () -> FrontendMessage.decode(frontend, Unpooled.wrappedBuffer(body)),
            () -> BackendMessage.decode(backend, Unpooled.wrappedBuffer(body)),
            () -> InitialMessage.decode(Unpooled.wrappedBuffer(body)),
            () -> PasswordMessage.decode(Unpooled.wrappedBuffer(body)),
            () -> SASLInitialResponse.decode(Unpooled.wrappedBuffer(body)));
    for (Supplier<Message> decoder : decoders) {
      readOrRefuse(decoder);
    }
  }

  @Property
  void aGoldenMessageWithOneByteChangedIsAMessageOrAViolation(
      @ForAll("goldens") Golden golden, @ForAll int where, @ForAll byte what) {
    byte[] body = golden.body();
    if (body.length > 0) {
      body[Math.floorMod(where, body.length)] = what;
    }
    readOrRefuse(() -> golden.decoder().apply(Unpooled.wrappedBuffer(body)));
  }

  private static void readOrRefuse(Supplier<Message> decoder) {
    try {
      assertThat(decoder.get()).isNotNull();
    } catch (ProtocolViolation e) {
      assertThat(e.sqlState()).hasSize(5);
      assertThat(e).hasMessageMatching("\\S.*\\S");
    }
  }

  @Provide
  Arbitrary<Golden> goldens() {
    return Arbitraries.of(Golden.all().toList());
  }

  @Provide
  Arbitrary<Message> messages() {
    return Arbitraries.oneOf(
        List.of(
            startup(),
            text().map(Query::new),
            Combinators.combine(text(), text(), int32s()).as(Parse::new),
            bind(),
            Combinators.combine(Arbitraries.of(Target.class), text()).as(Describe::new),
            Combinators.combine(Arbitraries.of(Target.class), text()).as(Close::new),
            Combinators.combine(text(), Arbitraries.integers()).as(Execute::new),
            functionCall(),
            bytes().map(CopyData::new),
            text().map(CopyFail::new),
            fields().map(ErrorResponse::new),
            fields().map(NoticeResponse::new),
            Combinators.combine(text(), text()).as(ParameterStatus::new),
            Combinators.combine(Arbitraries.integers(), text(), text())
                .as(NotificationResponse::new),
            Combinators.combine(Arbitraries.integers(), text().list().ofMaxSize(5))
                .as(NegotiateProtocolVersion::new),
            int32s().map(ParameterDescription::new),
            values().map(DataRow::new),
            column().list().ofMaxSize(5).map(RowDescription::new),
            Combinators.combine(Arbitraries.integers().between(0, 1), int16s())
                .as(CopyInResponse::new)));
  }

  private static Arbitrary<Message> startup() {
    Arbitrary<String> name = text().filter(text -> !text.isEmpty());
    return Combinators.combine(
            Arbitraries.integers().between(0, 0xFFFF),
            Arbitraries.maps(name, text()).ofMaxSize(8).map(LinkedHashMap::new))
        .as(StartupMessage::new);
  }

  private static Arbitrary<Message> bind() {
    return Combinators.combine(
            text(), text(), int16s().filter(list -> list.size() <= 1), values(), int16s())
        .as(Bind::new);
  }

  private static Arbitrary<Message> functionCall() {
    return Combinators.combine(
            Arbitraries.integers(),
            int16s().filter(list -> list.size() <= 1),
            values(),
            Arbitraries.integers().between(0, 1))
        .as(FunctionCall::new);
  }

  private static Arbitrary<Fields> fields() {
    return Combinators.combine(Arbitraries.chars().range('A', 'z'), text())
        .as(Fields.Field::new)
        .list()
        .ofMaxSize(10)
        .map(Fields::new);
  }

  private static Arbitrary<Column> column() {
    Arbitrary<Integer> int16 = Arbitraries.shorts().map(Short::intValue);
    return Combinators.combine(
            text(),
            Arbitraries.integers(),
            int16,
            Arbitraries.integers(),
            int16,
            Arbitraries.integers(),
            int16)
        .as(Column::new);
  }

  /** All of Unicode but NUL and half surrogate pairs. */
  private static Arbitrary<String> text() {
    Arbitrary<Integer> character =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 0x7F),
            Arbitraries.integers().between(0x80, 0xD7FF),
            Arbitraries.integers().between(0xE000, 0x10FFFF));
    return character
        .list()
        .ofMaxSize(20)
        .map(
            codePoints -> {
              StringBuilder text = new StringBuilder();
              codePoints.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  private static Arbitrary<Bytes> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::copyOf);
  }

  private static Arbitrary<List<Optional<Bytes>>> values() {
    return bytes().optional().list().ofMaxSize(6);
  }

  private static Arbitrary<List<Integer>> int16s() {
    return Arbitraries.shorts().map(Short::intValue).list().ofMaxSize(5);
  }

  private static Arbitrary<List<Integer>> int32s() {
    return Arbitraries.integers().list().ofMaxSize(5);
  }
}
