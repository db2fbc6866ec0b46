package dev.pgtier.migrations.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a record says; its components are the fields of its line. Hashes are SHA-256 in hexadecimal,
 * texts that do not apply are "", and files are named below the migrations directory.
 */
public sealed interface LedgerRecord {
  /** The words of the field {@code event}. */
  Map<String, Class<? extends LedgerRecord>> EVENTS =
      Map.ofEntries(
          Map.entry("cloned", Cloned.class),
          Map.entry("validated", Validated.class),
          Map.entry("approved", Approved.class),
          Map.entry("rejected", Rejected.class),
          Map.entry("started", Started.class),
          Map.entry("applied", Applied.class),
          Map.entry("failed", Failed.class),
          Map.entry("rolled-back", RolledBack.class),
          Map.entry("reset", Reset.class),
          Map.entry("key", Key.class),
          Map.entry("repaired", Repaired.class));

  /** The word of this record's kind. */
  default String event() {
    return EVENTS.entrySet().stream()
        .filter(entry -> entry.getValue() == getClass())
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** A record of one file. */
  sealed interface OfFile extends LedgerRecord {
    String file();

    String sha256();
  }

  /**
   * The kept base was made anew.
   *
   * @param base its id
   * @param way as the configuration names it
   * @param source what was copied
   * @param database the copy's name
   * @param schema its fingerprint
   * @param masked what was done to each masked column
   * @param by who asked
   */
  record Cloned(
      String base,
      String way,
      String source,
      String database,
      String schema,
      List<Masked> masked,
      long bytes,
      long millis,
      String by)
      implements LedgerRecord {
    public Cloned {
      masked = List.copyOf(masked);
    }
  }

  /**
   * One masked column.
   *
   * @param column {@code schema.table.column}
   * @param mask the rule, as the configuration has it
   * @param rows of the table
   * @param before how many of them had a value
   * @param after how many have one now
   * @param unchanged how many kept theirs
   */
  record Masked(String column, String mask, long rows, long before, long after, long unchanged) {}

  /**
   * A file was tried on a database of its own.
   *
   * @param author whom the file names; "" if it names nobody
   * @param base the id of the copy that the database was a copy of
   * @param database its name
   * @param passed whether it may be approved
   * @param statements of the file
   * @param rows for each table how many rows may change
   * @param checks the file's checks
   * @param schemaBefore the fingerprint before
   * @param schemaAfter the fingerprint after
   * @param rollback the file that undoes it
   * @param lint what a person should know before approving
   * @param by who asked
   * @param report all that was found
   */
  record Validated(
      String file,
      String sha256,
      String author,
      String base,
      String database,
      boolean passed,
      List<ValidatedStatement> statements,
      List<TableRange> rows,
      List<CheckAnswer> checks,
      String schemaBefore,
      String schemaAfter,
      Undo rollback,
      List<Lint> lint,
      String by,
      JsonNode report)
      implements OfFile {
    public Validated {
      statements = List.copyOf(statements);
      rows = List.copyOf(rows);
      checks = List.copyOf(checks);
      lint = List.copyOf(lint);
    }
  }

  /**
   * A statement of a file.
   *
   * @param digest of its tokens
   * @param effect the strictest
   * @param data the hash of its COPY data; "" where it has none
   */
  record ValidatedStatement(int number, int line, String digest, String effect, String data) {}

  /**
   * How many rows of a table a file may change, both ends included.
   *
   * @param table with its schema
   */
  record TableRange(String table, long min, long max) {}

  /** How many rows of a table were changed. */
  record TableRows(String table, long rows) {}

  /**
   * What a check answered.
   *
   * @param failure why it does not hold; "" if it does
   */
  record CheckAnswer(int line, String sql, String failure) {}

  /** Something that a person should know. */
  record Lint(String rule, int line, String message) {}

  /**
   * The file that undoes another, and what it did.
   *
   * @param file "" where there is none
   * @param statements of that file
   * @param restores whether it brought everything back
   */
  record Undo(String file, String sha256, List<ValidatedStatement> statements, boolean restores) {
    /** Where no such file stands beside a migration. */
    public static final Undo NONE = new Undo("", "", List.of(), false);

    public Undo {
      statements = List.copyOf(statements);
    }
  }

  /**
   * An approver's yes; {@link Approvals} says what the signature is over.
   *
   * @param validation the hash of the record that is approved
   * @param key the id of the approver's key
   * @param signature in Base64
   */
  record Approved(
      String file,
      String sha256,
      String validation,
      String approver,
      String key,
      Instant signed,
      Instant expires,
      String signature)
      implements OfFile {}

  /** An approver's no, signed like an approval. */
  record Rejected(
      String file,
      String sha256,
      String validation,
      String approver,
      String key,
      Instant signed,
      String reason,
      String signature)
      implements OfFile {}

  /** Which way a run goes. */
  enum Direction {
    APPLY,
    ROLLBACK
  }

  /**
   * The first writing statement is about to be sent: the approval is used up.
   *
   * @param run an id that the records of the run's end have as well
   * @param validation the hash of the record whose approvals allow it
   * @param transaction the file's transaction that the run begins with, from 1
   * @param schema the fingerprint that was found
   * @param session of the proxy
   * @param xid the server's transaction, by which it is found out how a run ended that no record
   *     tells of; "" outside of a block
   */
  record Started(
      String run,
      Direction direction,
      String file,
      String sha256,
      String validation,
      int transaction,
      String schema,
      String principal,
      String session,
      String xid)
      implements OfFile {}

  /** A file was applied to its end. */
  record Applied(
      String run,
      String file,
      String sha256,
      String validation,
      List<TableRows> rows,
      String schema,
      long millis)
      implements OfFile {
    public Applied {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A run broke off.
   *
   * @param statement the number of the one that did not end well, from 1
   * @param committed how many statements from the file's start are safe
   */
  record Failed(
      String run,
      Direction direction,
      String file,
      String sha256,
      String validation,
      int statement,
      int committed,
      String sqlState,
      String reason)
      implements OfFile {}

  /** An applied file was undone by the file beside it. */
  record RolledBack(
      String run,
      String file,
      String sha256,
      String validation,
      List<TableRows> rows,
      String schema,
      long millis)
      implements OfFile {
    public RolledBack {
      rows = List.copyOf(rows);
    }
  }

  /** The agents' validation database was made anew from the base. */
  record Reset(String base, String database, String by) implements LedgerRecord {}

  /**
   * From the next record on this key signs; the first record names the first key.
   *
   * @param publicKey in Base64
   */
  record Key(String publicKey, String by) implements LedgerRecord {}

  /**
   * What a crash left of a last line was moved off.
   *
   * @param into the file that has it now
   */
  record Repaired(long bytes, String into) implements LedgerRecord {}
}
