package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.policies.deploy.ApprovedFiles;
import dev.pgtier.policies.deploy.DeployRun;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets sessions of the deploy tier run what the ledger says is approved. */
public final class Gate implements ApprovedFiles {
  private final Candidates candidates;
  private final GateOptions options;

  /** The runs that sessions of this process have not ended. */
  private final Set<String> live = ConcurrentHashMap.newKeySet();

  public Gate(GateOptions options) {
    this.options = options;
    this.candidates = new Candidates(options);
  }

  /** Whether a migration may be begun now, as far as its records tell. */
  public static boolean mayBegin(MigrationState state) {
    return Candidates.mayBegin(state);
  }

  /** Whether what undoes a migration may be begun now, as far as its records tell. */
  public static boolean mayUndo(MigrationState state) {
    return Candidates.mayUndo(state);
  }

  /**
   * How many of the file's statements an earlier run has left safe, so that it is gone on with
   * behind them; the gate may still refuse that.
   */
  public static int committed(MigrationState state) {
    return Candidates.committed(state);
  }

  @Override
  public DeployRun open(String principal, String session) {
    return new GateRun(options, candidates, live, principal, session);
  }
}
