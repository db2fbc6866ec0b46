package dev.pgtier.audit.search;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.Cancel;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.LoginFailed;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.record.SessionEnd;
import dev.pgtier.audit.record.SessionStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records as a proxy could make them, with texts that nobody expects. */
final class RandomRecords {
  private static final String[] TEXTS = {
    "SELECT 1", "select '%_\\' from \"Or ders\"", "'; DROP TABLE tail; --", "a\u0000b",
        "\ud83d\ude00 …",
    "\u001b[31m\r\n\t", "=1+1", "", "[x] * ? {1}", "SELECT ONE"
  };

  private final Random random;
  private final List<String> running = new ArrayList<>();
  private int statements;

  RandomRecords(long seed) {
    random = new Random(seed);
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String maybe(String text) {
    return random.nextInt(4) == 0 ? null : text;
  }

  private Origin origin() {
    return new Origin(
        "session-" + random.nextInt(5),
        random.nextInt(8) == 0 ? text() : "agent-" + random.nextInt(3),
        random.nextBoolean() ? "inspect" : "validate",
        "production",
        client(),
        maybe("sha256:" + "0".repeat(64)));
  }

  private Client client() {
    String address = random.nextBoolean() ? "10.0.0." + random.nextInt(3) : "[::1]";
    return new Client(address + ":" + (1024 + random.nextInt(9)), maybe(text()));
  }

  AuditRecord next() {
    return switch (random.nextInt(12)) {
      case 0 -> new SessionStart(origin(), maybe(text()), "scram", null);
      case 1 -> new SessionEnd("session-1", "agent-1", maybe(text()), maybe("57P01"), 3, 9_000);
      case 2 -> new LoginFailed(maybe(text()), client(), "28P01", maybe(text()));
      case 3 -> new Cancel(maybe("session-1"), null, client());
      case 4, 5, 6, 7 -> running.isEmpty() ? decision() : outcome();
      default -> decision();
    };
  }

  private Decision decision() {
    String statement = "01J%023d".formatted(++statements);
    String[] verdicts = {"allow", "allow", "deny", "rewrite"};
    String verdict = verdicts[random.nextInt(verdicts.length)];
    if (!verdict.equals("deny")) {
      running.add(statement);
    }
    Map<String, String> context = new LinkedHashMap<>();
    context.put("tool", "tool-" + random.nextInt(3));
    context.put(text(), text());
    return new Decision(
        statement,
        origin(),
        random.nextBoolean() ? context : null,
        one(List.of(Decision.Protocol.values())),
        random.nextInt(9) == 0 ? null : Utf8.of(text() + " " + random.nextInt(50)),
        maybe("%016x".formatted(random.nextInt(4))),
        new Judgement(
            maybe("read"),
            random.nextBoolean() ? List.of("public.orders", text()) : List.of(),
            random.nextBoolean() ? List.of("now") : List.of(),
            verdict,
            maybe("rule-" + random.nextInt(3)),
            maybe(text()),
            maybe(text())),
        random.nextBoolean() ? Arrays.asList("text:" + text(), null) : null);
  }

  private Outcome outcome() {
    String statement = running.remove(random.nextInt(running.size()));
    Outcome.Status status = one(List.of(Outcome.Status.values()));
    boolean error = status == Outcome.Status.ERROR;
    return new Outcome(
        statement,
        status,
        maybe("SELECT 3"),
        random.nextInt(20) - 1,
        random.nextInt(900),
        error ? "42P01" : null,
        status == Outcome.Status.LIMIT ? "limits.time" : null,
        random.nextInt(90_000));
  }
}
