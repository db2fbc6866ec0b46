package dev.pgtier.policies.decision;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.Literal;
import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which run-time parameters a statement may change, and which it may see. */
final class SettingRules {
  /** Where files and sockets lie, what commands run, how other servers are reached. */
  private static final Set<String> HIDDEN =
      Set.of(
          "archive_cleanup_command",
          "archive_command",
          "config_file",
          "data_directory",
          "dynamic_library_path",
          "extension_control_path",
          "external_pid_file",
          "hba_file",
          "ident_file",
          "krb_server_keyfile",
          "log_directory",
          "log_filename",
          "primary_conninfo",
          "recovery_end_command",
          "restore_command",
          "ssl_ca_file",
          "ssl_cert_file",
          "ssl_crl_dir",
          "ssl_crl_file",
          "ssl_dh_params_file",
          "ssl_key_file",
          "ssl_passphrase_command",
          "stats_temp_directory",
          "unix_socket_directories");

  /** Columns of pg_settings and pg_file_settings that say where the configuration lies. */
  private static final Set<String> HIDDEN_COLUMNS = Set.of("sourcefile", "sourceline");

  /** A shorter piece of a pattern may stand for anything. */
  private static final int LONG_ENOUGH = 4;

  private static final Set<String> ON = Set.of("on", "true", "yes", "1", "t", "y");
  private static final Set<String> READ_ONLY =
      Set.of("transaction_read_only", "default_transaction_read_only");
  private static final Set<String> ROLES = Set.of("role", "session_authorization");

  /** RESET and DEFAULT fall back on the start-up packet, where the proxy has put these. */
  private static final Set<String> ALWAYS_PINNED =
      Set.of(
          "client_encoding",
          "default_transaction_read_only",
          "standard_conforming_strings",
          "statement_timeout");

  private SettingRules() {}

  static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    for (SettingUse use : statement.settings()) {
      Optional<Denial> denial =
          switch (use.kind()) {
            case SHOW, CURRENT_SETTING -> shown(situation, use, statement);
            case RESET_ALL -> Optional.empty();
            case RESET -> reset(situation, use);
            case SET, SET_CONFIG, SET_CONFIG_WITHIN -> set(situation, use);
          };
      if (denial.isPresent()) {
        return denial;
      }
    }
    return situation.readOnly() ? listed(statement) : Optional.empty();
  }

  private static Optional<Denial> shown(
      Case situation, SettingUse use, StatementAnalysis statement) {
    if (!situation.readOnly()) {
      return Optional.empty();
    }
    if (use.name().isEmpty()) {
      // psql's \dconfig: current_setting(s.name) FROM pg_settings s; what it may not see, the
      // check of the constants finds.
      boolean overList =
          statement.relations().stream().anyMatch(r -> r.name().name().equals("pg_settings"));
      return overList
          ? Optional.empty()
          : Optional.of(
              hidden("current_setting of an expression", "nobody knows which setting it reads"));
    }
    String name = use.name().get();
    if (name.equals("all")) {
      return Optional.of(
          hidden("SHOW ALL", "it would show where the server's files lie; show settings by name"));
    }
    return HIDDEN.contains(name)
        ? Optional.of(hidden("setting " + name, name + " says where the server keeps its files"))
        : Optional.empty();
  }

  private static Denial hidden(String subject, String reason) {
    return new Denial("settings.hidden", subject, reason);
  }

  /** A list of settings must not be searched for those that are hidden. */
  private static Optional<Denial> listed(StatementAnalysis statement) {
    if (statement.literals().isEmpty()
        && HIDDEN_COLUMNS.stream().noneMatch(statement.columns()::contains)) {
      return Optional.empty();
    }
    for (Literal literal : statement.literals()) {
      Optional<String> name = meant(literal);
      if (name.isPresent()) {
        return Optional.of(
            hidden("setting " + name.get(), name.get() + " says where the server keeps its files"));
      }
    }
    boolean lists =
        statement.relations().stream().anyMatch(r -> r.name().name().equals("pg_settings"))
            || statement.functions().stream()
                .anyMatch(f -> f.name().name().equals("pg_show_all_settings"));
    return lists && HIDDEN_COLUMNS.stream().anyMatch(statement.columns()::contains)
        ? Optional.of(hidden("sourcefile", "it says where the server keeps its configuration"))
        : Optional.empty();
  }

  private static Optional<String> meant(Literal literal) {
    String text = literal.text().toLowerCase(Locale.ROOT);
    if (HIDDEN.contains(text)) {
      return Optional.of(text);
    }
    if (literal.pattern()) {
      for (String piece : text.split("[^a-z_]+", -1)) {
        String word = piece.replaceAll("^_+|_+$", "");
        if (word.length() >= LONG_ENOUGH) {
          Optional<String> name =
              HIDDEN.stream().filter(hidden -> hidden.contains(word)).findFirst();
          if (name.isPresent()) {
            return name;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> reset(Case situation, SettingUse use) {
    String name = use.name().orElse("");
    boolean free =
        allowed(situation, name)
            || ALWAYS_PINNED.contains(name)
            || situation.tier().settings().pinned().containsKey(name);
    return free ? Optional.empty() : Optional.of(notSettable("RESET " + name, name));
  }

  private static Optional<Denial> set(Case situation, SettingUse use) {
    if (use.name().isEmpty() && situation.tier().settings().anySettable()) {
      // Those that must not change are watched as the server tells of them.
      return Optional.empty();
    } else if (use.name().isEmpty()) {
      return Optional.of(
          new Denial(
              "settings.settable",
              "set_config of an expression",
              "nobody knows which setting it changes"));
    }
    String name = use.name().get();
    if (name.equals("client_encoding")) {
      return one(use, Set.of("utf8", "utf-8", "unicode", "utf_8"))
          ? Optional.empty()
          : Optional.of(
              new Denial(
                  "settings.client-encoding",
                  "SET client_encoding",
                  "client_encoding stays UTF8, because statements are read as such"));
    } else if (name.equals("standard_conforming_strings")) {
      return one(use, ON)
          ? Optional.empty()
          : Optional.of(
              new Denial(
                  "settings.strings",
                  "SET standard_conforming_strings",
                  "standard_conforming_strings stays on, because statements are read so"));
    } else if (situation.readOnly() && READ_ONLY.contains(name)) {
      return one(use, ON)
          ? Optional.empty()
          : Optional.of(
              new Denial(
                  "settings.read-only", "SET " + name, "this tier's transactions are READ ONLY"));
    } else if (!allowed(situation, name)) {
      return Optional.of(notSettable("SET " + name, name));
    }
    return situation.readOnly() && name.equals("search_path") ? searchPath(use) : Optional.empty();
  }

  private static boolean one(SettingUse use, Set<String> values) {
    return use.value().filter(value -> values.contains(value.toLowerCase(Locale.ROOT))).isPresent();
  }

  private static boolean allowed(Case situation, String name) {
    if (ROLES.contains(name)) {
      return situation.tier().effects().contains(Effect.ROLE);
    }
    return situation.tier().settings().allows(name);
  }

  private static Denial notSettable(String subject, String name) {
    return new Denial(
        "settings.settable", subject, name + " is not among the settings that a client may change");
  }

  private static Optional<Denial> searchPath(SettingUse use) {
    Optional<List<String>> schemas = SearchPath.of(use);
    boolean plain =
        schemas.isPresent()
            && use.kind() != SettingUse.Kind.SET_CONFIG_WITHIN
            && SearchPath.harmless(schemas.get());
    return plain
        ? Optional.empty()
        : Optional.of(
            new Denial(
                "settings.search-path",
                "SET search_path",
                "search_path takes schemas by their names of at most 63 bytes, neither pg_temp nor"
                    + " pg_catalog behind another"));
  }
}
