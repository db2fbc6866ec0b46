package dev.pgtier.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a port can be had, asked before anything is started. */
final class Ports {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  private Ports() {}

  /**
   * Passes if a server could listen on the loopback port now; 0 always can.
   *
   * @param flag what changes the port, such as {@code --port}
   * @throws CommandException naming the port, who has it where that can be seen, and the flag
   */
  static void requireFree(int port, String flag) throws CommandException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new CommandException(
          "port %d cannot be had: %s; choose another with %s"
              .formatted(port, holder(port).orElse(e.getMessage()), flag),
          e);
    }
  }

  /**
   * On Linux, and for processes that this user may look into: {@code process 123 (java) has it}.
   */
  private static Optional<String> holder(int port) {
    try (Stream<String> sockets =
        Stream.concat(lines(PROC.resolve("net/tcp")), lines(PROC.resolve("net/tcp6")))) {
      List<String> wanted =
          sockets
              .map(line -> line.strip().split("\\s+"))
              .filter(f -> f[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
              .filter(f -> f[3].equals(LISTENING))
              .map(f -> "socket:[" + f[9] + "]")
              .toList();
      return wanted.isEmpty()
          ? Optional.empty()
          : ProcessHandle.allProcesses()
              .filter(process -> holdsAny(process.pid(), wanted))
              .findFirst()
              .map(Ports::describe);
    } catch (IOException e) {
      return Optional.empty(); // no /proc here: the port's number has to do
    }
  }

  private static Stream<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).stream().skip(1) : Stream.empty();
  }

  private static boolean holdsAny(long pid, List<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // somebody else's process, or one that has just ended
    }
  }

  private static String describe(ProcessHandle process) {
    String program =
        process.info().command().map(c -> " (" + Path.of(c).getFileName() + ")").orElse("");
    return "process " + process.pid() + program + " has it";
  }

  /** One that nobody listened on a moment ago. */
  static int free() throws CommandException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandException("there is no free port: " + e.getMessage(), e);
    }
  }
}
