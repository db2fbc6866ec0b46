package dev.pgtier.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final Bounds SHORT =
      new Bounds(
          Duration.ofMillis(700), Duration.ofMillis(700), 20, 3, Duration.ofSeconds(5), 1 << 20);

  @Test
  void manyHalfOpenConnectionsFromOneAddressLockNobodyOut() {
    Bounds patient =
        new Bounds(
            Duration.ofSeconds(30), Duration.ofSeconds(30), 20, 3, Duration.ofSeconds(5), 1 << 20);
    try (TestProxy proxy = start(patient, TestProxy.LIMITS)) {
      List<TestClient> silent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        silent.add(TestClient.connect(proxy.port()));
      }
      try (TestClient client = proxy.login("builder")) {
        client.send(new Query("SELECT 1"));
        assertThat(client.trace()).contains("CommandComplete SELECT 1");
      }
      assertThat(silent.get(0).traceToEnd()).containsExactly("ErrorResponse FATAL 53300", "end");
      silent.forEach(TestClient::close);
    }
  }

  @Test
  void whoDoesNotLogInInTimeIsToldAndDropped() {
    try (TestProxy proxy = start(SHORT, TestProxy.LIMITS);
        TestClient client = TestClient.connect(proxy.port())) {
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 08006", "end");
    }
  }

  @Test
  void aFrameThatGainsNoByteEndsItsSession() {
    try (TestProxy proxy = start(SHORT, TestProxy.LIMITS);
        TestClient client = proxy.login("builder")) {
      client.send(new byte[] {'Q', 0, 0, 0, 20, 'S'});
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 08P01", "end");
    }
  }

  @Test
  void anIdleSessionThatIsLongInABlockOrRunsAStatementIsNotStalled() {
    try (TestProxy proxy = start(SHORT, TestProxy.LIMITS);
        TestClient client = proxy.login("builder")) {
      client.send(new Query("BEGIN; SELECT pg_sleep(1.5)"));
      assertThat(client.trace()).last().isEqualTo("ReadyForQuery T");
    }
  }

  @Test
  void sessionsOfOneAddressAreBounded() {
    try (TestProxy proxy = start(SHORT, TestProxy.LIMITS);
        TestClient first = proxy.login("builder");
        TestClient second = proxy.login("builder")) {
      try (TestClient third = proxy.login("agent")) {
        assertThat(refusal(proxy, "builder").lastError().sqlState()).isEqualTo("53300");
        assertThat(third.socket().isClosed()).isFalse();
      }
      awaitLogin(proxy);
      first.send(new Query("SELECT 1"));
      assertThat(first.trace()).contains("CommandComplete SELECT 1");
      second.send(new Query("SELECT 1"));
      assertThat(second.trace()).contains("CommandComplete SELECT 1");
    }
  }

  @Test
  void sessionsOfATierAreBoundedAndTheErrorSaysTheLimit() {
    Limits one =
        new Limits(
            Duration.ZERO,
            OptionalLong.empty(),
            OptionalLong.empty(),
            1 << 20,
            1,
            OptionalLong.empty(),
            10,
            Duration.ZERO);
    try (TestProxy proxy = start(SHORT, one);
        TestClient first = proxy.login("builder")) {
      TestClient second = refusal(proxy, "builder");
      assertThat(second.lastError().sqlState()).isEqualTo("53300");
      assertThat(second.lastError().message())
          .isEqualTo("pgtier: tier validate has all its sessions open");
      assertThat(first.socket().isConnected()).isTrue();
    }
  }

  @Test
  void anIdleSessionIsEndedAfterItsTiersLimit() {
    Limits idle =
        new Limits(
            Duration.ZERO,
            OptionalLong.empty(),
            OptionalLong.empty(),
            1 << 20,
            10,
            OptionalLong.empty(),
            10,
            Duration.ofMillis(800));
    try (TestProxy proxy = start(SHORT, idle);
        TestClient client = proxy.login("builder")) {
      client.send(new Query("SELECT pg_sleep(1.2)"));
      assertThat(client.trace()).contains("CommandComplete SELECT 1");
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 57P05", "end");
    }
  }

  @Test
  void whenTheProxyStopsARunningStatementFinishesAndTheSessionIsTold() throws Exception {
    TestProxy proxy = start(SHORT, TestProxy.LIMITS);
    try (TestClient busy = proxy.login("builder");
        TestClient idle = proxy.login("builder")) {
      busy.send(new Query("SELECT pg_sleep(1)"));
      Thread.sleep(200); // the statement is on its way; nothing shows that it runs
      Thread stopping = new Thread(proxy::close);
      stopping.start();
      assertThat(idle.traceToEnd()).containsExactly("ErrorResponse FATAL 57P01", "end");
      assertThat(busy.traceToEnd())
          .containsExactly(
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I",
              "ErrorResponse FATAL 57P01",
              "end");
      stopping.join();
    }
  }

  private static TestClient refusal(TestProxy proxy, String user) {
    try (TestClient client = TestClient.connect(proxy.port())) {
      assertThat(client.logIn(user, user, Map.of("database", TestServer.DATABASE), 0))
          .last()
          .isEqualTo("end");
      return client;
    }
  }

  private static void awaitLogin(TestProxy proxy) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (true) {
      try (TestClient again = TestClient.connect(proxy.port())) {
        List<String> trace =
            again.logIn("builder", "builder", Map.of("database", TestServer.DATABASE), 0);
        if (trace.contains("ReadyForQuery I")) {
          return;
        }
      }
      assertThat(System.nanoTime()).as("the closed session still counts").isLessThan(end);
    }
  }

  private static TestProxy start(Bounds bounds, Limits limits) {
    return TestProxy.start(
        o -> {
          Map<String, Tier> tiers = new HashMap<>();
          o.tiers()
              .forEach(
                  (name, t) ->
                      tiers.put(
                          name,
                          TestProxy.tier(
                              name, t.mode(), t.effects(), t.settings().settable(), limits)));
          return new ProxyOptions(
              o.listen(), o.tls(), o.admin(), o.upstreams(), tiers, o.principals(), bounds);
        });
  }
}
