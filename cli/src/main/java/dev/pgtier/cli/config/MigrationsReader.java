package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
          "approvers");
  static final Keys APPROVER = Keys.of("an approver", "name", "public-key");

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
    Optional<Login> validateAs = references.login(section.optional("validate-as"));
    Map<String, Migrations.Mask> masking = MaskingReader.read(section.optional("masking"));
    Optional<Migrations.Clone> clone =
        CloneReader.read(section.optional("clone"), production, validation, references);
    List<Migrations.Approver> approvers = approvers(section.optional("approvers"), context);
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
            approvers));
  }

  private static List<Migrations.Approver> approvers(Value value, Context context) {
    List<Migrations.Approver> approvers = new ArrayList<>();
    Set<String> seen = References.none();
    Set<String> keys = References.none();
    for (Value item : value.items()) {
      Section section = item.section(APPROVER);
      Optional<String> name = References.fresh(section.required("name"), seen);
      Optional<String> key = context.text(section.required("public-key"));
      if (key.isPresent() && !keys.add(key.get())) {
        section
            .required("public-key")
            .mistake("another approver has this key; a signature must tell them apart");
      }
      name.ifPresent(
          who -> key.ifPresent(text -> approvers.add(new Migrations.Approver(who, text))));
    }
    return approvers;
  }
}
