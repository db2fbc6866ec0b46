package dev.pgtier.proxy.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The pages of the admin port, one servlet each; a method that a page does not have is 405. */
final class Pages {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** As Prometheus' text format 0.0.4 wants it. */
  private static final String METRICS_TYPE = "text/plain;version=0.0.4;charset=utf-8";

  private Pages() {}

  static void text(HttpServletResponse response, String text) throws IOException {
    write(response, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void json(HttpServletResponse response, Object value) throws IOException {
    write(response, "application/json", JSON.writeValueAsBytes(value));
  }

  private static void write(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Leads a person from the port itself to a page. */
  static final class Home extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final String home;

    Home(String home) {
      this.home = home;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", home);
    }
  }

  /** The process answers. Asked by whoever restarts it when it does not. */
  static final class Health extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      text(response, "ok\n");
    }
  }

  /**
   * Every upstream can be reached, and statements recorded. Asked by whoever sends clients here.
   */
  static final class Ready extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Supplier<Map<String, String>> readiness;
    private final transient Supplier<String> audit;

    Ready(Supplier<Map<String, String>> readiness, Supplier<String> audit) {
      this.readiness = readiness;
      this.audit = audit;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Map<String, String> upstreams = new LinkedHashMap<>();
      readiness
          .get()
          .forEach((name, reason) -> upstreams.put(name, reason.isEmpty() ? "ready" : reason));
      String trouble = audit.get();
      boolean ready = trouble.isEmpty() && upstreams.values().stream().allMatch("ready"::equals);
      response.setStatus(
          ready ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("ready", ready);
      body.put("audit", trouble.isEmpty() ? "ready" : trouble);
      body.put("upstreams", upstreams);
      json(response, body);
    }
  }

  static final class Metrics extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Supplier<String> metrics;

    Metrics(Supplier<String> metrics) {
      this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      write(response, METRICS_TYPE, metrics.get().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Who is logged in: no SQL, no secrets. */
  static final class Sessions extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Supplier<List<Map<String, Object>>> sessions;

    Sessions(Supplier<List<Map<String, Object>>> sessions) {
      this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      json(response, sessions.get());
    }
  }

  /** Reads tiers and principals again; a bad file keeps the last good set. */
  static final class Reload extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int UNPROCESSABLE = 422;
    private final transient Supplier<List<String>> reload;

    Reload(Supplier<List<String>> reload) {
      this.reload = reload;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      List<String> mistakes = reload.get();
      if (mistakes.isEmpty()) {
        text(response, "reloaded\n");
      } else {
        response.setStatus(UNPROCESSABLE);
        text(response, String.join("\n", mistakes) + "\n");
      }
    }
  }
}
