package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Another proxy before the databases of the demo. */
final class OtherProxy {
  private OtherProxy() {}

  /** Its configuration, beside the demo's: of the proxy alone, with what is changed in it. */
  static Path config(DeployDemo demo, int to, UnaryOperator<String> change) throws IOException {
    String text = Files.readString(demo.config());
    String alone =
        text.replaceFirst("listen: \"127.0.0.1:[0-9]+\"", "listen: \"127.0.0.1:" + to + "\"")
            .replaceFirst("(?s)\nadmin:.*?\n\n", "\n")
            .replace("directory: audit-log", "directory: audit-log-" + to)
            .replaceFirst("(?s)\nmcp:.*?\nmigrations:", "\nmigrations:");
    return Files.writeString(demo.folder().resolve("proxy-" + to + ".yaml"), change.apply(alone));
  }

  /** Its configuration, with a deploy tier of its own, {@code name}.yaml: the demo's, changed. */
  static Path config(DeployDemo demo, int to, String name, UnaryOperator<String> change)
      throws IOException {
    Path tiers = demo.folder().resolve("tiers");
    String shipped = Files.readString(tiers.resolve("deploy.yaml"));
    String changed = change.apply(shipped);
    assertThat(changed).isNotEqualTo(shipped);
    Files.writeString(tiers.resolve(name + ".yaml"), changed);
    return config(demo, to, text -> text.replace("tiers/deploy.yaml", "tiers/" + name + ".yaml"));
  }

  /** The pinned lock_timeout instead of the one that may be set. */
  static UnaryOperator<String> lockTimeout(String time) {
    return tier ->
        tier.replace("    - lock_timeout\n", "")
            .replace("  pinned:\n", "  pinned:\n    lock_timeout: " + time + "\n");
  }

  /** Starts it. */
  static CommandProcess serve(Path config) throws Exception {
    return CommandProcess.start("serve", "--config", config.toString())
        .awaitOutput("proxy on 127.0.0.1:");
  }
}
