package dev.pgtier.cli.config;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Place;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads the configuration file; the keys are explained in docs/configuration.md. */
final class ConfigurationReader {
  static final Keys CONFIGURATION =
      Keys.of(
          "the configuration",
          "proxy",
          "admin",
          "audit",
          "upstreams",
          "tiers",
          "principals",
          "mcp",
          "migrations");

  /** One byte more than the reader takes, so that it sees that a file is too large. */
  private static final int MAX_BYTES = (1 << 20) + 1;

  private ConfigurationReader() {}

  /** The keys of every section, for the reference. */
  static List<Keys> keys() {
    return List.of(
        CONFIGURATION,
        ProxyReader.PROXY,
        ProxyReader.TLS,
        ProxyReader.LIMITS,
        ProxyReader.ADMIN,
        AuditReader.AUDIT,
        StreamReader.STREAM,
        UpstreamsReader.UPSTREAM,
        PrincipalsReader.PRINCIPAL,
        McpReader.SERVER,
        McpReader.OAUTH,
        MigrationsReader.MIGRATIONS,
        CloneReader.CLONE,
        MaskingReader.MASK,
        ApprovalsReader.APPROVER,
        ApprovalsReader.APPROVALS,
        References.LOGIN);
  }

  static Configuration.Loaded load(Path file, UnaryOperator<String> environment, boolean secrets) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readNBytes(MAX_BYTES), file, environment, secrets);
    } catch (IOException e) {
      return new Configuration.Loaded.Bad(
          List.of(
              new Mistake(
                  file.toString(),
                  new Place(1, 1),
                  "cannot read this file: " + FileTrouble.of(e))));
    }
  }

  static Configuration.Loaded read(byte[] bytes, Path file, UnaryOperator<String> environment) {
    return read(bytes, file, environment, true);
  }

  private static Configuration.Loaded read(
      byte[] bytes, Path file, UnaryOperator<String> environment, boolean secrets) {
    Mistakes mistakes = new Mistakes(file.toString());
    Mistakes warnings = new Mistakes(file.toString());
    Context context = new Context(file, environment, secrets, mistakes, warnings);
    Section section = Value.file(bytes, mistakes).section(CONFIGURATION);

    Optional<Configuration.Front> proxy = ProxyReader.proxy(section.optional("proxy"), context);
    Optional<ProxyOptions.Admin> admin = ProxyReader.admin(section.optional("admin"), context);
    Optional<Audit> audit = AuditReader.read(section.optional("audit"), context);
    Map<String, Upstream> upstreams = UpstreamsReader.read(section.required("upstreams"), context);
    TierFiles tiers = TierFiles.read(section.required("tiers"), context, upstreams.keySet());
    boolean certificates =
        proxy.flatMap(Configuration.Front::tls).flatMap(ProxyOptions.Tls::clientCa).isPresent();
    Map<String, Principal> principals =
        PrincipalsReader.read(section.required("principals"), context, tiers, certificates);
    References references =
        new References(
            context,
            upstreams,
            tiers.tiers().values().stream().map(Tier::upstream).collect(Collectors.toSet()),
            principals,
            tiers.tiers());
    List<McpServer> mcp = McpReader.read(section.optional("mcp"), references);
    Optional<Migrations> migrations =
        MigrationsReader.read(section.optional("migrations"), references);

    List<Mistake> all = new ArrayList<>(mistakes.all());
    all.addAll(tiers.mistakes());
    return all.isEmpty()
        ? new Configuration.Loaded.Good(
            new Configuration(
                proxy,
                admin,
                audit,
                upstreams,
                tiers.tiers(),
                withValidator(principals, migrations),
                mcp,
                migrations),
            warnings.all())
        : new Configuration.Loaded.Bad(all);
  }

  /** The principals; that of {@code validate-as} may name the databases of validations. */
  private static Map<String, Principal> withValidator(
      Map<String, Principal> principals, Optional<Migrations> migrations) {
    Map<String, Principal> all = new LinkedHashMap<>(principals);
    migrations
        .flatMap(Migrations::validateAs)
        .ifPresent(login -> all.computeIfPresent(login.principal(), (name, p) -> p.validating()));
    return all;
  }
}
