package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code proxy:} and {@code admin:}. */
final class ProxyReader {
  static final Keys PROXY = Keys.of("proxy", "listen", "tls", "limits");
  static final Keys TLS = Keys.of("tls", "certificate", "key", "client-ca", "required");
  static final Keys LIMITS =
      Keys.of("limits of the proxy", "login", "stall", "half-open", "per-address", "drain");
  static final Keys ADMIN = Keys.of("admin", "listen", "token");

  /** With none at all nobody could log in. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(1);

  private static final Duration MOST_WAIT = Duration.ofHours(24);

  private ProxyReader() {}

  static Optional<Configuration.Front> proxy(Value value, Context context) {
    Section proxy = value.section(PROXY);
    Value listen = proxy.required("listen");
    Optional<InetSocketAddress> address = Addresses.listen(listen, context);
    Optional<ProxyOptions.Tls> tls = tls(proxy.optional("tls"), context);
    Bounds bounds = bounds(proxy.optional("limits"));
    if (address.isPresent()
        && !address.get().getAddress().isLoopbackAddress()
        && !proxy.optional("tls").present()) {
      context.warn(
          listen, "without tls, statements and their results cross the network in clear text");
    }
    return address.map(where -> new Configuration.Front(where, tls, bounds));
  }

  private static Optional<ProxyOptions.Tls> tls(Value value, Context context) {
    Section tls = value.section(TLS);
    Optional<Path> certificate = context.readableFile(tls.required("certificate"));
    Optional<Path> key = context.readableFile(tls.required("key"));
    Optional<Path> clientCa = context.readableFile(tls.optional("client-ca"));
    boolean required = tls.optional("required").flag(false);
    return certificate.flatMap(
        chain -> key.map(secret -> new ProxyOptions.Tls(chain, secret, clientCa, required)));
  }

  private static Bounds bounds(Value value) {
    Section limits = value.section(LIMITS);
    Bounds standard = Bounds.DEFAULT;
    return new Bounds(
        limits.optional("login").duration(LEAST_WAIT, MOST_WAIT).orElse(standard.login()),
        limits.optional("stall").duration(LEAST_WAIT, MOST_WAIT).orElse(standard.stall()),
        (int) limits.optional("half-open").count(1, Integer.MAX_VALUE).orElse(standard.halfOpen()),
        (int)
            limits
                .optional("per-address")
                .count(1, Integer.MAX_VALUE)
                .orElse(standard.perAddress()),
        limits.optional("drain").duration(Duration.ZERO, MOST_WAIT).orElse(standard.drain()),
        standard.heldBytes());
  }

  static Optional<ProxyOptions.Admin> admin(Value value, Context context) {
    Section admin = value.section(ADMIN);
    Value listen = admin.required("listen");
    Optional<InetSocketAddress> address = Addresses.listen(listen, context);
    Optional<Secret> token = SecretReader.read(admin.optional("token"), context);
    if (address.isPresent()
        && !address.get().getAddress().isLoopbackAddress()
        && !admin.optional("token").present()) {
      listen.mistake("beyond this machine admin needs a \"token\"");
    }
    return address.map(where -> new ProxyOptions.Admin(where, token));
  }
}
