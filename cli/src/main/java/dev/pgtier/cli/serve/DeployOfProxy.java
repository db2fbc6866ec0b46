package dev.pgtier.cli.serve;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.gate.GateOptions;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.proxy.Proxy;
import java.time.InstantSource;

/** The gate of a proxy's deploy tier, where the configuration has migrations. */
public final class DeployOfProxy {
  private DeployOfProxy() {}

  /** Lets approved files through from now on. */
  public static void open(Configuration configuration, Proxy proxy) {
    configuration
        .migrations()
        .ifPresent(
            migrations ->
                proxy.deploy(
                    new Gate(
                        new GateOptions(
                            migrations.directory(),
                            new Ledger(migrations.ledger()),
                            migrations.approvals(),
                            proxy.parser(),
                            InstantSource.system()))));
  }
}
