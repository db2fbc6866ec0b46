package dev.pgtier.audit.review;

import dev.pgtier.audit.Logs;
import dev.pgtier.audit.search.SearchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The page on a port of this machine, as the admin port has it. */
final class ReviewServer implements AutoCloseable {
  private final Review review;
  private final Server server;
  private final ServerConnector connector;

  ReviewServer(Path directory) throws Exception {
    review =
        Review.open(
            new ReviewOptions(
                SearchOptions.of(directory).within(256L << 20, 2),
                Logs.key(directory),
                List.of(),
                "0"));
    server = new Server();
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addServlet(new ServletHolder(review.servlet()), "/review/*");
    server.setHandler(context);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + connector.getLocalPort() + "/review/";
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the server does not stop", e);
    }
    review.close();
  }
}
