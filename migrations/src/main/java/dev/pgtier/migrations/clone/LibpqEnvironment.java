package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import dev.pgtier.migrations.database.DatabaseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connection parameters as PostgreSQL's own programs take them from their environment, which other
 * users of the machine cannot read, unlike a command line.
 */
final class LibpqEnvironment {
  /** Where systems keep the certificates of the authorities that they trust. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/cert.pem"));

  private static final String CONNECT_SECONDS = "20";

  private LibpqEnvironment() {}

  /** Replaces whatever of the kind {@code environment} has. */
  static void put(Map<String, String> environment, ConnectionParameters of)
      throws DatabaseException {
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("PGHOST", of.host());
    environment.put("PGPORT", Integer.toString(of.port()));
    environment.put("PGUSER", of.user());
    environment.put("PGDATABASE", of.database());
    environment.put("PGAPPNAME", CloneRun.APPLICATION);
    environment.put("PGCONNECT_TIMEOUT", CONNECT_SECONDS);
    environment.put("PGGSSENCMODE", "disable");
    environment.put("PGSSLMODE", of.tls().word());
    // Nothing of the user's own: no service, no password file.
    environment.put("PGPASSFILE", "/dev/null");
    environment.put("PGSERVICEFILE", "/dev/null");
    environment.put("LC_ALL", "C");
    if (of.password().isPresent()) {
      environment.put("PGPASSWORD", of.password().get().reveal());
    }
    if (of.tls() == Tls.VERIFY_CA || of.tls() == Tls.VERIFY_FULL) {
      environment.put("PGSSLROOTCERT", authorities(of).toString());
    }
  }

  private static Path authorities(ConnectionParameters of) throws CloneException {
    if (of.ca().isPresent()) {
      return of.ca().get();
    }
    Optional<Path> system = SYSTEM.stream().filter(Files::isReadable).findFirst();
    return system.orElseThrow(
        () ->
            new CloneException(
                "tls: %s of %s needs certificates to trust, and this machine has none where others have them; name them by ca:"
                    .formatted(of.tls().word(), of.where())));
  }
}
