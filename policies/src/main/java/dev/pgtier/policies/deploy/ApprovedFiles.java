package dev.pgtier.policies.deploy;

/** Migrations that a person has approved. Any thread may use it. */
@FunctionalInterface
public interface ApprovedFiles {
  /**
   * A session of the deploy tier begins.
   *
   * @param principal who logged in
   * @param session its name in the audit log, or another that is its own
   */
  DeployRun open(String principal, String session);
}
