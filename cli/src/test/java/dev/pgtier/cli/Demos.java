package dev.pgtier.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the tests of the demo do with it. */
final class Demos {
  /** How the last line that a demo prints begins. */
  static final String UP = "Ctrl-C ends";

  private Demos() {}

  static CommandProcess start(Path folder) throws IOException {
    return CommandProcess.start(arguments(folder).toArray(String[]::new));
  }

  static List<String> arguments(Path folder) throws IOException {
    return List.of(
        "demo",
        "--dir",
        folder.toString(),
        "--port",
        "0",
        "--admin-port",
        "0",
        "--mcp-port",
        "0",
        "--mcp-write-port",
        "0",
        "--postgres-port",
        Integer.toString(freePort()));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static Connection connect(CommandProcess demo, String user) throws SQLException {
    return DriverManager.getConnection(demo.line(user));
  }

  static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }

  static long serverPid(Path folder) throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(0));
  }

  static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
