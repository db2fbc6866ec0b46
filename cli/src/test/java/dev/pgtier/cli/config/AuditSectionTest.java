package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditMetrics;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.SecondPlace;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.audit.stream.StreamOptions;
import dev.pgtier.audit.stream.StreamTarget;
import dev.pgtier.policies.yaml.Mistake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditSectionTest {
  private static final String REST =
      """
      upstreams: { u: { host: 127.0.0.1, database: d, user: r } }
      tiers: [read.yaml]
      principals: [{ name: p, tier: read, password: hunter2 }]
      """;

  @TempDir private Path path;
  private Folder folder;

  @BeforeEach
  void aTier() throws IOException {
    folder = new Folder(path).write("read.yaml", Folder.READ);
  }

  @Test
  void whatItSaysIsWhatTheLogIsOpenedWith() throws IOException {
    Audit audit =
        folder
            .good(
                """
                audit:
                  directory: log
                  durability: synced
                  parameters: plain
                  parameter-bytes: 2KiB
                  sql: 64KiB
                  rotate: 1MiB
                  rotate-age: 1d
                  compress: true
                  retention: 90d
                  key: keys/audit.key
                  checkpoints: [witness/checkpoints, "https://w.example.com/seals?t=hunter2"]
                """
                    + REST)
            .audit()
            .orElseThrow();
    assertThat(audit.parameters()).isEqualTo(ParameterText.Choice.PLAIN);
    assertThat(audit.parameterBytes()).isEqualTo(2048);
    assertThat(audit.toString()).doesNotContain("hunter2");
    AuditOptions options = audit.options(sql -> sql, AuditMetrics.NONE);
    assertThat(options.directory()).isEqualTo(path.resolve("log"));
    assertThat(options.durability()).isEqualTo(AuditOptions.Durability.SYNCED);
    assertThat(options.sqlBytes()).isEqualTo(65_536);
    assertThat(options.rotateBytes()).isEqualTo(1_048_576);
    assertThat(options.rotateAge()).contains(Duration.ofDays(1));
    assertThat(options.compress()).isTrue();
    assertThat(options.retention()).contains(Duration.ofDays(90));
    assertThat(options.keyFile()).isEqualTo(path.resolve("keys/audit.key"));
    assertThat(options.secondPlaces().get(0))
        .isEqualTo(new SecondPlace.File(path.resolve("witness/checkpoints")));
    assertThat(options.secondPlaces().get(1)).hasToString("webhook at w.example.com");
  }

  @Test
  void withADirectoryAloneParametersAreHashedAndTheKeyLiesInIt() throws IOException {
    Audit audit = folder.good("audit: { directory: log }\n" + REST).audit().orElseThrow();
    assertThat(audit.parameters()).isEqualTo(ParameterText.Choice.HASH);
    AuditOptions options = audit.options(sql -> sql, AuditMetrics.NONE);
    assertThat(options.durability()).isEqualTo(AuditOptions.Durability.WRITTEN);
    assertThat(options.keyFile()).isEqualTo(path.resolve("log/audit.key"));
    assertThat(options.retention()).isEmpty();
  }

  @Test
  void mistakesDoNotRepeatAUrl() throws IOException {
    Configuration.Loaded loaded =
        folder.load(
            "audit: { directory: log, parameter-bytes: 1KiB, checkpoints: [\"http://h/ hunter2\"] }\n"
                + REST);
    assertThat(((Configuration.Loaded.Bad) loaded).mistakes())
        .extracting(Mistake::message)
        .containsExactly(
            "\"parameter-bytes\" needs parameters: plain", "not a URL: Illegal character in path");
  }

  private Audit.Stream stream(String stream) throws IOException {
    return folder
        .good("audit: { directory: log, stream: " + stream + " }\n" + REST)
        .audit()
        .orElseThrow()
        .stream()
        .orElseThrow();
  }

  @Test
  void aStreamGoesToStandardOutputAFileOrSyslog() throws IOException {
    Audit.Stream plain = stream("{ to: stdout }");
    assertThat(plain.format()).isEqualTo(StreamOptions.Format.OCSF);
    assertThat(plain.target()).isEqualTo(new StreamTarget.Standard());
    assertThat(plain.position()).isEqualTo(path.resolve("log/stream.position"));
    Audit.Stream file = stream("{ to: out.jsonl, format: native, position: here }");
    assertThat(file.format()).isEqualTo(StreamOptions.Format.NATIVE);
    assertThat(file.target()).isEqualTo(new StreamTarget.ToFile(path.resolve("out.jsonl")));
    assertThat(file.position()).isEqualTo(path.resolve("here"));
    folder.write("ca.pem", "");
    assertThat(stream("{ to: 'tls://[::1]:6514', ca: ca.pem }").target())
        .isEqualTo(
            new StreamTarget.ToSyslog(
                StreamTarget.Transport.TLS, "::1", 6514, Optional.of(path.resolve("ca.pem"))));
    assertThat(stream("{ to: 'udp://siem.example.com:514' }").target())
        .isEqualTo(
            new StreamTarget.ToSyslog(
                StreamTarget.Transport.UDP, "siem.example.com", 514, Optional.empty()));
  }

  @Test
  void aStreamThatGoesNowhereIsAMistake() throws IOException {
    folder.write("ca.pem", "");
    assertThat(mistakes("{ to: 'tcp://siem.example.com' }"))
        .containsExactly("not a receiver: write tcp://HOST:PORT");
    assertThat(mistakes("{ to: 'https://siem.example.com/in' }"))
        .containsExactly(
            "a stream goes to stdout, a file, udp://HOST:PORT, tcp://HOST:PORT or tls://…");
    assertThat(mistakes("{ to: 'tcp://h:601', ca: ca.pem }"))
        .containsExactly("\"ca\" needs a receiver that is reached by tls://");
    assertThat(mistakes("{ to: 'udp://h:0' }")).hasSize(1);
    assertThat(mistakes("{ format: xml }")).hasSize(2);
  }

  private List<String> mistakes(String stream) throws IOException {
    Configuration.Loaded loaded =
        folder.load("audit: { directory: log, stream: " + stream + " }\n" + REST);
    return ((Configuration.Loaded.Bad) loaded).mistakes().stream().map(Mistake::message).toList();
  }
}
