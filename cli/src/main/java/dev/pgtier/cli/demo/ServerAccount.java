package dev.pgtier.cli.demo;

import com.sun.security.auth.module.UnixSystem;
import dev.pgtier.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who PostgreSQL's programs run as: they refuse to run as root.
 *
 * <p>Root's way out is a user namespace, in which the same files belong to nobody; where the kernel
 * forbids that, as in most containers, the account nobody itself, which must then own the data.
 *
 * @param prefix what goes before each command
 * @param uid who must own the data; negative where that is whoever runs this
 */
record ServerAccount(List<String> prefix, int uid) {
  private static final int NOBODY = 65534;
  private static final int OURSELVES = -1;

  /**
   * Finds the account that can run programs of {@code folder}.
   *
   * @throws CommandException if this is root, and neither way is open
   */
  static ServerAccount choose(Path folder)
      throws CommandException, IOException, InterruptedException {
    if (new UnixSystem().getUid() != 0) {
      return new ServerAccount(List.of(), OURSELVES);
    }
    if (succeeds(List.of("unshare", "-U", "true"))) {
      return new ServerAccount(List.of("unshare", "-U"), OURSELVES);
    }
    List<String> asNobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    if (!succeeds(with(asNobody, "true"))) {
      throw new CommandException(
          "PostgreSQL does not run as root, and this system lets root neither unshare a user namespace"
              + " nor become nobody; run the demo as an ordinary user");
    }
    if (!succeeds(with(asNobody, "test", "-x", folder.toString()))) {
      throw new CommandException(
          "PostgreSQL does not run as root, and the account nobody cannot reach %s; name a folder such as --dir /var/tmp/pgtier-demo, or run the demo as an ordinary user"
              .formatted(folder));
    }
    return new ServerAccount(asNobody, NOBODY);
  }

  List<String> command(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /** Makes a file or folder belong to the account. */
  void give(Path path) throws IOException {
    if (uid != OURSELVES) {
      Files.setAttribute(path, "unix:uid", uid);
    }
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // the program is not installed
    }
  }

  private static List<String> with(List<String> prefix, String... rest) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(rest));
    return all;
  }
}
