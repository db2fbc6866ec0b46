package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.schema.SchemaReader;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked before the first statement of a transaction that may write, so that its record says
 * by what its end can be found out.
 *
 * @param inBlock whether it is in a transaction block, so that it has a number
 * @param readsSchema whether earlier transactions of the file may have changed the schema
 */
record TransactionStart(boolean inBlock, boolean readsSchema) {
  private static final String XID = "SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text";

  List<String> questions() {
    List<String> schema = readsSchema ? SchemaReader.statements(inBlock) : List.of();
    List<String> transaction = inBlock ? List.of(Proof.ROWS, XID) : List.of();
    return Stream.concat(schema.stream(), transaction.stream()).toList();
  }

  /** The fingerprint now. */
  String schema(Answer answer, String otherwise) {
    return readsSchema ? Preflight.schemaAlone(answer) : otherwise;
  }

  /** The server's number of it; "" outside of a block. */
  String xid(Answer answer) {
    return inBlock ? answer.rows().get(answer.rows().size() - 1).get(0).get(0) : "";
  }

  /**
   * What the server counts already: changes of earlier transactions that it has not yet put into
   * its statistics.
   */
  List<TableRows> rows(Answer answer) {
    return inBlock ? Proof.counts(answer.rows().get(answer.rows().size() - 2)) : List.of();
  }
}
