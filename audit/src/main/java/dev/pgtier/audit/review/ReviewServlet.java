package dev.pgtier.audit.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.pgtier.audit.search.FilterException;
import dev.pgtier.audit.search.SearchException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Serves the page's files, and under {@code api/} what it asks. It changes nothing. */
final class ReviewServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** The page loads its own files, talks to its own origin, and can make no markup of a text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String API = "api/";

  private final transient ObjectMapper json =
      new ObjectMapper()
          .registerModule(
              new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));
  private final transient Turnstile turnstile = new Turnstile();
  private final transient Assets assets;
  private final transient Answers answers;

  ReviewServlet(Assets assets, Answers answers) {
    this.assets = assets;
    this.answers = answers;
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
      ask(path.substring(API.length()), new Asked(request), response);
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

  private void ask(String path, Asked asked, HttpServletResponse response) throws IOException {
    // These two are cheap, and tell a page how matters stand while all places are taken.
    boolean cheap = path.equals("head") || path.equals("chain");
    if (!cheap && !turnstile.enter()) {
      response.setHeader("Retry-After", "2");
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many are asking");
      return;
    }
    try {
      answer(path, asked, response);
    } catch (FilterException e) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    } catch (SearchException e) {
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    } finally {
      if (!cheap) {
        turnstile.leave();
      }
    }
  }

  private void answer(String path, Asked asked, HttpServletResponse response)
      throws IOException, FilterException {
    switch (path) {
      case "head" -> write(response, answers.head());
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
      case "export" -> Export.write(answers.search(), asked, answers.version(), response);
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
