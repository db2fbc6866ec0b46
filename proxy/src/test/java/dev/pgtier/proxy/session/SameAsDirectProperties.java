package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.CopyData;
import dev.pgtier.proxy.wire.CopyDone;
import dev.pgtier.proxy.wire.CopyFail;
import dev.pgtier.proxy.wire.Describe;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Flush;
import dev.pgtier.proxy.wire.FunctionCall;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import dev.pgtier.proxy.wire.Terminate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a client sends, in whatever pieces: it gets the very bytes that the server gives. */
class SameAsDirectProperties {
  /** A function of the server with one integer argument, by its number in pg_proc: int4abs. */
  private static final int INT4ABS = 1251;

  private static TestProxy proxy;

  @BeforeContainer
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterContainer
  static void stop() {
    proxy.close();
  }

  @Property(tries = 250, seed = "20261123")
  void aSessionGetsTheSameBytesThroughTheProxy(
      @ForAll("conversations") List<Message> conversation, @ForAll long seed) throws Exception {
    byte[] direct = answers(TestServer.port(), "scram", "upstream-secret", conversation, seed);
    byte[] through = answers(proxy.port(), "builder", "builder", conversation, seed);
    assertThat(printable(through)).isEqualTo(printable(direct));
    assertThat(through).isEqualTo(direct);
  }

  /** All that comes after the log-in, up to the end of the stream. */
  private static byte[] answers(
      int port, String user, String password, List<Message> conversation, long seed)
      throws IOException, InterruptedException {
    ByteBuf bytes = Unpooled.buffer();
    conversation.forEach(message -> message.encode(bytes));
    new Terminate().encode(bytes);
    Random random = new Random(seed);
    Map<String, String> settings = Map.of("database", TestServer.DATABASE);
    try (TestClient client = TestClient.login(port, user, password, settings)) {
      while (bytes.isReadable()) {
        byte[] piece = new byte[Math.min(bytes.readableBytes(), 1 + random.nextInt(200))];
        bytes.readBytes(piece);
        client.send(piece);
        if (random.nextInt(4) == 0) {
          Thread.sleep(1);
        }
      }
      return client.socket().getInputStream().readAllBytes();
    }
  }

  private static String printable(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "·");
  }

  @Provide
  Arbitrary<List<Message>> conversations() {
    Arbitrary<List<Message>> parts =
        Arbitraries.frequencyOf(
            Tuple.of(4, queries().map(List::of)),
            Tuple.of(4, extended().list().ofMinSize(1).ofMaxSize(8)),
            Tuple.of(4, portals()),
            Tuple.of(2, Arbitraries.just(List.of((Message) new Sync()))),
            Tuple.of(1, copies()),
            Tuple.of(1, functions().map(List::of)));
    return parts
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(list -> list.stream().flatMap(List::stream).toList());
  }

  private static Arbitrary<Message> queries() {
    return Arbitraries.of(
            "SELECT 1",
            "SELECT i, repeat('x', i) FROM generate_series(1, 300) i",
            "SELECT repeat('y', 200000)",
            "SELECT nope",
            "SELECT 1/0; SELECT 2",
            "SELECT 1; SELECT 2; SELECT 1/0; SELECT 3",
            "",
            ";;",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "SAVEPOINT s",
            "ROLLBACK TO s",
            "CREATE TEMP TABLE t (a int)",
            "INSERT INTO t VALUES (1)",
            "COPY (SELECT generate_series(1, 50)) TO STDOUT",
            "COPY (SELECT 1/(i - 40) FROM generate_series(1, 50) i) TO STDOUT; SELECT 4",
            "PREPARE p AS SELECT 5",
            "EXECUTE p",
            "EXECUTE a(6)",
            "DEALLOCATE a",
            "DEALLOCATE ALL",
            "DECLARE c CURSOR FOR SELECT generate_series(1, 9)",
            "FETCH 2 FROM c",
            "SET application_name = 'named'",
            "SET DateStyle = 'German'",
            "RESET ALL",
            "DISCARD ALL",
            "DO $$ BEGIN RAISE NOTICE 'heard'; END $$")
        .map(Query::new);
  }

  private static Arbitrary<Message> extended() {
    Arbitrary<String> names = Arbitraries.of("", "", "a", "b");
    Arbitrary<Target> targets = Arbitraries.of(Target.class);
    return Arbitraries.oneOf(
        Combinators.combine(
                names,
                Arbitraries.of(
                    "SELECT $1::int + 1",
                    "SELECT generate_series(1, 20)",
                    "SELECT 1/0",
                    "",
                    "SELECT 1; SELECT 2",
                    "BEGIN",
                    "COMMIT",
                    "COPY t FROM STDIN",
                    "INSERT INTO t VALUES ($1)"))
            .as((name, sql) -> new Parse(name, sql, List.of())),
        Combinators.combine(
                names, names, Arbitraries.of(0, 1), Arbitraries.integers().between(0, 1))
            .as(
                (portal, statement, parameters, format) ->
                    new Bind(
                        portal,
                        statement,
                        List.of(),
                        parameters == 0 ? List.of() : List.of(Optional.of(text("41"))),
                        List.of(format))),
        Combinators.combine(targets, names).as(Describe::new),
        Combinators.combine(names, Arbitraries.of(0, 0, 1, 7)).as(Execute::new),
        Combinators.combine(targets, names).as(Close::new),
        Arbitraries.just(new Flush()),
        Arbitraries.just(new Sync()),
        Arbitraries.just(new Sync()));
  }

  /** A statement that is made, bound and run piece by piece, as cursors of drivers do it. */
  private static Arbitrary<List<Message>> portals() {
    return Combinators.combine(
            Arbitraries.of("", "a"),
            Arbitraries.of("", "b"),
            Arbitraries.of("", "1/(i - 15), "),
            Arbitraries.integers().between(0, 9),
            Arbitraries.of(new Sync(), new Flush()))
        .as(
            (statement, portal, divisor, rows, last) ->
                List.of(
                    new Close(Target.STATEMENT, statement),
                    new Parse(
                        statement,
                        "SELECT " + divisor + "i FROM generate_series(1, $1) i",
                        List.of(23)),
                    new Describe(Target.STATEMENT, statement),
                    new Bind(
                        portal, statement, List.of(), List.of(Optional.of(text("20"))), List.of()),
                    new Describe(Target.PORTAL, portal),
                    new Execute(portal, rows),
                    new Flush(),
                    new Execute(portal, rows),
                    new Close(Target.PORTAL, portal),
                    last));
  }

  /** COPY in that goes well, fails at the server, is given up, or meets what it must not. */
  private static Arbitrary<List<Message>> copies() {
    Message begin = new Query("CREATE TEMP TABLE IF NOT EXISTS t (a int); COPY t FROM STDIN");
    Message parse = new Parse("", "COPY t FROM STDIN", List.of());
    Message bind = new Bind("", "", List.of(), List.of(), List.of());
    Message execute = new Execute("", 0);
    CopyData good = new CopyData(text("1\n2\n"));
    CopyData bad = new CopyData(text("x\n"));
    return Arbitraries.of(
        List.of(begin, good, good, new CopyDone()),
        List.of(begin, good, bad, good, new CopyDone()),
        List.of(begin, good, new CopyFail("enough")),
        List.of(begin, good, new Sync(), good, new Flush(), new CopyDone()),
        List.of(new Query("COPY t FROM STDIN; SELECT 8"), good, new CopyDone()),
        List.of(parse, bind, execute, good, new CopyDone(), new Sync()),
        List.of(parse, bind, execute, new Sync(), good, new CopyDone(), new Sync()),
        List.of(parse, bind, execute, bad, good, new CopyDone(), new Sync()),
        List.of(parse, bind, execute, good, new CopyFail("enough"), new Sync()),
        List.of(good, new CopyDone(), new CopyFail("outside of a copy")));
  }

  private static Arbitrary<Message> functions() {
    return Arbitraries.of(Optional.of(text("-7")), Optional.of(text("z")), Optional.<Bytes>empty())
        .map(argument -> new FunctionCall(INT4ABS, List.of(), List.of(argument), 0));
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
