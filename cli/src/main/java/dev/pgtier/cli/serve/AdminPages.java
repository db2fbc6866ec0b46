package dev.pgtier.cli.serve;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.migration.MigrationsPage;
import dev.pgtier.migrations.ledger.Ledger;
import jakarta.servlet.http.HttpServlet;
import java.util.HashMap;
import java.util.Map;

/** What the admin port shows beside what the proxy itself does. */
public final class AdminPages {
  private AdminPages() {}

  /** By path: the audit's review, and where there are migrations, their validations. */
  public static Map<String, HttpServlet> of(Configuration configuration, ReviewOfProxy review) {
    Map<String, HttpServlet> pages = new HashMap<>(review.pages());
    configuration
        .migrations()
        .ifPresent(
            migrations ->
                pages.put(
                    MigrationsPage.PATH, new MigrationsPage(new Ledger(migrations.ledger()))));
    return Map.copyOf(pages);
  }
}
