package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.Settings;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one tier file; the keys are explained in docs/configuration.md. */
public final class TierReader {
  /** Names of tiers and upstreams: they occur in log lines, metrics and file names. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

  public static final String NAME_FORM =
      "a name: up to 63 letters, digits, -, _ and ., the first a letter or a digit";

  static final Keys TIER =
      Keys.of(
              "the tier",
              "tier",
              "description",
              "upstream",
              "mode",
              "statements",
              "functions",
              "relations",
              "settings",
              "limits",
              "hint",
              "deploy")
          .refusing(
              "masks",
              "masks are not built yet; until then keep the column from the tier with a view, or its"
                  + " table with relations.deny");
  static final Keys DEPLOY = Keys.of("deploy", "bookkeeping");

  private static final Words<Mode> MODES = Words.of(Mode.class);

  private TierReader() {}

  /** The keys of every section, for the reference. */
  public static List<Keys> keys() {
    return List.of(
        TIER,
        StatementsReader.STATEMENTS,
        ObjectsReader.FUNCTIONS,
        ObjectsReader.RELATIONS,
        SettingsReader.SETTINGS,
        LimitsReader.LIMITS,
        DEPLOY);
  }

  /**
   * Reads {@code bytes}.
   *
   * @return empty when there were mistakes, which are then in {@code mistakes}
   */
  public static Optional<Tier> read(byte[] bytes, Mistakes mistakes) {
    Value file = Value.file(bytes, mistakes);
    Section tier = file.section(TIER);
    Optional<String> name = tier.required("tier").text(NAME, NAME_FORM);
    Optional<String> description = tier.optional("description").text();
    Optional<String> upstream = tier.required("upstream").text(NAME, NAME_FORM);
    Optional<Mode> mode = tier.required("mode").word(MODES);
    Set<Effect> effects = StatementsReader.read(tier.required("statements"), mode);
    Functions functions = ObjectsReader.functions(tier.required("functions"));
    Relations relations = ObjectsReader.relations(tier.optional("relations"));
    Settings settings = SettingsReader.read(tier.optional("settings"), mode);
    Limits limits = LimitsReader.read(tier.optional("limits"));
    Optional<String> hint = tier.optional("hint").text();
    List<String> bookkeeping = bookkeeping(tier.optional("deploy"), mode);
    if (!mistakes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tier(
            name.orElseThrow(),
            description.orElse(""),
            upstream.orElseThrow(),
            mode.orElseThrow(),
            effects,
            functions,
            relations,
            settings,
            limits,
            hint.orElse(""),
            hash(bytes),
            bookkeeping));
  }

  private static List<String> bookkeeping(Value deploy, Optional<Mode> mode) {
    if (mode.isPresent() && mode.get() != Mode.APPROVED_MIGRATIONS) {
      deploy.mistake("\"deploy\" belongs to a tier of mode approved-migrations");
    }
    return ObjectsReader.qualified(deploy.section(DEPLOY).required("bookkeeping"));
  }

  private static String hash(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
