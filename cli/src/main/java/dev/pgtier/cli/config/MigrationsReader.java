package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
  static final Keys CLONE = Keys.of("clone", "by", "source", "target", "command");
  static final Keys APPROVER = Keys.of("an approver", "name", "public-key");

  private static final Pattern COLUMN = Pattern.compile("[^.\\s]+\\.[^.\\s]+\\.[^.\\s]+");

  private enum By {
    PG_DUMP,
    TEMPLATE,
    COMMAND
  }

  private static final Words<By> BY = new Words<>(by());

  private MigrationsReader() {}

  static Optional<Migrations> read(Value value, References references) {
    Context context = references.context();
    Section section = value.section(MIGRATIONS);
    Optional<Path> directory = context.path(section.required("directory"));
    Optional<Path> ledger = context.path(section.required("ledger"));
    Optional<String> production = references.upstream(section.required("production"));
    Value trial = section.required("validation");
    Optional<String> validation = references.upstream(trial);
    if (isSame(production, validation, references)) {
      trial.mistake("validation is the database of production; migrations would be tried there");
    }
    Optional<Login> applyAs = references.login(section.optional("apply-as"));
    Optional<Login> validateAs = references.login(section.optional("validate-as"), validation);
    Map<String, Migrations.Mask> masking = masking(section.optional("masking"));
    Optional<Migrations.Clone> clone = clone(section.optional("clone"), production, references);
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

  /** {@code pg_dump} is spelt as the program is. */
  private static Map<String, By> by() {
    Map<String, By> words = new LinkedHashMap<>();
    words.put("pg_dump", By.PG_DUMP);
    words.put("template", By.TEMPLATE);
    words.put("command", By.COMMAND);
    return words;
  }

  private static Map<String, Migrations.Mask> masking(Value value) {
    Map<String, Migrations.Mask> masks = new LinkedHashMap<>();
    for (Value.Named entry : value.named()) {
      Optional<String> column =
          entry.key().text(COLUMN, "a column: schema.table.column, as in public.customers.email");
      Optional<Migrations.Mask> mask = mask(entry.value());
      column.ifPresent(name -> mask.ifPresent(how -> masks.put(name, how)));
    }
    return masks;
  }

  private static Optional<Migrations.Mask> mask(Value value) {
    if (value.isNull()) {
      return Optional.of(new Migrations.Mask.Null());
    }
    return value
        .text()
        .map(
            text ->
                text.equals("hash")
                    ? new Migrations.Mask.Hash()
                    : new Migrations.Mask.Expression(text));
  }

  private static boolean isSame(
      Optional<String> one, Optional<String> other, References references) {
    return one.isPresent() && other.isPresent() && references.sameDatabase(one.get(), other.get());
  }

  private static Optional<Migrations.Clone> clone(
      Value value, Optional<String> production, References references) {
    Section section = value.section(CLONE);
    Optional<By> by = section.required("by").word(BY);
    if (by.equals(Optional.of(By.COMMAND))) {
      section.optional("source").mistake("\"source\" has no use with by: command");
      section.optional("target").mistake("\"target\" has no use with by: command");
      return section.required("command").text().map(Migrations.Clone.Command::new);
    }
    if (by.isEmpty()) {
      return Optional.empty();
    }
    section.optional("command").mistake("\"command\" needs by: command");
    Optional<String> source = references.ownUpstream(section.required("source"));
    Optional<String> target = references.ownUpstream(section.required("target"));
    if (isSame(source, target, references)) {
      section.optional("target").mistake("source and target are the same database");
    } else if (isSame(production, target, references)) {
      section.optional("target").mistake("the clone would replace the database of production");
    }
    return source.flatMap(from -> target.map(to -> between(by.get(), from, to)));
  }

  private static Migrations.Clone between(By by, String source, String target) {
    return by == By.PG_DUMP
        ? new Migrations.Clone.PgDump(source, target)
        : new Migrations.Clone.Template(source, target);
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
