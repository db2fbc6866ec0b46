package dev.pgtier.parser.outliner;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs the build step: {@code Main PARSER_FOLDER MACHINE_CLASS}. */
public final class Main {
  /** The grammar's switch is 2,000 blocks deep. */
  private static final long STACK = 512L << 20;

  private Main() {}

  /**
   * Builds.
   *
   * @throws BuildException with one sentence for whoever builds
   */
  public static void main(String[] arguments) throws InterruptedException {
    Build build = new Build(Path.of(arguments[0]), arguments[1]);
    run(build::run);
  }

  static <T> T run(Callable<T> task) throws InterruptedException {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = new Thread(null, future, "outliner", STACK);
    thread.start();
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BuildException failure) {
        throw failure;
      }
      throw new BuildException("the build of libpg_query failed: " + e.getCause(), e.getCause());
    }
  }
}
