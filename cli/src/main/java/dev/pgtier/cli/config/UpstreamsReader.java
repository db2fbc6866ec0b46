package dev.pgtier.cli.config;

import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.Upstream.TlsMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code upstreams:}: servers by name, each with the credential that only the proxy knows. */
final class UpstreamsReader {
  static final Keys UPSTREAM =
      Keys.of("an upstream", "host", "port", "database", "user", "password", "tls", "ca");

  private static final int PORT = 5432;
  private static final int MAX_PORT = 65_535;
  private static final Words<TlsMode> TLS_MODES = Words.of(TlsMode.class);

  private UpstreamsReader() {}

  /** What could be read; whether it is whole, the context's mistakes say. */
  static Map<String, Upstream> read(Value value, Context context) {
    Map<String, Upstream> upstreams = new LinkedHashMap<>();
    for (Value.Named entry : value.named()) {
      Optional<String> name = entry.key().text(TierReader.NAME, TierReader.NAME_FORM);
      Upstream upstream = upstream(name.orElse("?"), entry.value().section(UPSTREAM), context);
      upstreams.put(upstream.name(), upstream);
    }
    if (upstreams.isEmpty()) {
      value.mistake("at least one upstream is needed");
    }
    return upstreams;
  }

  private static Upstream upstream(String name, Section section, Context context) {
    Optional<String> host = context.text(section.required("host"));
    long port = section.optional("port").count(1, MAX_PORT).orElse(PORT);
    Optional<String> database = context.text(section.required("database"));
    Optional<String> user = context.text(section.required("user"));
    Optional<Secret> password = SecretReader.read(section.optional("password"), context);
    Optional<TlsMode> tls = tls(section.optional("tls"), host, context);
    Value ca = section.optional("ca");
    Optional<Path> trusted = context.readableFile(ca);
    if (tls.filter(UpstreamsReader::trustsNobody).isPresent()) {
      ca.mistake("\"ca\" is only used with tls: verify-ca or verify-full");
    }
    return new Upstream(
        name,
        host.orElse(""),
        (int) port,
        database.orElse(""),
        user.orElse(""),
        password,
        tls.orElse(TlsMode.VERIFY_FULL),
        trusted);
  }

  /** Empty where a mistake leaves open what was meant. */
  private static Optional<TlsMode> tls(Value value, Optional<String> host, Context context) {
    Optional<TlsMode> mode = value.word(TLS_MODES);
    if (host.isEmpty() || (value.present() && mode.isEmpty())) {
      return mode;
    }
    boolean local = Addresses.isLocal(host.get());
    if (!local && mode.equals(Optional.of(TlsMode.DISABLE))) {
      context.warn(value, "to another host, data and password proofs go in clear text");
    }
    if (!local && mode.equals(Optional.of(TlsMode.REQUIRE))) {
      context.warn(value, "require encrypts, but does not check who answers; verify-full does");
    }
    if (!local && mode.equals(Optional.of(TlsMode.VERIFY_CA))) {
      context.warn(
          value,
          "verify-ca takes any server that the authority signed, whatever its name; verify-full does"
              + " not");
    }
    return Optional.of(mode.orElse(local ? TlsMode.DISABLE : TlsMode.VERIFY_FULL));
  }

  private static boolean trustsNobody(TlsMode mode) {
    return mode == TlsMode.DISABLE || mode == TlsMode.REQUIRE;
  }
}
