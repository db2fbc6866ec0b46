package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Nearest;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.auth.ScramVerifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code principals:}: who may log in at the proxy, and to which tier. */
final class PrincipalsReader {
  static final Keys PRINCIPAL =
      Keys.of("a principal", "name", "tier", "scram", "password", "trusted-context");

  /** The server cuts longer names off, so they could be taken for another. */
  private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,63}");

  private final Context context;
  private final TierFiles tiers;
  private final boolean certificates;
  private final Map<String, Principal> principals = new LinkedHashMap<>();
  private final List<Value> passwords = new ArrayList<>();

  private PrincipalsReader(Context context, TierFiles tiers, boolean certificates) {
    this.context = context;
    this.tiers = tiers;
    this.certificates = certificates;
  }

  /**
   * Reads them all.
   *
   * @param certificates whether a client certificate may log somebody in
   */
  static Map<String, Principal> read(
      Value value, Context context, TierFiles tiers, boolean certificates) {
    PrincipalsReader reader = new PrincipalsReader(context, tiers, certificates);
    List<Value> items = value.items();
    if (items.isEmpty()) {
      value.mistake("at least one principal is needed");
    }
    items.forEach(reader::add);
    reader.warnOfPasswords();
    return reader.principals;
  }

  private void add(Value item) {
    Section section = item.section(PRINCIPAL);
    Value name = section.required("name");
    Optional<String> login = name.text(NAME, "a principal's name: 1 to 63 characters");
    Optional<String> tier = tier(section.required("tier"));
    Optional<ScramVerifier> verifier = verifier(item, section);
    boolean trusted = section.optional("trusted-context").flag(false);
    if (login.isPresent() && principals.containsKey(login.get())) {
      name.mistake("the principal %s is there already".formatted(Value.quote(login.get())));
    }
    login.ifPresent(
        text ->
            principals.put(text, new Principal(text, tier.orElse(""), verifier, trusted, false)));
  }

  private Optional<String> tier(Value value) {
    Optional<String> tier = context.text(value);
    if (tier.isPresent() && tiers.whole() && !tiers.tiers().containsKey(tier.get())) {
      value.mistake(
          "there is no tier "
              + Value.quote(tier.get())
              + Nearest.hint(
                  tier.get(),
                  tiers.tiers().keySet(),
                  "; the tiers are " + String.join(", ", tiers.tiers().keySet())));
    }
    return tier;
  }

  private Optional<ScramVerifier> verifier(Value item, Section section) {
    Value scram = section.optional("scram");
    Value password = section.optional("password");
    if (scram.present() && password.present()) {
      password.mistake("a principal has \"scram\" or \"password\", not both");
      return Optional.empty();
    }
    if (password.present()) {
      passwords.add(password);
      return SecretReader.reveal(password, context)
          .flatMap(text -> verifier(password, () -> ScramVerifier.derive(text)));
    }
    if (!scram.present() && !certificates && section.optional("name").present()) {
      item.mistake(
          "a principal needs \"scram\" (pgtier password makes it), unless proxy.tls.client-ca lets"
              + " a client certificate log it in");
    }
    return SecretReader.reveal(scram, context)
        .flatMap(text -> verifier(scram, () -> ScramVerifier.parse(text)));
  }

  private static Optional<ScramVerifier> verifier(
      Value value, java.util.function.Supplier<ScramVerifier> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException e) {
      value.mistake(e.getMessage());
      return Optional.empty();
    }
  }

  private void warnOfPasswords() {
    if (!passwords.isEmpty()) {
      context.warn(
          passwords.get(0),
          "%d principal(s) with \"password\"; use \"scram\" instead (pgtier password makes it)"
              .formatted(passwords.size()));
    }
  }
}
