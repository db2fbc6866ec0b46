package dev.pgtier.cli.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was recorded of all this, and what happens to who changes it. */
final class AuditChapter {
  private final Stage stage;
  private final Path copy;

  AuditChapter(Stage stage) {
    this.stage = stage;
    this.copy = stage.folder().resolve("tampered-log");
  }

  List<Step> steps() {
    return List.of(
        new Step(
            "What was the agent refused on production?",
            "pgtier audit search audit-log --principal agent --verdict deny --json",
            "8 refusals",
            this::refusals),
        new Step(
            "A reviewer verifies the log",
            "pgtier audit verify audit-log --key audit.key.pub",
            "whole: …",
            () -> verify(stage.audit()).text()),
        new Step(
            "Somebody makes a refused UPDATE an allowed one, in a copy",
            "sed -i 's/\"verdict\":\"deny\"/\"verdict\":\"allow\"/'",
            "changed",
            this::tamper),
        new Step(
            "The reviewer verifies that copy",
            "pgtier audit verify tampered-log --key audit.key.pub",
            "broken: audit-…",
            () -> verify(copy).text()));
  }

  private String refusals() throws IOException, InterruptedException {
    Programs.Ended ended =
        Programs.pgtier(
            Map.of(),
            "audit",
            "search",
            stage.audit().toString(),
            "--principal",
            "agent",
            "--verdict",
            "deny",
            "--json");
    long lines = ended.text().lines().filter(line -> line.startsWith("{")).count();
    return lines == 0 ? ended.text() : lines + " refusals";
  }

  private Programs.Ended verify(Path log) throws IOException, InterruptedException {
    return Programs.pgtier(
        Map.of(),
        "audit",
        "verify",
        log.toString(),
        "--key",
        stage.audit().resolve("audit.key.pub").toString());
  }

  private String tamper() throws IOException {
    Files.createDirectories(copy);
    boolean changed = false;
    try (Stream<Path> files = Files.list(stage.audit())) {
      for (Path file : files.filter(f -> f.toString().matches(".*(jsonl|checkpoints)")).toList()) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String edited = text.replaceFirst("\"verdict\":\"deny\"", "\"verdict\":\"allow\"");
        changed |= !edited.equals(text);
        Files.writeString(copy.resolve(file.getFileName()), edited);
      }
    }
    return changed ? "changed" : "nothing to change";
  }
}
