package dev.pgtier.cli.check;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a role's attributes, and PostgreSQL's own roles, let it do beyond a tier. */
final class RoleRules {
  /** Which tiers one of PostgreSQL's roles is too much for. */
  private enum Reach {
    /** It reaches out of the database; nothing but an effect that the tier allows excuses it. */
    SERVER,
    /** It shows more than a tier that only reads should see. */
    READING
  }

  private record Predefined(Reach reach, Severity severity, Optional<Effect> with, String what) {}

  private static final Map<String, Predefined> PREDEFINED =
      Map.ofEntries(
          server("pg_read_server_files", Severity.ERROR, Effect.FILE, "reads the server's files"),
          server(
              "pg_write_server_files",
              Severity.ERROR,
              Effect.FILE,
              "writes the server's files, and so may become the server"),
          server(
              "pg_execute_server_program",
              Severity.ERROR,
              Effect.FILE,
              "runs programs as the server's own user"),
          server("pg_signal_backend", Severity.ERROR, null, "ends and cancels others' sessions"),
          server(
              "pg_signal_autovacuum_worker", Severity.WARNING, null, "ends autovacuum's workers"),
          server(
              "pg_write_all_data",
              Severity.WARNING,
              null,
              "writes to every table and sequence of every database that it may connect to"),
          server(
              "pg_maintain",
              Severity.WARNING,
              Effect.MAINTENANCE,
              "vacuums, reindexes, clusters and locks every table"),
          server(
              "pg_checkpoint", Severity.WARNING, Effect.MAINTENANCE, "makes checkpoints at will"),
          server(
              "pg_create_subscription",
              Severity.WARNING,
              Effect.REPLICATION,
              "makes subscriptions, so that the server connects to others and takes their rows"),
          server(
              "pg_use_reserved_connections",
              Severity.WARNING,
              null,
              "takes connections that are kept for administrators"),
          Map.entry(
              "pg_read_all_data",
              new Predefined(
                  Reach.SERVER,
                  Severity.WARNING,
                  Optional.empty(),
                  "reads every table, those that hold passwords too")),
          reading("pg_monitor", "reads all settings, statistics and others' statements"),
          reading("pg_read_all_settings", "reads all settings, connection strings among them"),
          reading("pg_read_all_stats", "reads all statistics and others' statements"),
          reading("pg_stat_scan_tables", "runs functions that lock tables while they scan them"));

  private RoleRules() {}

  private static Map.Entry<String, Predefined> server(
      String name, Severity severity, Effect with, String what) {
    return Map.entry(name, new Predefined(Reach.SERVER, severity, Optional.ofNullable(with), what));
  }

  private static Map.Entry<String, Predefined> reading(String name, String what) {
    return Map.entry(name, new Predefined(Reach.READING, Severity.WARNING, Optional.empty(), what));
  }

  /** The attributes of a role, each with the word of ALTER ROLE that takes it away. */
  static Map<String, Excess> attributes(Tier tier, Facts facts, Facts.Role role) {
    Map<String, Excess> found = new LinkedHashMap<>();
    if (role.superuser()) {
      found.put(
          "NOSUPERUSER",
          excess(tier, Severity.ERROR, "is a superuser: no grant holds it, and it may be anybody"));
      return found;
    }
    if (role.createRole() && !tier.effects().contains(Effect.ROLE)) {
      found.put(
          "NOCREATEROLE",
          excess(
              tier,
              Severity.ERROR,
              facts.version().startsWith("15.")
                  ? "makes and changes roles (CREATEROLE), and may give itself any that is no superuser"
                  : "makes roles, and changes those that it administers (CREATEROLE)"));
    }
    if (role.createDatabase() && !tier.effects().contains(Effect.ROLE)) {
      found.put(
          "NOCREATEDB", excess(tier, Severity.WARNING, "makes and drops databases (CREATEDB)"));
    }
    if (role.replication() && !tier.effects().contains(Effect.REPLICATION)) {
      found.put(
          "NOREPLICATION",
          excess(
              tier,
              Severity.ERROR,
              "copies the whole server and streams its changes (REPLICATION)"));
    }
    if (role.bypassRowSecurity()) {
      boolean hides = facts.rowSecurity() > 0 && tier.mode() == Mode.READ_ONLY;
      found.put(
          "NOBYPASSRLS",
          excess(
              tier,
              hides ? Severity.ERROR : Severity.WARNING,
              "reads past row security (BYPASSRLS), which %d table(s) have"
                  .formatted(facts.rowSecurity())));
    }
    return found;
  }

  /** What being in one of PostgreSQL's own roles gives; nothing for other roles. */
  static List<Excess> predefined(Tier tier, String role) {
    List<Excess> found = new ArrayList<>();
    Predefined known = PREDEFINED.get(role);
    if (known == null && role.startsWith("pg_")) {
      found.add(
          excess(tier, Severity.WARNING, "may what " + role + " may, which pgtier does not know"));
    } else if (known != null && !excused(tier, known, role)) {
      boolean withheld = role.equals("pg_read_all_data") && !new Withheld(tier).nothing();
      found.add(excess(tier, withheld ? Severity.ERROR : known.severity(), known.what()));
    }
    return found;
  }

  private static boolean excused(Tier tier, Predefined known, String role) {
    if (known.with().filter(tier.effects()::contains).isPresent()) {
      return true;
    }
    return switch (known.reach()) {
      case SERVER ->
          tier.mode() == Mode.APPROVED_MIGRATIONS
              && known.severity() == Severity.WARNING
              && !role.equals("pg_read_all_data");
      case READING -> tier.mode() != Mode.READ_ONLY;
    };
  }

  /** What runs in a tier of approved migrations, a person has read: nothing there is an error. */
  static Excess excess(Tier tier, Severity severity, String what) {
    return new Excess(severity(tier, severity), what);
  }

  static Severity severity(Tier tier, Severity severity) {
    return tier.mode() == Mode.APPROVED_MIGRATIONS ? Severity.WARNING : severity;
  }
}
