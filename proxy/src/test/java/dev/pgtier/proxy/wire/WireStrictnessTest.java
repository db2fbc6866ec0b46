package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireStrictnessTest {
  @Test
  void twoReadersCannotSeeDifferentStatements() {
    refused(FrontendType.QUERY, "'select 1' 00 ';drop table t' 00", "08P01 invalid message format");
    refused(FrontendType.QUERY, "'select 1'", "08P01 invalid string in message");
    refused(FrontendType.QUERY, "", "08P01 invalid string in message");
  }

  @Test
  void badUtf8IsNamedAsTheServerNamesIt() {
    String words = "22021 invalid byte sequence for encoding \"UTF8\": ";
    refused(FrontendType.QUERY, "'select ' FF 00", words + "0xff");
    refused(FrontendType.QUERY, "C328 00", words + "0xc3 0x28");
    refused(FrontendType.QUERY, "C0AF 00", words + "0xc0 0xaf");
    refused(FrontendType.QUERY, "'x' EDA080 00", words + "0xed 0xa0 0x80");
    refused(FrontendType.QUERY, "F4908080 00", words + "0xf4 0x90 0x80 0x80");
    refused(FrontendType.QUERY, "'a' E2 82 00", words + "0xe2 0x82");
    refused(FrontendType.PARSE, "00 'x' 80 00 0000", words + "0x80");
  }

  @Test
  void theReplacementCharacterItselfIsText() {
    Query query =
        (Query)
            FrontendMessage.decode(
                FrontendType.QUERY, Unpooled.wrappedBuffer(Notation.bytes("EFBFBD 00")));
    assertThat(query.sql()).isEqualTo("\uFFFD");
  }

  @Test
  void aServersBadUtf8DoesNotEndTheSession() {
    CommandComplete complete =
        (CommandComplete)
            BackendMessage.decode(
                BackendType.COMMAND_COMPLETE, Unpooled.wrappedBuffer(Notation.bytes("'T' FF 00")));
    assertThat(complete.tag()).isEqualTo("T\uFFFD");
  }

  @Test
  void countsAndLengthsThatLieAreCaughtBeforeAnythingIsAllocated() {
    String words = "08P01 insufficient data left in message";
    refused(FrontendType.PARSE, "00 'x' 00 FFFF", words);
    refused(FrontendType.BIND, "00 00 0000 0001 7FFFFFFF 'x'", words);
    refused(FrontendType.BIND, "00 00 0000 0001 FFFFFFFE", words);
    refused(FrontendType.BIND, "00 00 0000 FFFF", words);
    refused(
        FrontendType.FUNCTION_CALL,
        "00000830 0000 0001 FFFFFFF9 0000",
        "08P01 invalid argument size -7 in function call message");
    refused(FrontendType.FUNCTION_CALL, "00000830 0000 FFFF", words);
    assertThat(
            violation(
                () ->
                    SASLInitialResponse.decode(
                        Unpooled.wrappedBuffer(
                            Notation.bytes("'SCRAM-SHA-256' 00 FFFFFFFB 'n,,'")))))
        .isEqualTo(words);
    assertThat(
            violation(
                () ->
                    BackendMessage.decode(
                        BackendType.NEGOTIATE_PROTOCOL_VERSION,
                        Unpooled.wrappedBuffer(Notation.bytes("00030000 7FFFFFFF")))))
        .isEqualTo("08P01 invalid string in message");
  }

  @Test
  void formatsMustBeNoneOneOrOneEach() {
    refused(
        FrontendType.BIND,
        "00 00 0003 0000 0000 0000 0001 FFFFFFFF 0000",
        "08P01 bind message has 3 parameter formats but 1 parameters");
    refused(
        FrontendType.FUNCTION_CALL,
        "00000830 0002 0000 0000 0001 FFFFFFFF 0000",
        "08P01 function call message contains 2 argument formats but 1 arguments");
  }

  @Test
  void describeAndCloseKnowStatementsAndPortals() {
    refused(FrontendType.DESCRIBE, "'X' 00", "08P01 invalid DESCRIBE message subtype 88");
    refused(FrontendType.CLOSE, "FF 00", "08P01 invalid CLOSE message subtype 255");
  }

  @Test
  void aPasswordAfterLogInIsNoMessage() {
    refused(FrontendType.PASSWORD, "'x' 00", "08P01 invalid frontend message type 112");
  }

  @Test
  void startUpPacketsAreReadAsTheServerReadsThem() {
    String layout = "08P01 invalid startup packet layout: expected terminator as last byte";
    refusedInitial("00030000 'user' 00 'bob' 00", layout);
    refusedInitial("00030000 'user' 00", layout);
    refusedInitial("00030000 'user' 00 00", layout);
    refusedInitial("00030000 'user'", layout);
    refusedInitial("00030000 00 'user' 00 'bob' 00 00", layout);
    refusedInitial("00030000", layout);
    refusedInitial("0003", "08P01 invalid length of startup packet");
    refusedInitial(
        "00040000 00", "0A000 unsupported frontend protocol 4.0: server supports 3.0 to 3.2");
    refusedInitial(
        "00020000 00", "0A000 unsupported frontend protocol 2.0: server supports 3.0 to 3.2");
    refusedInitial("04D2162F 00", "08P01 invalid length of startup packet");
    refusedInitial("04D2162E 00000001 010203", "08P01 invalid length of query cancel key");
    refusedInitial(
        "04D2162E 00000001 " + "01".repeat(257), "08P01 invalid length of query cancel key");
    refusedInitial(
        "00030000 'user' 00 'b' FF 00 00",
        "22021 invalid byte sequence for encoding \"UTF8\": 0xff");
    assertThat(violation(() -> InitialMessage.decode(Unpooled.wrappedBuffer(new byte[10_001]))))
        .isEqualTo("08P01 invalid length of startup packet");
  }

  @Test
  void ofAParameterSentTwiceTheLastCountsAtItsPlace() {
    StartupMessage message =
        (StartupMessage)
            InitialMessage.decode(
                Unpooled.wrappedBuffer(
                    Notation.bytes(
                        "00030000 'user' 00 'bob' 00 'DateStyle' 00 'ISO' 00 'user' 00 'eve' 00"
                            + " 00")));
    assertThat(message.parameters())
        .containsExactly(Map.entry("DateStyle", "ISO"), Map.entry("user", "eve"));
  }

  @Test
  void anEmptyNameIsNoName() {
    assertThat(new StartupMessage(0, Map.of("user", "", "database", "")).user()).isEmpty();
    assertThat(new StartupMessage(0, Map.of("user", "bob")).database()).contains("bob");
    assertThat(new StartupMessage(0, Map.of("user", "bob", "database", "shop")).database())
        .contains("shop");
  }

  @Test
  void whatIsNotKnownIsNegotiated() {
    assertThat(new StartupMessage(0, Map.of("user", "bob")).negotiation()).isEmpty();
    assertThat(new StartupMessage(2, Map.of("user", "bob")).negotiation()).isEmpty();
    assertThat(new StartupMessage(9999, Map.of("user", "bob")).negotiation())
        .contains(new NegotiateProtocolVersion(196610, List.of()));
    assertThat(new StartupMessage(0, Map.of("user", "bob", "_pq_.x", "1")).negotiation())
        .contains(new NegotiateProtocolVersion(196608, List.of("_pq_.x")));
  }

  @Test
  void aNulCannotBeSmuggledIntoAFrame() {
    Message[] messages = {
      new StartupMessage(0, Map.of("user", "bob\0replication\0true")),
      new Query("select 1\0"),
      ErrorResponse.error("42601", "a\0b"),
      new StartupMessage(0, Map.of("", "x"))
    };
    for (Message message : messages) {
      assertThatIllegalArgumentException().isThrownBy(() -> message.encode(Unpooled.buffer()));
    }
  }

  @Test
  void aListTooLongForItsCountIsNotCutShort() {
    Message message =
        new Bind("", "", List.of(), Collections.nCopies(65_536, Optional.empty()), List.of());
    assertThatIllegalArgumentException().isThrownBy(() -> message.encode(Unpooled.buffer()));
  }

  @Test
  void nothingPrintsASecret() {
    assertThat(new PasswordMessage("hunter2").toString()).doesNotContain("hunter2");
    assertThat(new BackendKeyData(1, Bytes.copyOf(new byte[] {42, 42, 42, 42})).toString())
        .doesNotContain("42");
  }

  private static void refused(FrontendType type, String body, String words) {
    assertThat(
            violation(
                () -> FrontendMessage.decode(type, Unpooled.wrappedBuffer(Notation.bytes(body)))))
        .as("%s %s", type, body)
        .isEqualTo(words);
  }

  private static void refusedInitial(String body, String words) {
    assertThat(violation(() -> InitialMessage.decode(Unpooled.wrappedBuffer(Notation.bytes(body)))))
        .as(body)
        .isEqualTo(words);
  }

  private static String violation(org.assertj.core.api.ThrowableAssert.ThrowingCallable decoding) {
    ProtocolViolation violation = catchThrowableOfType(ProtocolViolation.class, decoding);
    assertThat(violation).isNotNull();
    return violation.sqlState() + " " + violation.getMessage();
  }
}
