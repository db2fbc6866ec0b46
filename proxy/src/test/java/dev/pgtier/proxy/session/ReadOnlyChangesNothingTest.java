package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.fixture.Postgres15;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.CopyData;
import dev.pgtier.proxy.wire.CopyDone;
import dev.pgtier.proxy.wire.Describe;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Flush;
import dev.pgtier.proxy.wire.FunctionCall;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand random sequences of messages through the shipped tier inspect in front of a
 * superuser: the database, its sequences, large objects, slots, roles and settings are afterwards
 * what they were, and every sequence was answered by a legal trace.
 */
class ReadOnlyChangesNothingTest {
  private static final int SESSIONS = 50;
  private static final int SEQUENCES = 200;

  private static final String STATE =
      """
      SELECT concat_ws('|',
        (SELECT md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o),
        (SELECT string_agg(relname || relkind::text, ',' ORDER BY oid) FROM pg_class
          WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg_%')),
        (SELECT string_agg(last_value::text, ',') FROM pg_sequences),
        (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_namespace
          WHERE nspname !~ '^pg_(toast_)?temp'),
        (SELECT string_agg(oid::text, ',') FROM pg_largeobject_metadata),
        (SELECT string_agg(slot_name, ',') FROM pg_replication_slots),
        (SELECT string_agg(r::text, ',' ORDER BY rolname) FROM pg_authid r),
        (SELECT string_agg(s::text, ',') FROM pg_db_role_setting s),
        (SELECT string_agg(gid, ',') FROM pg_prepared_xacts),
        (SELECT string_agg(name || setting, ',') FROM pg_file_settings),
        (SELECT count(*) FROM pg_listening_channels()))""";

  private static final String[] STATEMENTS = {
    "BEGIN",
    "BEGIN READ WRITE",
    "START TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "COMMIT",
    "COMMIT AND CHAIN",
    "END",
    "ROLLBACK",
    "SAVEPOINT s",
    "ROLLBACK TO s",
    "RELEASE s",
    "SET TRANSACTION READ WRITE",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "SET default_transaction_read_only = off",
    "SET transaction_read_only = off",
    "RESET ALL",
    "DISCARD ALL",
    "DEALLOCATE ALL",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT count(*) FROM orders",
    "SELECT 1/0",
    "SELEC",
    "",
    "SELECT * FROM generate_series(1, 30)",
    "UPDATE orders SET total = 0",
    "INSERT INTO orders (user_id) VALUES (9)",
    "WITH d AS (DELETE FROM orders RETURNING 1) SELECT * FROM d",
    "SELECT nextval('orders_id_seq')",
    "SELECT lo_create(0)",
    "SELECT pg_create_physical_replication_slot('r')",
    "EXPLAIN ANALYZE CREATE TABLE made AS SELECT 1",
    "SELECT 1 INTO made",
    "CREATE TEMP TABLE t (a int)",
    "CREATE ROLE made",
    "ALTER SYSTEM SET work_mem = '5MB'",
    "PREPARE TRANSACTION 'x'",
    "PREPARE p AS SELECT count(*) FROM orders",
    "PREPARE w AS DELETE FROM orders",
    "EXECUTE p",
    "EXECUTE w",
    "EXECUTE a",
    "DECLARE c CURSOR FOR SELECT * FROM orders",
    "DECLARE h CURSOR WITH HOLD FOR SELECT * FROM orders",
    "FETCH ALL FROM c",
    "FETCH 1 FROM b",
    "CLOSE ALL",
    "COPY orders TO STDOUT",
    "COPY orders FROM STDIN",
    "LISTEN made",
    "NOTIFY made",
    "DO $$ BEGIN DELETE FROM orders; END $$",
    "SELECT 1; SELECT 2",
    "BEGIN; SELECT 1; COMMIT",
    "BEGIN; DELETE FROM orders; COMMIT",
    "SELECT 1; COMMIT; DELETE FROM orders",
    "SET search_path = public",
    "SET TimeZone = 'UTC'",
    "RESET SESSION AUTHORIZATION",
    "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL",
  };

  @Test
  void tenThousandSequencesOfMessagesChangeNothing() {
    changeNothing(TestServer.port(), SESSIONS);
  }

  @Test
  void onTheOldestServerNeither() throws IOException {
    try (EmbeddedPostgres server =
        Postgres15.builder()
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_prepared_transactions", "5")
            .start()) {
      TestServer.fill(server.getPort());
      changeNothing(server.getPort(), SESSIONS / 5);
    }
  }

  private static void changeNothing(int port, int sessions) {
    try (TestProxy proxy = TestProxy.start(o -> options(o, port))) {
      String before = TestServer.value(port, STATE);
      for (int session = 0; session < sessions; session++) {
        Random random = new Random(session);
        try (TestClient client = proxy.login("agent")) {
          for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            run(client, random, session + "." + sequence);
          }
        }
      }
      assertThat(TestServer.value(port, STATE)).isEqualTo(before);
    }
  }

  private static void run(TestClient client, Random random, String name) {
    List<Message> messages = new ArrayList<>();
    int length = 1 + random.nextInt(8);
    int ready = 1;
    for (int i = 0; i < length; i++) {
      Message message = message(random);
      if (message instanceof Query && open(messages)) {
        messages.add(new Sync());
        ready++;
      }
      if (message instanceof Query || message instanceof Sync || message instanceof FunctionCall) {
        ready++;
      }
      messages.add(message);
    }
    messages.add(new Sync());
    messages.add(new Query("ROLLBACK"));
    client.send(messages.toArray(Message[]::new));
    List<String> trace = client.trace(ready + 1);
    assertThat(trace).as("%s: %s %s", name, messages, trace).last().isEqualTo("ReadyForQuery I");
    assertThat(trace).as("%s: %s", name, messages).noneMatch(line -> line.contains("FATAL"));
  }

  private static boolean open(List<Message> messages) {
    Message last = messages.isEmpty() ? new Sync() : messages.get(messages.size() - 1);
    return !(last instanceof Query || last instanceof Sync || last instanceof FunctionCall);
  }

  private static Message message(Random random) {
    String name = List.of("", "a", "b").get(random.nextInt(3));
    String other = List.of("", "a", "b").get(random.nextInt(3));
    String sql = STATEMENTS[random.nextInt(STATEMENTS.length)];
    Target target = random.nextBoolean() ? Target.STATEMENT : Target.PORTAL;
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> new Query(sql);
      case 4, 5, 6 -> new Parse(name, sql, List.of());
      case 7, 8 -> new Bind(other, name, List.of(), List.of(), List.of());
      case 9 -> new Execute(other, random.nextInt(3));
      case 10 -> new Describe(target, name);
      case 11 -> random.nextBoolean() ? new Close(target, name) : new Flush();
      case 12 ->
          random.nextBoolean() ? new CopyData(dev.pgtier.proxy.wire.Bytes.EMPTY) : new CopyDone();
      default -> new Sync();
    };
  }

  private static ProxyOptions options(ProxyOptions o, int port) {
    Tier shipped = ShippedTiers.inspect();
    Limits limits =
        new Limits(
            Duration.ofSeconds(20),
            OptionalLong.of(20),
            OptionalLong.of(1 << 20),
            4_000,
            100,
            OptionalLong.empty(),
            100,
            Duration.ZERO);
    Map<String, Tier> tiers = new HashMap<>(o.tiers());
    tiers.put(
        "inspect",
        new Tier(
            "inspect",
            "",
            "production",
            shipped.mode(),
            shipped.effects(),
            shipped.functions(),
            shipped.relations(),
            shipped.settings(),
            limits,
            shipped.hint(),
            shipped.hash()));
    return new ProxyOptions(
        o.listen(),
        o.tls(),
        o.admin(),
        Map.of("production", TestProxy.upstream(port)),
        tiers,
        o.principals(),
        o.bounds());
  }
}
