package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads libpq's connection strings: {@code host=… port=…} and {@code postgresql://…}. What is said
 * wrong of one never repeats its values, one of which is a password.
 */
final class ConnectionString {
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*([a-z_]+)\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|((?:[^\\s'\\\\]|\\\\.)*))(?=\\s|$)",
          Pattern.DOTALL);
  private static final Set<String> KNOWN =
      Set.of("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert");

  /** What changes nothing of where and as whom. */
  private static final Set<String> IGNORED =
      Set.of(
          "application_name",
          "connect_timeout",
          "channel_binding",
          "gssencmode",
          "target_session_attrs");

  private static final int MAX_PORT = 65_535;

  private ConnectionString() {}

  /**
   * Reads one.
   *
   * @param defaults for what it leaves out, but for the database's name
   * @throws CloneException if it is none, or has something that would be overlooked
   */
  static ConnectionParameters parse(String text, ConnectionParameters defaults)
      throws CloneException {
    String line = text.strip();
    if (line.isEmpty()) {
      throw wrong("it printed nothing");
    }
    if (line.contains("\n")) {
      throw wrong("it printed several lines; what is for people belongs on standard error");
    }
    return parameters(
        line.startsWith("postgres://") || line.startsWith("postgresql://")
            ? url(line)
            : pairs(line),
        defaults);
  }

  private static ConnectionParameters parameters(
      Map<String, String> values, ConnectionParameters defaults) throws CloneException {
    for (String key : values.keySet()) {
      if (!KNOWN.contains(key) && !IGNORED.contains(key)) {
        throw wrong("\"" + key + "\" is not understood here");
      }
    }
    if (values.getOrDefault("dbname", "").isEmpty()) {
      throw wrong("it names no database (dbname)");
    }
    String password = values.get("password");
    return new ConnectionParameters(
        values.getOrDefault("host", defaults.host()),
        port(values.get("port"), defaults.port()),
        values.get("dbname"),
        values.getOrDefault("user", defaults.user()),
        password == null ? defaults.password() : Optional.of(() -> password),
        tls(values.get("sslmode"), defaults.tls()),
        values.containsKey("sslrootcert")
            ? Optional.of(Path.of(values.get("sslrootcert")))
            : defaults.ca());
  }

  private static Map<String, String> pairs(String line) throws CloneException {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(line);
    int end = 0;
    while (end < line.length()) {
      if (!pair.find(end) || pair.start() != end) {
        throw wrong("it is neither a postgresql:// URL nor key=value pairs");
      }
      String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
      values.put(pair.group(1), value.replaceAll("\\\\(.)", "$1"));
      end = pair.end();
    }
    return values;
  }

  private static Map<String, String> url(String line) throws CloneException {
    URI uri;
    try {
      uri = new URI(line);
    } catch (URISyntaxException e) {
      throw wrong("the URL cannot be read: " + e.getReason());
    }
    if (uri.getHost() == null) {
      throw wrong("the URL names no single host");
    }
    Map<String, String> values = new LinkedHashMap<>();
    String host = uri.getHost();
    values.put("host", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    if (uri.getPort() >= 0) {
      values.put("port", Integer.toString(uri.getPort()));
    }
    if (uri.getRawUserInfo() != null) {
      String[] user = uri.getRawUserInfo().split(":", 2);
      values.put("user", decode(user[0]));
      if (user.length > 1) {
        values.put("password", decode(user[1]));
      }
    }
    if (uri.getRawPath() != null && uri.getRawPath().length() > 1) {
      values.put("dbname", decode(uri.getRawPath().substring(1)));
    }
    for (String pair :
        uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      values.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
    }
    return values;
  }

  private static String decode(String text) throws CloneException {
    try {
      // A plus sign is itself in a URL like this.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("the URL has a % that is not followed by two hexadecimal digits");
    }
  }

  private static int port(String text, int otherwise) throws CloneException {
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
      throw wrong("its port is no number from 1 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static Tls tls(String word, Tls otherwise) throws CloneException {
    if (word == null) {
      return otherwise;
    }
    return Arrays.stream(Tls.values())
        .filter(tls -> tls.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> wrong("its sslmode is none of disable, require, verify-ca and verify-full"));
  }

  private static CloneException wrong(String why) {
    return new CloneException("what the clone's command printed is no connection string: " + why);
  }
}
