package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * pg_dump and pg_restore, as found on the machine: from any server to any other, while both are in
 * use.
 *
 * @param from what is dumped; its role needs to read every table
 * @param jobs sessions at once, at each of the two servers
 * @param temp where the dump is kept meanwhile
 * @param tools to choose from, the oldest first
 */
public record PgDumpWay(ConnectionParameters from, int jobs, Path temp, List<PgTools> tools)
    implements CloneWay {
  private static final int MAJOR = 10_000;

  /** Since when pg_dump also carries statistics, which are values of rows. */
  private static final int STATISTICS_SINCE = 18;

  /** A compressed dump is rarely more of the plain one than a part in so many. */
  private static final int COMPRESSION = 3;

  private static final int MIB_BITS = 20;

  /** With the tools of this machine. */
  public static PgDumpWay of(ConnectionParameters from, int jobs, Path temp) {
    return new PgDumpWay(from, jobs, temp, PgTools.onThisMachine());
  }

  @Override
  public String word() {
    return "pg_dump";
  }

  @Override
  public String source() {
    return from.where();
  }

  @Override
  public Optional<Session> look() throws DatabaseException {
    return Optional.of(from.connect(CloneRun.APPLICATION));
  }

  @Override
  public boolean lacksStatistics() {
    return true;
  }

  @Override
  public void fill(Cluster cluster, String database, Consumer<String> progress)
      throws DatabaseException, InterruptedException {
    PgTools chosen;
    Extent extent;
    String like;
    try (Session source = from.connect(CloneRun.APPLICATION)) {
      chosen = PgTools.choose(tools, source.version() / MAJOR, from.where());
      extent = Extent.of(source);
      like = Encoding.options(source);
    }
    try (DumpFolder folder = DumpFolder.in(temp)) {
      boolean plain = requireSpace(folder, extent.bytes());
      progress.accept(
          "dumping %d tables, %s, by pg_dump %d with %d jobs"
              .formatted(extent.tables(), mib(extent.bytes()), chosen.major(), jobs));
      Tool.run(
          dump(chosen, folder.dump(), plain),
          from,
          new TableProgress("dumping contents of table ", "dumped", extent.tables(), progress));
      cluster.create(database, "TEMPLATE template0 " + like);
      ConnectionParameters to = cluster.session().parameters().withDatabase(database);
      clearPublic(to);
      Tool.run(
          restore(chosen, folder.dump(), database),
          to,
          new TableProgress("processing data for table ", "restored", extent.tables(), progress));
    }
  }

  private List<String> dump(PgTools chosen, Path folder, boolean plain) {
    List<String> command =
        new ArrayList<>(
            List.of(
                chosen.dump().toString(),
                "--format=directory",
                "--jobs=" + jobs,
                "--file=" + folder,
                "--compress=" + (plain ? "0" : "1"),
                "--no-owner",
                "--no-privileges",
                "--no-subscriptions",
                "--no-security-labels",
                "--no-tablespaces",
                "--no-password",
                "--verbose",
                // The folder does not outlive the run.
                "--no-sync"));
    if (chosen.major() >= STATISTICS_SINCE) {
      command.add("--no-statistics");
    }
    return command;
  }

  private List<String> restore(PgTools chosen, Path folder, String database) {
    return List.of(
        chosen.restore().toString(),
        "--format=directory",
        "--jobs=" + jobs,
        "--dbname=" + database,
        "--no-owner",
        "--no-privileges",
        "--no-password",
        "--exit-on-error",
        "--verbose",
        folder.toString());
  }

  /** A dump that holds a schema public of its own makes it. */
  private void clearPublic(ConnectionParameters to) throws DatabaseException {
    boolean without;
    try (Session source = from.connect(CloneRun.APPLICATION)) {
      without = !source.holds("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')");
    }
    if (without) {
      try (Session session = to.connect(CloneRun.APPLICATION)) {
        session.execute("DROP SCHEMA public");
      }
    }
  }

  /** Whether there is room for the dump as it is, which is faster than compressing it. */
  private boolean requireSpace(DumpFolder folder, long bytes) throws CloneException {
    long space = folder.space();
    if (space < bytes / COMPRESSION) {
      throw new CloneException(
          "the dump may need %s, and %s has %s free; name a roomier folder by migrations.clone.temp"
              .formatted(mib(bytes / COMPRESSION), temp, mib(space)));
    }
    return space >= bytes + bytes / COMPRESSION;
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> MIB_BITS);
  }

  /**
   * How much there is to dump.
   *
   * @param bytes of the tables, without their indexes
   */
  private record Extent(int tables, long bytes) {
    static Extent of(Session source) throws DatabaseException {
      List<String> row =
          source
              .rows(
                  "SELECT count(*), coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c"
                      + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                      + " WHERE c.relkind = 'r' AND n.nspname <> 'information_schema'"
                      + " AND n.nspname !~ '^pg_'")
              .get(0);
      return new Extent(Integer.parseInt(row.get(0)), Long.parseLong(row.get(1)));
    }
  }

  /** What of a database is settled when it is made. */
  private static final class Encoding {
    private static final int PROVIDERS_SINCE = 150000;
    private static final int BUILTIN_SINCE = 170000;

    private Encoding() {}

    static String options(Session source) throws DatabaseException {
      int version = source.version();
      List<String> row =
          source
              .rows(
                  "SELECT pg_encoding_to_char(encoding), datcollate, datctype, "
                      + (version >= PROVIDERS_SINCE ? "datlocprovider" : "'c'")
                      + ", "
                      + (version >= BUILTIN_SINCE
                          ? "datlocale"
                          : version >= PROVIDERS_SINCE ? "daticulocale" : "NULL")
                      + " FROM pg_database WHERE datname = current_database()")
              .get(0);
      String options =
          "ENCODING %s LC_COLLATE %s LC_CTYPE %s"
              .formatted(Sql.literal(row.get(0)), Sql.literal(row.get(1)), Sql.literal(row.get(2)));
      return switch (row.get(3)) {
        case "i" -> options + " LOCALE_PROVIDER icu ICU_LOCALE " + Sql.literal(row.get(4));
        case "b" -> options + " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + Sql.literal(row.get(4));
        default -> version >= PROVIDERS_SINCE ? options + " LOCALE_PROVIDER libc" : options;
      };
    }
  }
}
