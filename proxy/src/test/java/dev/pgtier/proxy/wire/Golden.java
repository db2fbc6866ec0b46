package dev.pgtier.proxy.wire;

import dev.pgtier.proxy.wire.Authentication.AuthenticationCleartextPassword;
import dev.pgtier.proxy.wire.Authentication.AuthenticationGSS;
import dev.pgtier.proxy.wire.Authentication.AuthenticationGSSContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationKerberosV5;
import dev.pgtier.proxy.wire.Authentication.AuthenticationMD5Password;
import dev.pgtier.proxy.wire.Authentication.AuthenticationOk;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASL;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLFinal;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSSPI;
import dev.pgtier.proxy.wire.RowDescription.Column;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every message once or more, its bytes written out by hand from the manual's "Message Formats".
 *
 * @param header bytes before the body
 * @param openEnded whether the body may end anywhere, or nearly so
 */
record Golden(
    Message message,
    String notation,
    int header,
    boolean openEnded,
    Function<ByteBuf, Message> decoder) {
  private static final int TYPED = 5;
  private static final int UNTYPED = 4;

  byte[] frame() {
    return Notation.bytes(notation);
  }

  byte[] body() {
    byte[] frame = frame();
    return java.util.Arrays.copyOfRange(frame, header, frame.length);
  }

  @Override
  public String toString() {
    return message.getClass().getSimpleName() + " " + notation;
  }

  static Stream<Golden> all() {
    return Stream.of(initial(), password(), frontend(), backend()).flatMap(s -> s);
  }

  static Stream<Golden> initial() {
    return Stream.of(
        initial(
            new StartupMessage(0, ordered("user", "bob", "database", "shop")),
            "00000020 00030000 'user' 00 'bob' 00 'database' 00 'shop' 00 00"),
        initial(
            new StartupMessage(2, ordered("user", "zoë", "_pq_.x", "")),
            "0000001B 00030002 'user' 00 'zoë' 00 '_pq_.x' 00 00 00"),
        initial(new StartupMessage(0, Map.of()), "00000009 00030000 00"),
        initial(new SSLRequest(), "00000008 04D2162F"),
        initial(new GSSENCRequest(), "00000008 04D21630"),
        open(
            initial(
                new CancelRequest(77, secret("0102 0304")), "00000010 04D2162E 0000004D 01020304")),
        open(
            initial(
                new CancelRequest(-1, secret("01".repeat(256))),
                "0000010C 04D2162E FFFFFFFF " + "01".repeat(256))));
  }

  static Stream<Golden> password() {
    return Stream.of(
        new Golden(
            new PasswordMessage("pencil"),
            "'p' 0000000B 'pencil' 00",
            TYPED,
            false,
            PasswordMessage::decode),
        new Golden(
            new SASLInitialResponse("SCRAM-SHA-256", Optional.of(text("n,,n=,r=a"))),
            "'p' 0000001F 'SCRAM-SHA-256' 00 00000009 'n,,n=,r=a'",
            TYPED,
            false,
            SASLInitialResponse::decode),
        new Golden(
            new SASLInitialResponse("X", Optional.empty()),
            "'p' 0000000A 'X' 00 FFFFFFFF",
            TYPED,
            false,
            SASLInitialResponse::decode),
        new Golden(
            new SASLResponse(text("c=biws")),
            "'p' 0000000A 'c=biws'",
            TYPED,
            true,
            SASLResponse::decode));
  }

  static Stream<Golden> frontend() {
    return Stream.of(
        frontend(new Query("select 1"), "'Q' 0000000D 'select 1' 00"),
        frontend(new Query(""), "'Q' 00000005 00"),
        frontend(
            new Parse("s1", "select $1", List.of(23, -1)),
            "'P' 0000001B 's1' 00 'select $1' 00 0002 00000017 FFFFFFFF"),
        frontend(new Parse("", "", List.of()), "'P' 00000008 00 00 0000"),
        frontend(
            new Bind(
                "p",
                "s1",
                List.of(0, 1),
                List.of(Optional.of(text("x")), Optional.empty()),
                List.of(1)),
            "'B' 0000001E 'p' 00 's1' 00 0002 0000 0001 0002 00000001 'x' FFFFFFFF 0001 0001"),
        frontend(
            new Bind("", "", List.of(), List.of(Optional.of(Bytes.EMPTY)), List.of()),
            "'B' 00000010 00 00 0000 0001 00000000 0000"),
        frontend(new Describe(Target.STATEMENT, "s1"), "'D' 00000008 'S' 's1' 00"),
        frontend(new Describe(Target.PORTAL, ""), "'D' 00000006 'P' 00"),
        frontend(new Execute("p", 100), "'E' 0000000A 'p' 00 00000064"),
        frontend(new Execute("", -1), "'E' 00000009 00 FFFFFFFF"),
        frontend(new Close(Target.PORTAL, "p"), "'C' 00000007 'P' 'p' 00"),
        frontend(new Close(Target.STATEMENT, ""), "'C' 00000006 'S' 00"),
        frontend(new Flush(), "'H' 00000004"),
        frontend(new Sync(), "'S' 00000004"),
        frontend(new Terminate(), "'X' 00000004"),
        frontend(
            new FunctionCall(
                2096, List.of(1), List.of(Optional.of(secret("0000002A")), Optional.empty()), 1),
            "'F' 0000001C 00000830 0001 0001 0002 00000004 0000002A FFFFFFFF 0001"),
        open(frontend(new CopyData(text("1\t2\n")), "'d' 00000008 '1' 09 '2' 0A")),
        open(frontend(new CopyData(Bytes.EMPTY), "'d' 00000004")),
        frontend(new CopyDone(), "'c' 00000004"),
        frontend(new CopyFail("no more"), "'f' 0000000C 'no more' 00"));
  }

  static Stream<Golden> backend() {
    return Stream.concat(authentication(), answers());
  }

  private static Stream<Golden> authentication() {
    return Stream.of(
        backend(new AuthenticationOk(), "'R' 00000008 00000000"),
        backend(new AuthenticationKerberosV5(), "'R' 00000008 00000002"),
        backend(new AuthenticationCleartextPassword(), "'R' 00000008 00000003"),
        backend(
            new AuthenticationMD5Password(secret("DEADBEEF")), "'R' 0000000C 00000005 DEADBEEF"),
        backend(new AuthenticationGSS(), "'R' 00000008 00000007"),
        open(backend(new AuthenticationGSSContinue(secret("60")), "'R' 00000009 00000008 60")),
        backend(new AuthenticationSSPI(), "'R' 00000008 00000009"),
        backend(
            new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
            "'R' 0000002A 0000000A 'SCRAM-SHA-256-PLUS' 00 'SCRAM-SHA-256' 00 00"),
        open(backend(new AuthenticationSASLContinue(text("r=")), "'R' 0000000A 0000000B 'r='")),
        open(backend(new AuthenticationSASLFinal(text("v=")), "'R' 0000000A 0000000C 'v='")));
  }

  private static Stream<Golden> answers() {
    return Stream.of(
        open(
            backend(
                new BackendKeyData(4711, secret("0A0B0C0D")), "'K' 0000000C 00001267 0A0B0C0D")),
        backend(new BindComplete(), "'2' 00000004"),
        backend(new CloseComplete(), "'3' 00000004"),
        backend(new CommandComplete("SELECT 3"), "'C' 0000000D 'SELECT 3' 00"),
        backend(new CopyInResponse(0, List.of(0, 0)), "'G' 0000000B 00 0002 0000 0000"),
        backend(new CopyOutResponse(1, List.of(1)), "'H' 00000009 01 0001 0001"),
        backend(new CopyBothResponse(0, List.of()), "'W' 00000007 00 0000"),
        open(backend(new CopyData(text("x")), "'d' 00000005 'x'")),
        backend(new CopyDone(), "'c' 00000004"),
        backend(
            new DataRow(List.of(Optional.of(text("7")), Optional.empty())),
            "'D' 0000000F 0002 00000001 '7' FFFFFFFF"),
        backend(new EmptyQueryResponse(), "'I' 00000004"),
        backend(
            ErrorResponse.error("42601", "syntax error").hint("do not").position(8),
            "'E' 00000033 'SERROR' 00 'VERROR' 00 'C42601' 00 'Msyntax error' 00 'Hdo not' 00"
                + " 'P8' 00 00"),
        backend(
            new NoticeResponse(Fields.of("WARNING", "01000", "hm").with('D', "")),
            "'N' 00000024 'SWARNING' 00 'VWARNING' 00 'C01000' 00 'Mhm' 00 'D' 00 00"),
        backend(new FunctionCallResponse(Optional.of(secret("2A"))), "'V' 00000009 00000001 2A"),
        backend(new FunctionCallResponse(Optional.empty()), "'V' 00000008 FFFFFFFF"),
        backend(
            new NegotiateProtocolVersion(196610, List.of("_pq_.x")),
            "'v' 00000013 00030002 00000001 '_pq_.x' 00"),
        backend(new NoData(), "'n' 00000004"),
        backend(
            new NotificationResponse(9, "jobs", "42"), "'A' 00000010 00000009 'jobs' 00 '42' 00"),
        backend(new ParameterDescription(List.of(23, 25)), "'t' 0000000E 0002 00000017 00000019"),
        backend(new ParameterStatus("TimeZone", "UTC"), "'S' 00000011 'TimeZone' 00 'UTC' 00"),
        backend(new ParseComplete(), "'1' 00000004"),
        backend(new PortalSuspended(), "'s' 00000004"),
        backend(new ReadyForQuery(TransactionStatus.IDLE), "'Z' 00000005 'I'"),
        backend(new ReadyForQuery(TransactionStatus.IN_BLOCK), "'Z' 00000005 'T'"),
        backend(new ReadyForQuery(TransactionStatus.FAILED), "'Z' 00000005 'E'"),
        backend(
            new RowDescription(List.of(new Column("id", 16384, 1, 23, 4, -1, 0))),
            "'T' 0000001B 0001 'id' 00 00004000 0001 00000017 0004 FFFFFFFF 0000"));
  }

  private static Golden initial(InitialMessage message, String notation) {
    return new Golden(message, notation, UNTYPED, false, InitialMessage::decode);
  }

  private static Golden frontend(FrontendMessage message, String notation) {
    FrontendType type = FrontendType.of(Notation.bytes(notation)[0]);
    return new Golden(message, notation, TYPED, false, body -> FrontendMessage.decode(type, body));
  }

  private static Golden backend(BackendMessage message, String notation) {
    BackendType type = BackendType.of(Notation.bytes(notation)[0]);
    return new Golden(message, notation, TYPED, false, body -> BackendMessage.decode(type, body));
  }

  private static Golden open(Golden golden) {
    return new Golden(golden.message, golden.notation, golden.header, true, golden.decoder);
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Bytes secret(String hex) {
    return Bytes.copyOf(Notation.bytes(hex));
  }

  private static Map<String, String> ordered(String... namesAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
