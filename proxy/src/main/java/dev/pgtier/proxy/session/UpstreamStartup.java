package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.decision.SearchPath;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.upstream.Upstream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Builds the start-up parameters for the upstream. What the client sent is only a wish: each of its
 * settings is passed on where the tier allows it and refused, never dropped, elsewhere; the tier's
 * pins come on top, so that RESET falls back on them.
 */
final class UpstreamStartup {
  /** Encodings in which the server may end a string where a reader of UTF-8 does not. */
  private static final Set<String> UNSAFE_ENCODINGS =
      Set.of(
          "SJIS",
          "MSKANJI",
          "SHIFTJIS",
          "WIN932",
          "WINDOWS932",
          "SHIFTJIS2004",
          "BIG5",
          "WIN950",
          "WINDOWS950",
          "GBK",
          "WIN936",
          "WINDOWS936",
          "GB18030",
          "UHC",
          "WIN949",
          "WINDOWS949",
          "JOHAB");

  private static final String APPLICATION_NAME = "application_name";

  /** What follows the upstream's database in the name of a validation's: a ULID. */
  private static final Pattern VALIDATION = Pattern.compile("_v_[0-9a-z]{26}");

  /** What a client may ask of a read-only tier, because it is so anyway. */
  private static final Set<String> ALREADY_ON =
      Set.of("default_transaction_read_only", "standard_conforming_strings");

  private static final Set<String> OURS = Set.of("user", "database");

  private UpstreamStartup() {}

  /** The parameters to send, without {@code user}; or the reason why not. */
  record Result(Map<String, String> parameters, Optional<Refusal> refusal) {
    static Result refused(Refusal refusal) {
      return new Result(Map.of(), Optional.of(refusal));
    }
  }

  /**
   * Decides.
   *
   * @param wanted the client's parameters, {@code user} and protocol options among them
   * @param principal who has logged in
   */
  static Result parameters(
      Map<String, String> wanted, Principal principal, Tier tier, Upstream upstream) {
    Map<String, String> settings = new LinkedHashMap<>();
    Optional<String> replication = Optional.empty();
    for (Map.Entry<String, String> entry : asked(wanted).entrySet()) {
      String name = entry.getKey();
      String value = entry.getValue();
      if (name.equals("replication")) {
        replication = Optional.of(value).filter(v -> !isOff(v));
      } else if (name.equals("options") && tier.settings().anySettable()) {
        settings.put(name, value);
      } else if (name.equals("options")) {
        Optional<Map<String, String>> inside = StartupOptions.settings(value);
        if (inside.isEmpty()) {
          return Result.refused(Refusal.startupOptions(tier));
        }
        for (Map.Entry<String, String> setting : inside.get().entrySet()) {
          Optional<Refusal> refusal = put(settings, setting.getKey(), setting.getValue(), tier);
          if (refusal.isPresent()) {
            return Result.refused(refusal.get());
          }
        }
      } else {
        Optional<Refusal> refusal = put(settings, name, value, tier);
        if (refusal.isPresent()) {
          return Result.refused(refusal.get());
        }
      }
    }
    if (replication.isPresent() && !tier.effects().contains(Effect.REPLICATION)) {
      return Result.refused(Refusal.replication(tier));
    }
    Map<String, String> all = new LinkedHashMap<>();
    boolean physical = replication.filter(r -> !r.equalsIgnoreCase("database")).isPresent();
    if (!physical) {
      String database = wanted.getOrDefault("database", wanted.getOrDefault("user", ""));
      if (!mayName(database, principal, upstream)) {
        return Result.refused(Refusal.noSuchDatabase(database));
      }
      all.put("database", database);
    }
    replication.ifPresent(r -> all.put("replication", r));
    all.putAll(settings);
    if (tier.mode() == Mode.READ_ONLY) {
      // Whoever looks at pg_stat_activity sees who it is, not only who it says it is.
      String application = all.getOrDefault(APPLICATION_NAME, "");
      pin(all, APPLICATION_NAME, ("pgtier/" + principal.name() + " " + application).strip());
    }
    pins(tier).forEach((name, value) -> pin(all, name, value));
    return new Result(all, Optional.empty());
  }

  /** The upstream's database; for who validates, also a fresh copy of it. */
  private static boolean mayName(String database, Principal principal, Upstream upstream) {
    String own = upstream.database();
    return database.equals(own)
        || (principal.validates()
            && database.startsWith(own)
            && VALIDATION.matcher(database.substring(own.length())).matches());
  }

  /** Without who and where, and without options of the protocol, which are not ours to pass on. */
  private static Map<String, String> asked(Map<String, String> wanted) {
    Map<String, String> asked = new LinkedHashMap<>(wanted);
    asked.keySet().removeIf(n -> OURS.contains(n) || n.startsWith("_pq_."));
    return asked;
  }

  private static Optional<Refusal> put(
      Map<String, String> settings, String name, String value, Tier tier) {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.equals("client_encoding")) {
      String encoding = value.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
      boolean utf8 = encoding.equals("UTF8") || encoding.equals("UNICODE");
      if (!utf8 && (!tier.settings().anySettable() || UNSAFE_ENCODINGS.contains(encoding))) {
        return Optional.of(Refusal.encoding(value));
      }
    } else if (ALREADY_ON.contains(key) && tier.mode() == Mode.READ_ONLY && isOn(value)) {
      return Optional.empty();
    } else if (!tier.settings().allows(name)) {
      return Optional.of(Refusal.startupSetting(tier, name));
    } else if (tier.mode() == Mode.READ_ONLY
        && key.equals("search_path")
        && SearchPath.split(value).filter(SearchPath::harmless).isEmpty()) {
      return Optional.of(Refusal.startupSearchPath(tier));
    }
    settings.put(name, value);
    return Optional.empty();
  }

  private static Map<String, String> pins(Tier tier) {
    Map<String, String> pins = new LinkedHashMap<>(tier.settings().pinned());
    if (!tier.limits().time().isZero()) {
      pins.put("statement_timeout", Long.toString(tier.limits().time().toMillis()));
    }
    if (tier.mode() == Mode.READ_ONLY) {
      pins.put("default_transaction_read_only", "on");
    }
    if (!tier.settings().anySettable()) {
      pins.put("client_encoding", "UTF8");
      pins.put("standard_conforming_strings", "on");
    }
    return pins;
  }

  private static void pin(Map<String, String> all, String name, String value) {
    all.keySet().removeIf(name::equalsIgnoreCase);
    all.put(name, value);
  }

  private static boolean isOn(String value) {
    return Set.of("true", "on", "yes", "1", "t", "y").contains(value.toLowerCase(Locale.ROOT));
  }

  private static boolean isOff(String value) {
    return Set.of("false", "off", "no", "0", "f", "n").contains(value.toLowerCase(Locale.ROOT));
  }
}
