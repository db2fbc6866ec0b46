package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskRule;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A clone in a process of its own, which stops at a step and waits there to be killed. */
final class CloneProcess {
  static final String STOPPED = "stopped at ";

  /** In the place of a step: it goes on, and sets {@code u.a} to what {@code public.slow} makes. */
  static final String SLOWLY = "slowly";

  private CloneProcess() {}

  /**
   * Arguments: the server's port, production's database, the agents' database, the step's start.
   */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Consumer<String> steps = step -> stopAt(step, args[3]);
    CloneTarget target =
        new CloneTarget(parameters(port, args[2]), "postgres", "writer", Optional.empty());
    CloneRun run = new CloneRun(target, false, steps, InstantSource.system());
    run.clone(
        new TemplateWay(parameters(port, args[1]), false),
        rules(args[3]),
        report -> steps.accept("recording"));
    run.reset(base -> steps.accept("recording the reset"));
  }

  private static List<MaskRule> rules(String step) {
    MaskRule hashed = new MaskRule("public", "t", "a", new Mask.Hash());
    MaskRule slow = new MaskRule("public", "u", "a", new Mask.Expression("public.slow(a)"));
    return step.equals(SLOWLY) ? List.of(hashed, slow) : List.of(hashed);
  }

  private static void stopAt(String step, String at) {
    if (step.startsWith(at)) {
      System.out.println(STOPPED + step);
      while (true) {
        try {
          Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  private static ConnectionParameters parameters(int port, String database) {
    return new ConnectionParameters(
        "127.0.0.1", port, database, "cloner", Optional.empty(), Tls.DISABLE, Optional.empty());
  }
}
