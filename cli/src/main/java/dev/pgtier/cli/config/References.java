package dev.pgtier.cli.config;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Nearest;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names that one section of the configuration takes from another.
 *
 * @param upstreams by name
 * @param principals by name
 * @param tiers by name; some may be missing where their files are wrong
 * @param ofTiers those upstreams that a tier uses
 */
record References(
    Context context,
    Map<String, Upstream> upstreams,
    Set<String> ofTiers,
    Map<String, Principal> principals,
    Map<String, Tier> tiers) {
  static final Keys LOGIN = Keys.of("a log-in", "principal", "password");

  Optional<String> upstream(Value value) {
    return known(value, "upstream", upstreams.keySet());
  }

  /** An upstream that no tier uses, so that nobody else's statements run there. */
  Optional<String> ownUpstream(Value value) {
    Optional<String> name = upstream(value);
    if (name.isPresent() && ofTiers.contains(name.get())) {
      value.mistake(
          "the upstream %s belongs to a tier; cloning needs one of its own"
              .formatted(Value.quote(name.get())));
    }
    return name;
  }

  /** Whether two upstreams, by name, are one database; not so where there is no such upstream. */
  boolean sameDatabase(String one, String other) {
    Upstream a = upstreams.get(one);
    Upstream b = upstreams.get(other);
    return a != null
        && b != null
        && a.port() == b.port()
        && a.database().equals(b.database())
        && (a.host().equalsIgnoreCase(b.host())
            || (Addresses.isLoopback(a.host()) && Addresses.isLoopback(b.host())));
  }

  boolean sameDatabase(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && sameDatabase(one.get(), other.get());
  }

  Optional<Login> login(Value value) {
    return login(value.section(LOGIN));
  }

  /** A log-in whose tier works on an upstream, by name. */
  Optional<Login> login(Value value, Optional<String> upstream) {
    Optional<Login> login = login(value);
    Optional<Tier> tier =
        login.map(who -> principals.get(who.principal())).map(who -> tiers.get(who.tier()));
    if (tier.isPresent() && upstream.isPresent() && !tier.get().upstream().equals(upstream.get())) {
      value.mistake(
          "the tier %s of %s works on the upstream %s, not on %s"
              .formatted(
                  tier.get().name(),
                  login.get().principal(),
                  tier.get().upstream(),
                  upstream.get()));
    }
    return login;
  }

  /** From the keys {@code principal} and {@code password} of a larger section. */
  Optional<Login> login(Section section) {
    Optional<String> principal =
        known(section.required("principal"), "principal", principals.keySet());
    Optional<Secret> password = SecretReader.read(section.required("password"), context);
    return principal.flatMap(name -> password.map(secret -> new Login(name, secret)));
  }

  /** A name that no other entry of the same list has. */
  static Optional<String> fresh(Value value, Set<String> seen) {
    Optional<String> name = value.text(TierReader.NAME, TierReader.NAME_FORM);
    if (name.isPresent() && !seen.add(name.get())) {
      value.mistake(Value.quote(name.get()) + " is there already");
    }
    return name;
  }

  static Set<String> none() {
    return new HashSet<>();
  }

  /** Empty where there is no such name, which is a mistake. */
  private Optional<String> known(Value value, String kind, Set<String> names) {
    Optional<String> name = context.text(value);
    if (name.isPresent() && !names.contains(name.get())) {
      value.mistake(
          "there is no %s %s%s"
              .formatted(
                  kind,
                  Value.quote(name.get()),
                  Nearest.hint(name.get(), names, "; there is " + String.join(", ", names))));
    }
    return name.filter(names::contains);
  }
}
