package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.proxy.fixture.RealPostgres;
import dev.pgtier.proxy.fixture.WireClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a message is said as a real server says it. */
class WireWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Q | 'select 1' 00 'x' 00
          Q | 'select 1'
          Q |
          Q | 'select ' FF 00
          Q | 'select ' E2 82 00
          Q | 'select ' EDA080 00
          P | 00 'select 1'
          P | 00 'select 1' 00
          P | 00 'select 1' 00 00
          P | 00 'select 1' 00 0001 0000
          P | 00 'select 1' 00 FFFF
          P | 00 'select 1' 00 0000 00
          P | 00 'select ' C328 00 0000
          B | 00
          B | 00 00 0000
          B | 00 00 0003 0000 0000 0000 0001 FFFFFFFF 0000
          B | 00 00 0000 0001 7FFFFFFF 'x'
          B | 00 00 0000 0001 FFFFFFFE
          B | 00 00 0000 0001 00000001 'x'
          B | 00 00 0000 0001 00000001 'x' 0000 00
          D | 'X' 00
          D |
          D | 'S'
          D | 'S' 00 00
          C | 'X' 00
          C | FF 00
          C | 'S' 00 00
          E |
          E | 00
          E | 00 000000
          E | 00 00000000 00
          F | 0000
          F | 00000575 0000 0001 FFFFFFF8 0000
          F | 00000575 0000 0001 00000009 0000
          F | 00000575 0002 0000 0000 0001 FFFFFFFF 0000
          F | 00000575 0000 0001 FFFFFFFF 0000 00
          H | 'x'
          S | 'x'
          p | 'x' 00
          """)
  void afterStartUp(String type, String body) throws Exception {
    byte[] bytes = Notation.bytes(body == null ? "" : body);
    ErrorResponse theirs;
    try (WireClient client = new WireClient("127.0.0.1", RealPostgres.shared().port())) {
      client.send(new StartupMessage(0, Map.of("user", "trusted", "database", "postgres")));
      await(client, ReadyForQuery.class);
      client.send(new Parse("", "select $1::text", List.of()));
      // In one piece: the server may hang up as soon as it has read the first of them.
      ByteBuf both =
          Unpooled.buffer().writeByte(type.charAt(0)).writeInt(4 + bytes.length).writeBytes(bytes);
      new Sync().encode(both);
      client.send(both);
      theirs = await(client, ErrorResponse.class);
    }
    ProtocolViolation ours =
        catchThrowableOfType(
            ProtocolViolation.class,
            () ->
                FrontendMessage.decode(
                    FrontendType.of((byte) type.charAt(0)), Unpooled.wrappedBuffer(bytes)));
    assertSame(ours, theirs);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "00030000",
        "00030000 'user'",
        "00030000 'user' 00",
        "00030000 'user' 00 00",
        "00030000 'user' 00 'bob' 00",
        "00030000 00 'user' 00 'bob' 00 00",
        "00030000 'user' 00 'bob' 00 00 00",
        "00040000 00",
        "00000000",
        "27100000 00",
      })
  void atStartUp(String body) throws Exception {
    byte[] bytes = Notation.bytes(body);
    ErrorResponse theirs;
    try (WireClient client = new WireClient("127.0.0.1", RealPostgres.shared().port())) {
      client.send(Unpooled.buffer().writeInt(4 + bytes.length).writeBytes(bytes));
      theirs = (ErrorResponse) client.receive();
    }
    ProtocolViolation ours =
        catchThrowableOfType(
            ProtocolViolation.class, () -> InitialMessage.decode(Unpooled.wrappedBuffer(bytes)));
    assertSame(ours, theirs);
  }

  private static void assertSame(ProtocolViolation ours, ErrorResponse theirs) {
    assertThat(ours).isNotNull();
    assertThat(ours.sqlState() + " " + ours.getMessage())
        .isEqualTo(theirs.sqlState() + " " + theirs.message());
  }

  private static <T extends BackendMessage> T await(WireClient client, Class<T> type)
      throws InterruptedException {
    BackendMessage message = client.receive();
    while (!type.isInstance(message)) {
      message = client.receive();
    }
    return type.cast(message);
  }
}
