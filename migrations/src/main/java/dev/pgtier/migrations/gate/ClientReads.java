package dev.pgtier.migrations.gate;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.deploy.DeployRun.Block;
import dev.pgtier.policies.deploy.DeployRun.Incoming;
import java.util.List;
import java.util.Set;

/** What is put around a client's own read, so that it cannot be more than one. */
record ClientReads(List<String> before, List<String> after) {
  private static final Set<Effect> READS = Set.of(Effect.READ, Effect.EXPLAIN);
  private static final String READ = "pgtier_read";
  private static final ClientReads NOTHING = new ClientReads(List.of(), List.of());

  static ClientReads around(Incoming statement) {
    if (!READS.contains(statement.effect()) || statement.block() == Block.FAILED) {
      return NOTHING;
    }
    return statement.block() == Block.OPEN
        ? new ClientReads(
            List.of("SAVEPOINT " + READ, "SET LOCAL transaction_read_only = on"),
            List.of("ROLLBACK TO SAVEPOINT " + READ, "RELEASE SAVEPOINT " + READ))
        : new ClientReads(List.of("BEGIN READ ONLY"), List.of("ROLLBACK"));
  }

  /** Inside of a file nothing may be changed that its statements go by. */
  static boolean isHarmlessInside(Incoming statement) {
    boolean reads = READS.contains(statement.effect()) || statement.effect() == Effect.SHOW;
    return statement.harmless() && reads;
  }
}
