package dev.pgtier.audit.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.pgtier.audit.search.FilterException;
import dev.pgtier.audit.search.SearchException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves the page's files, and under {@code api/} what it asks. It changes nothing. */
final class ReviewServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** The page loads its own files, talks to its own origin, and can make no markup of a text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String API = "api/";

  /** The port's threads are for probes too, and the machine for the proxy. */
  private static final int WORKERS = 3;

  private static final int WAITING = 64;
  private static final int EXPORTS = 2;

  private final transient ObjectMapper json =
      new ObjectMapper()
          .registerModule(
              new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));
  private final transient ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS,
          WORKERS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING),
          ReviewServlet::thread);
  private final transient Semaphore exports = new Semaphore(EXPORTS);
  private final transient Assets assets;
  private final transient Answers answers;

  ReviewServlet(Assets assets, Answers answers) {
    this.assets = assets;
    this.answers = answers;
    workers.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "pgtier-review");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void destroy() {
    workers.shutdownNow();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
    if (request.getPathInfo() == null) {
      // The page's own files are named relatively to its folder.
      response.sendRedirect(request.getRequestURI() + "/");
      return;
    }
    String path = request.getPathInfo().substring(1);
    if (path.startsWith(API)) {
      ask(path.substring(API.length()), request, response);
    } else {
      file(path.isEmpty() ? "index.html" : path, response);
    }
  }

  private void file(String name, HttpServletResponse response) throws IOException {
    Optional<Assets.Asset> found = assets.find(name);
    if (found.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setContentType(found.get().type());
    response.setContentLength(found.get().body().length);
    response.getOutputStream().write(found.get().body());
  }

  private void ask(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Asked asked = new Asked(request);
    if (path.equals("export")) {
      export(asked, response);
      return;
    }
    AsyncContext later = request.startAsync();
    // A question has its own patience.
    later.setTimeout(0);
    try {
      workers.execute(
          () -> {
            try {
              reply(path, asked, response);
            } catch (IOException e) {
              // Whoever asked has left.
            } finally {
              later.complete();
            }
          });
    } catch (RejectedExecutionException e) {
      response.setHeader("Retry-After", "2");
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many are asking");
      later.complete();
    }
  }

  /** On the port's own thread, so that what breaks off is seen to break off. */
  private void export(Asked asked, HttpServletResponse response) throws IOException {
    if (!exports.tryAcquire()) {
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many are exporting");
      return;
    }
    try {
      reply("export", asked, response);
    } finally {
      exports.release();
    }
  }

  private void reply(String path, Asked asked, HttpServletResponse response) throws IOException {
    try {
      answer(path, asked, response);
    } catch (FilterException e) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    } catch (SearchException e) {
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    } catch (RuntimeException e) {
      refuse(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "the question failed: " + e);
    }
  }

  private void answer(String path, Asked asked, HttpServletResponse response)
      throws IOException, FilterException {
    switch (path) {
      case "head" -> write(response, answers.head(asked.signedIn()));
      case "chain" -> write(response, answers.chain());
      case "statements" -> write(response, answers.statements(asked));
      case "timeline" -> write(response, answers.timeline(asked));
      case "top" -> write(response, answers.top(asked));
      case "session" -> write(response, answers.session(asked));
      case "around" -> write(response, answers.around(asked));
      case "shape" -> write(response, answers.shape(asked));
      case "entry" -> {
        Optional<Answers.Detail> found = answers.entry(asked);
        if (found.isPresent()) {
          write(response, found.get());
        } else {
          refuse(response, HttpServletResponse.SC_NOT_FOUND, "the log has no such record");
        }
      }
      case "export" -> Export.write(answers.whole(), asked, answers.version(), response);
      default -> refuse(response, HttpServletResponse.SC_NOT_FOUND, "there is no such question");
    }
  }

  private void refuse(HttpServletResponse response, int status, String why) throws IOException {
    if (response.isCommitted()) {
      // An export that breaks off must not look like a whole one.
      throw new IOException(why);
    }
    response.resetBuffer();
    response.setHeader("Content-Disposition", null);
    response.setStatus(status);
    write(response, Map.of("error", why));
  }

  private void write(HttpServletResponse response, Object value) throws IOException {
    byte[] body = json.writeValueAsBytes(value);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
