package dev.pgtier.cli;

import dev.pgtier.cli.cloning.Cloning;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.migrations.clone.CloneRun;
import dev.pgtier.migrations.database.DatabaseException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The demo's validation database, made as {@code pgtier clone} makes it. */
final class DemoClone {
  private DemoClone() {}

  /** Makes what is missing; must run before anything has a session on production. */
  static void ensure(Configuration configuration, Path file, Consumer<String> progress)
      throws CommandException, InterruptedException {
    Cloning cloning = Cloning.of(configuration, file);
    CloneRun run = new CloneRun(cloning.target(), false, step -> {}, InstantSource.system());
    try {
      CloneRun.Standing standing = run.standing();
      if (standing.base().isEmpty()) {
        progress.accept("cloning shop_sandbox");
        run.clone(cloning.way(false), cloning.rules(), cloning.ledger()::cloned);
      }
      if (!standing.work()) {
        run.reset(cloning.ledger()::reset);
      }
    } catch (DatabaseException e) {
      throw new CommandException("the demo's clone could not be made: " + e.getMessage(), e);
    }
  }
}
