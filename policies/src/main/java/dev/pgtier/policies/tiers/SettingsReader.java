package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Settings;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code settings:} of a tier file: run-time parameters that it fixes and that it leaves free. */
final class SettingsReader {
  static final Keys SETTINGS = Keys.of("settings", "pinned", "settable");

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z0-9_$]+)*");
  private static final Pattern NAME_OR_ALL = Pattern.compile(NAME.pattern() + "|\\*");
  private static final Pattern FOREIGN_UNIT = Pattern.compile("[0-9]+(m|[KMG]iB|KB)");
  private static final String NAME_FORM = "the name of a setting";

  /** What the proxy sees to itself, with the reason. */
  private static final Map<String, String> FIXED =
      Map.of(
          "statement_timeout", "is pinned to limits.time; set that instead",
          "client_encoding", "stays UTF8, because the text of statements is read as such",
          "standard_conforming_strings", "stays on, because the text of statements is read so",
          "replication", "opens another protocol and is refused");

  /** With these a client would leave a read-only tier. */
  private static final Map<String, String> READ_ONLY =
      Map.of(
          "transaction_read_only", "stays on in a read-only tier",
          "default_transaction_read_only", "stays on in a read-only tier",
          "role", "would leave the upstream's role, which a read-only tier keeps",
          "session_authorization", "would leave the upstream's role, which a read-only tier keeps",
          "session_replication_role", "would turn triggers off, which a read-only tier keeps",
          "row_security", "would turn row security off, which a read-only tier keeps");

  private SettingsReader() {}

  static Settings read(Value value, Optional<Mode> mode) {
    boolean readOnly = mode.equals(Optional.of(Mode.READ_ONLY));
    Section settings = value.section(SETTINGS);
    Map<String, String> pinned = new HashMap<>();
    for (Value.Named entry : settings.optional("pinned").named()) {
      Optional<String> name = name(entry.key(), NAME);
      Optional<String> setting = setting(entry.value());
      if (name.isPresent() && isFree(name.get(), entry.key(), readOnly) && setting.isPresent()) {
        if (pinned.putIfAbsent(name.get(), setting.get()) != null) {
          entry.key().mistake(name.get() + " is pinned twice; case does not matter");
        }
      }
    }
    return new Settings(pinned, settable(settings.optional("settable"), pinned, mode));
  }

  /** Goes to the server as it stands, so it is in PostgreSQL's units and not in this file's. */
  private static Optional<String> setting(Value value) {
    Optional<String> text = value.anyText();
    if (text.filter(setting -> FOREIGN_UNIT.matcher(setting).matches()).isPresent()) {
      value.mistake(
          "%s is no value of PostgreSQL's; it writes min for minutes, and kB, MB and GB"
              .formatted(Value.quote(text.get())));
    }
    return text;
  }

  private static Set<String> settable(Value list, Map<String, String> pinned, Optional<Mode> mode) {
    boolean readOnly = mode.equals(Optional.of(Mode.READ_ONLY));
    Set<String> settable = new LinkedHashSet<>();
    for (Value item : list.items()) {
      Optional<String> name = name(item, NAME_OR_ALL);
      if (name.isEmpty() || !isFree(name.get(), item, readOnly)) {
        continue;
      }
      if (pinned.containsKey(name.get())) {
        item.mistake(name.get() + " is pinned as well; a setting is one of the two");
      } else if (!settable.add(name.get())) {
        item.mistake(name.get() + " is in the list already; case does not matter");
      } else if (name.get().equals("*") && mode.isPresent() && mode.get() != Mode.READ_WRITE) {
        item.mistake("\"*\" (every setting) is for a tier of mode read-write");
      }
    }
    return settable;
  }

  /** In lower case, as the server compares them. */
  private static Optional<String> name(Value value, Pattern form) {
    return value.text(form, NAME_FORM).map(name -> name.toLowerCase(Locale.ROOT));
  }

  private static boolean isFree(String name, Value where, boolean readOnly) {
    String reason = FIXED.getOrDefault(name, readOnly ? READ_ONLY.get(name) : null);
    if (reason != null) {
      where.mistake(name + " " + reason);
    }
    return reason == null;
  }
}
