package dev.pgtier.cli.config;

import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code migrations:}. */
final class MigrationsReader {
  static final Keys MIGRATIONS =
      Keys.of(
          "migrations",
          "directory",
          "ledger",
          "production",
          "validation",
          "apply-as",
          "validate-as",
          "masking",
          "clone",
          "approvers",
          "approvals");

  private MigrationsReader() {}

  static Optional<Migrations> read(Value value, References references) {
    Context context = references.context();
    Section section = value.section(MIGRATIONS);
    Optional<Path> directory = context.path(section.required("directory"));
    Optional<Path> ledger = context.path(section.required("ledger"));
    Optional<String> production = references.upstream(section.required("production"));
    Value trial = section.required("validation");
    Optional<String> validation = references.upstream(trial);
    if (references.sameDatabase(production, validation)) {
      trial.mistake("validation is the database of production; migrations would be tried there");
    }
    Optional<Login> applyAs = references.login(section.optional("apply-as"));
    Optional<Login> validateAs = references.login(section.optional("validate-as"), validation);
    Map<String, Migrations.Mask> masking = MaskingReader.read(section.optional("masking"));
    Optional<Migrations.Clone> clone =
        CloneReader.read(section.optional("clone"), production, validation, references);
    ApprovalRules approvals =
        ApprovalsReader.read(section.optional("approvers"), section.optional("approvals"), context);
    if (directory.isEmpty() || ledger.isEmpty() || production.isEmpty() || validation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Migrations(
            directory.get(),
            ledger.get(),
            production.get(),
            validation.get(),
            applyAs,
            validateAs,
            masking,
            clone,
            approvals));
  }
}
