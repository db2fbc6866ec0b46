package dev.pgtier.mcp;

import dev.pgtier.mcp.call.ToolCalls;
import dev.pgtier.mcp.database.Database;
import dev.pgtier.mcp.database.Statements;
import dev.pgtier.mcp.file.MigrationFiles;
import dev.pgtier.mcp.http.McpHttpServer;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.ServerInfo;
import dev.pgtier.mcp.stdio.StdioServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An MCP server: its tools, its pool of connections, and its port or its streams. */
public final class McpServer implements AutoCloseable {
  private final Database database;
  private final McpHttpServer http;

  private McpServer(Database database, McpHttpServer http) {
    this.database = database;
    this.http = http;
  }

  /**
   * Starts to serve; the database is not asked before a tool is called.
   *
   * @param tokens one of which each request must carry, unless {@code oauth} lets it in; neither of
   *     them only on loopback. Each is looked up for each request, and empty while it cannot be had
   * @throws IOException with a sentence for a person
   */
  public static McpServer start(
      McpServerOptions options,
      InetSocketAddress listen,
      List<Supplier<Optional<String>>> tokens,
      Optional<OAuthOptions> oauth)
      throws IOException {
    Database database = new Database(options.database());
    try {
      return new McpServer(
          database, McpHttpServer.start(listen, tokens, oauth, methods(options, database)));
    } catch (IOException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Serves one client over streams, until its own ends.
   *
   * @throws IOException if the client cannot be read or written to
   */
  public static void serve(McpServerOptions options, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    try (Database database = new Database(options.database())) {
      new StdioServer(methods(options, database), in, out).run();
    }
  }

  private static Methods methods(McpServerOptions options, Database database) {
    return new Methods(
        new ServerInfo(options.name(), options.version(), options.instructions()),
        options.tools(),
        new ToolCalls(
            options.name(),
            new Statements(database),
            options.migrations().map(MigrationFiles::new),
            options.validation()));
  }

  /** Where it listens; with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return http.address();
  }

  @Override
  public void close() {
    http.close();
    database.close();
  }
}
