package dev.pgtier.migrations.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.migrations.ledger.LedgerRecord.Applied;
import dev.pgtier.migrations.ledger.LedgerRecord.Approved;
import dev.pgtier.migrations.ledger.LedgerRecord.CheckAnswer;
import dev.pgtier.migrations.ledger.LedgerRecord.Cloned;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.Lint;
import dev.pgtier.migrations.ledger.LedgerRecord.Masked;
import dev.pgtier.migrations.ledger.LedgerRecord.Rejected;
import dev.pgtier.migrations.ledger.LedgerRecord.Reset;
import dev.pgtier.migrations.ledger.LedgerRecord.RolledBack;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import java.time.Instant;
import java.util.List;

/** Records to try things with. */
public final class Records {
  public static final String FILE = "f.sql";
  public static final String SHA = "a".repeat(64);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private Records() {}

  public static Validated validated(boolean passed, String author) {
    ValidatedStatement statement = new ValidatedStatement(1, 3, "b".repeat(64), "write", "");
    return new Validated(
        FILE,
        SHA,
        author,
        "01J",
        "shop_validate_v_01j",
        passed,
        List.of(statement),
        List.of(new TableRange("public.orders", 0, 7)),
        List.of(new CheckAnswer(2, "SELECT 1 WHERE false", "")),
        "c".repeat(64),
        "c".repeat(64),
        new Undo("f.rollback.sql", "d".repeat(64), List.of(statement), true),
        List.of(new Lint("lock-timeout", 1, "it says \"none\"; ü, \u2028 and \\")),
        "builder",
        JsonNodeFactory.instance.objectNode().put("anything", "{\"prev\":\"x\"}"));
  }

  public static Started started() {
    return new Started("r", Direction.APPLY, FILE, SHA, "h", 1, "s", "deployer", "01J", "742");
  }

  public static Applied applied() {
    return new Applied("r", FILE, SHA, "h", List.of(new TableRows("public.orders", 3)), "s", 12);
  }

  public static Failed failed(Direction direction) {
    return new Failed("r", direction, FILE, SHA, "h", 3, 0, "55P03", "lock timeout");
  }

  public static RolledBack rolledBack() {
    return new RolledBack("r", FILE, SHA, "h", List.of(), "s", 12);
  }

  /** One of each kind but those that the ledger makes by itself. */
  public static List<LedgerRecord> all() {
    return List.of(
        new Cloned(
            "01J",
            "pg_dump",
            "p",
            "d",
            "s",
            List.of(new Masked("a.b.c", "hash", 3, 2, 2, 0)),
            5,
            6,
            "x"),
        validated(true, "anna"),
        new Approved(FILE, SHA, "h", "rm", "k", TIME, TIME.plusSeconds(1), "sig"),
        new Rejected(FILE, SHA, "h", "rm", "k", TIME, "no", "sig"),
        started(),
        applied(),
        failed(Direction.APPLY),
        rolledBack(),
        new Reset("01J", "d", "x"));
  }
}
