package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.Describe;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Flush;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.NoticeResponse;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import dev.pgtier.proxy.wire.Terminate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

/**
 * A client that only reads cannot tell a read-only tier from the server: not by tags, statuses,
 * rows, errors or settings, in blocks, pipelines, cursors and savepoints.
 */
class ReadOnlySameAsDirectProperties {
  private static TestProxy proxy;

  @BeforeContainer
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterContainer
  static void stop() {
    proxy.close();
  }

  @Property(tries = 300, seed = "20261123")
  void aReadingSessionSeesTheSame(
      @ForAll("conversations") List<Message> conversation, @ForAll long seed) throws Exception {
    List<String> direct =
        answers(TestServer.port(), "scram", "upstream-secret", conversation, seed);
    List<String> through = answers(proxy.port(), "agent", "agent", conversation, seed);
    assertThat(through).isEqualTo(direct);
  }

  private static List<String> answers(
      int port, String user, String password, List<Message> conversation, long seed)
      throws IOException, InterruptedException {
    ByteBuf bytes = Unpooled.buffer();
    conversation.forEach(message -> message.encode(bytes));
    new Sync().encode(bytes);
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
      return frames(Unpooled.wrappedBuffer(client.socket().getInputStream().readAllBytes()));
    }
  }

  /** Errors by code, message and position: the line of the server's source is another one. */
  private static List<String> frames(ByteBuf bytes) {
    List<String> frames = new ArrayList<>();
    while (bytes.isReadable()) {
      byte type = bytes.readByte();
      ByteBuf body = bytes.readSlice(bytes.readInt() - 4);
      BackendType known = BackendType.of(type);
      if (known == BackendType.ERROR_RESPONSE) {
        ErrorResponse error = (ErrorResponse) BackendMessage.decode(known, body);
        String text = error.severity() + " " + error.sqlState() + " " + error.message();
        // What a failed Query leaves in the unnamed portal cannot be run either.
        frames.add(
            text.matches("ERROR (55000|34000) portal \"\" .*|ERROR 25P02 .*")
                ? "ERROR no such portal, or aborted"
                : text);
      } else if (known == BackendType.NOTICE_RESPONSE) {
        NoticeResponse notice = (NoticeResponse) BackendMessage.decode(known, body);
        // "There is no transaction in progress", and "already": who is in one is the proxy.
        if (!notice.toString().contains("25P01") && !notice.toString().contains("25001")) {
          frames.add("notice " + notice);
        }
      } else if (known != BackendType.PARAMETER_STATUS) {
        // When a setting is told of is another test's: SHOW tells here what it is.
        frames.add(
            (char) type
                + " "
                + body.toString(StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "·"));
      }
    }
    return frames;
  }

  @Provide
  Arbitrary<List<Message>> conversations() {
    Arbitrary<List<Message>> parts =
        Arbitraries.frequencyOf(
            Tuple.of(6, queries().map(List::of)),
            Tuple.of(4, extended().list().ofMinSize(1).ofMaxSize(8)),
            Tuple.of(4, portals()),
            Tuple.of(3, pipelines()),
            Tuple.of(2, Arbitraries.just(List.of((Message) new Sync()))));
    return parts.list().ofMinSize(1).ofMaxSize(14).map(ReadOnlySameAsDirectProperties::synced);
  }

  /** No Query in an unfinished pipeline: PostgreSQL 18 leaves that open, where a tier ends it. */
  private static List<Message> synced(List<List<Message>> parts) {
    List<Message> all = new ArrayList<>();
    boolean open = false;
    for (List<Message> part : parts) {
      for (Message message : part) {
        if (message instanceof Query && open) {
          all.add(new Sync());
        }
        open = !(message instanceof Query || message instanceof Sync);
        all.add(message);
      }
    }
    return all;
  }

  private static final String[] STATEMENTS = {
    "SELECT 1",
    "SELECT i, repeat('x', i) FROM generate_series(1, 30) i",
    "SELECT nope",
    "SELECT 1/0",
    "SELEC",
    "BEGIN",
    "BEGIN",
    "START TRANSACTION READ ONLY",
    "COMMIT",
    "COMMIT",
    "END",
    "ROLLBACK",
    "SAVEPOINT s",
    "SAVEPOINT r",
    "ROLLBACK TO s",
    "ROLLBACK TO r",
    "RELEASE s",
    "COPY (SELECT generate_series(1, 50)) TO STDOUT",
    "COPY (SELECT 1/(i - 40) FROM generate_series(1, 50) i) TO STDOUT",
    "PREPARE p AS SELECT 5",
    "EXECUTE p",
    "DEALLOCATE p",
    "DEALLOCATE ALL",
    "FETCH 2 FROM c",
    "MOVE 1 IN c",
    "CLOSE c",
    "SET application_name = 'named'",
    "SET DateStyle = 'German'",
    "SET LOCAL DateStyle = 'SQL'",
    "SET TimeZone = 'Asia/Tokyo'",
    "SET search_path = somewhere, public",
    "SET search_path = 'elsewhere', public",
    "RESET TimeZone",
    "RESET ALL",
    "SHOW DateStyle",
    "SHOW search_path",
    "SHOW transaction_isolation",
    "SELECT set_config('DateStyle', 'ISO, DMY', false)",
    "SELECT set_config('DateStyle', 'ISO, YMD', true)",
    "SELECT date '2026-02-03', current_schemas(false)",
    "DISCARD ALL",
    "EXPLAIN SELECT 1",
  };

  private static Arbitrary<Message> queries() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.of(STATEMENTS).map(Query::new)),
        // In a pipeline the server and a tier differ in what they take for a transaction.
        Tuple.of(
            1, Arbitraries.just(new Query("DECLARE c CURSOR FOR SELECT generate_series(1, 9)"))),
        Tuple.of(
            1,
            Arbitraries.of(
                    "",
                    ";;",
                    "SELECT 1; SELECT 2; SELECT 1/0; SELECT 3",
                    "BEGIN; SELECT 4",
                    "begin; SELECT 5; commit",
                    "SELECT 6; COMMIT",
                    "SELECT 7; ROLLBACK",
                    "BEGIN; SELECT 1/0; COMMIT",
                    "DECLARE d CURSOR FOR SELECT 1; FETCH d",
                    "SET DateStyle = 'SQL'; SET TimeZone = 'UTC'")
                .map(Query::new)));
  }

  private static Arbitrary<Message> extended() {
    Arbitrary<String> names = Arbitraries.of("", "", "a", "b");
    Arbitrary<Target> targets = Arbitraries.of(Target.class);
    return Arbitraries.oneOf(
        Combinators.combine(names, Arbitraries.of(STATEMENTS))
            .as((name, sql) -> new Parse(name, sql, List.of())),
        Combinators.combine(names, names, Arbitraries.integers().between(0, 1))
            .as(
                (portal, statement, format) ->
                    new Bind(portal, statement, List.of(), List.of(), List.of(format))),
        // A Query that failed may leave an unnamed portal to describe.
        Combinators.combine(targets, names)
            .filter((target, name) -> target == Target.STATEMENT || !name.isEmpty())
            .as(Describe::new),
        // PostgreSQL 18.6 crashes when the portal of a Query that failed is executed once more.
        Combinators.combine(Arbitraries.of("a", "b"), Arbitraries.of(0, 0, 1, 7)).as(Execute::new),
        Combinators.combine(targets, names).as(Close::new),
        Arbitraries.just(new Flush()),
        Arbitraries.just(new Sync()),
        Arbitraries.just(new Sync()));
  }

  private static List<Message> run(String sql) {
    return List.of(
        new Parse("", sql, List.of()),
        new Bind("", "", List.of(), List.of(), List.of()),
        new Describe(Target.PORTAL, ""),
        new Execute("", 0));
  }

  /** As drivers do it: whole statements, one after the other, and a Sync behind some. */
  private static Arbitrary<List<Message>> pipelines() {
    return Arbitraries.of(STATEMENTS)
        .map(ReadOnlySameAsDirectProperties::run)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            list -> {
              List<Message> all = new ArrayList<>();
              list.forEach(all::addAll);
              all.add(new Sync());
              return all;
            });
  }

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

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
