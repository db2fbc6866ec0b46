package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bytes that no honest client sends: src/test/python/run_wire.py says what each case expects. */
class WireCorpusTest {
  @Test
  void everyHostileByteStreamIsAnsweredAsItShouldBe() {
    Bounds bounds =
        new Bounds(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            1_000,
            1_000,
            Duration.ofSeconds(2),
            64 << 20);
    try (TestProxy proxy =
        TestProxy.start(
            o ->
                new ProxyOptions(
                    o.listen(),
                    o.tls(),
                    o.admin(),
                    o.upstreams(),
                    o.tiers(),
                    o.principals(),
                    bounds))) {
      Command.Result result =
          Command.of(
                  "python3",
                  Path.of("src", "test", "python", "run_wire.py").toString(),
                  "--host",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(proxy.port()),
                  "--user",
                  "agent",
                  "--password",
                  "agent",
                  "--db",
                  TestServer.DATABASE,
                  "--wait",
                  "3",
                  "--quiet")
              .run();
      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(result.output()).contains("pass=107 fail=0");
    }
  }
}
