package dev.pgtier.cli.migration;

import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.report.ReportPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code /migrations/} of the admin port: what was validated, from the ledger. Shows only. */
public final class MigrationsPage extends HttpServlet {
  /** Where it belongs. */
  public static final String PATH = "/migrations/*";

  private static final long serialVersionUID = 1L;
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final transient Ledger ledger;

  public MigrationsPage(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    if (path == null) {
      response.sendRedirect("migrations/");
      return;
    }
    if (path.equals("/style.css")) {
      answer(response, "text/css", ReportPage.STYLE);
      return;
    }
    try {
      Optional<String> page = page(path.substring(1), ledger.read());
      if (page.isPresent()) {
        answer(response, "text/html", page.get());
      } else {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    } catch (LedgerException e) {
      response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      answer(response, "text/plain", e.getMessage() + "\n");
    }
  }

  private static Optional<String> page(String name, List<LedgerEntry> entries) {
    if (name.isEmpty()) {
      return Optional.of(ReportPage.index(entries));
    }
    return entries.stream()
        .filter(entry -> Long.toString(entry.seq()).equals(name))
        .filter(entry -> entry.record() instanceof LedgerRecord.Validated)
        .findFirst()
        .map(entry -> ReportPage.report(entry, (LedgerRecord.Validated) entry.record()));
  }

  private static void answer(HttpServletResponse response, String type, String text)
      throws IOException {
    response.setContentType(type + ";charset=utf-8");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
