package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drivers of other languages, each by a script that asserts for itself. */
class ScriptedClientsTest {
  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void nodePostgres() {
    Path scripts = Path.of("src", "test", "js");
    Command.Result installed =
        Command.of("npm", "ci", "--no-audit", "--no-fund", "--silent").in(scripts).run();
    assertThat(installed.exit()).as(installed.output()).isZero();
    Command.Result result =
        Command.of("node", "client.js", port(), "builder", TestServer.DATABASE).in(scripts).run();
    assertThat(result.output()).isEqualTo("node-pg: all well\n");
    assertThat(result.exit()).isZero();
  }

  @Test
  void psycopg() {
    assertAllWell("psycopg");
  }

  @Test
  void psycopg2() {
    assertAllWell("psycopg2");
  }

  private static void assertAllWell(String module) {
    Command.Result result =
        Command.of(
                pythonWith(module),
                Path.of("src", "test", "python", module + "_client.py").toString(),
                port(),
                "builder",
                TestServer.DATABASE)
            .run();
    assertThat(result.output()).isEqualTo(module + ": all well\n");
    assertThat(result.exit()).isZero();
  }

  private static String pythonWith(String module) {
    for (String python : new String[] {"python3", "/usr/bin/python3"}) {
      if (Command.of(python, "-c", "import " + module).run().exit() == 0) {
        return python;
      }
    }
    Assumptions.abort("there is no " + module);
    throw new AssertionError("unreachable");
  }

  private static String port() {
    return Integer.toString(proxy.port());
  }
}
