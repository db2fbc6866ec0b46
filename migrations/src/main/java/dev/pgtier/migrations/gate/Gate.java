package dev.pgtier.migrations.gate;

import dev.pgtier.policies.deploy.ApprovedFiles;
import dev.pgtier.policies.deploy.DeployRun;

/** Lets sessions of the deploy tier run what the ledger says is approved. */
public final class Gate implements ApprovedFiles {
  private final Candidates candidates;
  private final GateOptions options;

  public Gate(GateOptions options) {
    this.options = options;
    this.candidates = new Candidates(options);
  }

  @Override
  public DeployRun open(String principal, String session) {
    return new GateRun(options, candidates, principal, session);
  }
}
