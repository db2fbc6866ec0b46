package dev.pgtier.cli.serve;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.secret.SecretException;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.Upstream.TlsMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Asks the servers behind read-only tiers whether their roles could do more than read: the grants
 * are the layer that holds when all others fail.
 *
 * @param superusers a sentence for each read-only tier whose role is a superuser
 * @param warnings a sentence for each that owns tables, or could not be asked
 */
public record UpstreamRoles(List<String> superusers, List<String> warnings) {
  private static final String SECONDS = "5";
  private static final String QUERY =
      """
      SELECT r.rolsuper,
             (SELECT count(*) FROM pg_catalog.pg_class c
               WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f'))
        FROM pg_catalog.pg_roles r
       WHERE r.rolname = current_user""";

  public UpstreamRoles {
    superusers = List.copyOf(superusers);
    warnings = List.copyOf(warnings);
  }

  /** Connects to each such upstream; takes 5 s where one does not answer. */
  public static UpstreamRoles ask(Map<String, Upstream> upstreams, Map<String, Tier> tiers) {
    List<String> superusers = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Map<String, Tier> inOrder = new TreeMap<>(tiers);
    for (Tier tier : inOrder.values()) {
      if (tier.mode() == Mode.READ_ONLY) {
        ask(tier.name(), upstreams.get(tier.upstream()), superusers, warnings);
      }
    }
    return new UpstreamRoles(superusers, warnings);
  }

  private static void ask(
      String tier, Upstream upstream, List<String> superusers, List<String> warnings) {
    String role =
        "the read-only tier %s: the role %s of its upstream %s"
            .formatted(tier, upstream.user(), upstream.name());
    if (upstream.host().startsWith("/")) {
      warnings.add(role + " was not checked, because it is reached by a Unix-domain socket");
      return;
    }
    try (Connection connection = DriverManager.getConnection(url(upstream), properties(upstream));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      if (row.next() && row.getBoolean(1)) {
        superusers.add(role + " is a superuser");
      } else if (row.getLong(2) > 0) {
        warnings.add(role + " owns %d relations; its tier only reads".formatted(row.getLong(2)));
      }
    } catch (SQLException e) {
      warnings.add(role + " could not be checked: " + e.getMessage());
    } catch (SecretException e) {
      warnings.add(role + " could not be checked: " + e.getMessage());
    }
  }

  private static String url(Upstream upstream) {
    String host = upstream.host().contains(":") ? "[" + upstream.host() + "]" : upstream.host();
    return "jdbc:postgresql://" + host + ":" + upstream.port() + "/";
  }

  private static Properties properties(Upstream upstream) throws SecretException {
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", upstream.database());
    properties.setProperty("user", upstream.user());
    if (upstream.password().isPresent()) {
      properties.setProperty("password", upstream.password().get().reveal());
    }
    properties.setProperty("ApplicationName", "pgtier");
    properties.setProperty("connectTimeout", SECONDS);
    properties.setProperty("socketTimeout", SECONDS);
    properties.setProperty(
        "sslmode", upstream.tls().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (upstream.ca().isPresent()) {
      properties.setProperty("sslrootcert", upstream.ca().get().toString());
    } else if (upstream.tls() == TlsMode.VERIFY_CA || upstream.tls() == TlsMode.VERIFY_FULL) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return properties;
  }
}
