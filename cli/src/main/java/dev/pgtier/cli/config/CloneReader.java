package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code migrations.clone}: how the validation database is made. */
final class CloneReader {
  static final Keys CLONE =
      Keys.of(
          "clone",
          "by",
          "source",
          "target",
          "command",
          "time",
          "jobs",
          "temp",
          "ttl",
          "maintenance");

  private static final String MAINTENANCE = "postgres";
  private static final int JOBS = 4;
  private static final int MAX_JOBS = 256;
  private static final Duration TIME = Duration.ofHours(1);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(3650);

  private enum By {
    PG_DUMP,
    TEMPLATE,
    COMMAND
  }

  private static final Words<By> BY = new Words<>(by());

  private CloneReader() {}

  /** Reads the section; production and validation are the upstreams of the file, by name. */
  static Optional<Migrations.Clone> read(
      Value value,
      Optional<String> production,
      Optional<String> validation,
      References references) {
    Section section = value.section(CLONE);
    Optional<By> by = section.required("by").word(BY);
    Value where = section.required("target");
    Optional<String> target = references.ownUpstream(where);
    if (references.sameDatabase(production, target)) {
      where.mistake("the clone would replace the database of production");
    } else if (!references.sameDatabase(production, validation)
        && !sameName(validation, target, references)) {
      where.mistake(
          "target must name the database of validation, which is the one that clone makes, on its"
              + " server, with the role that makes it");
    }
    Optional<Duration> ttl = section.optional("ttl").duration(LEAST, MOST);
    String maintenance =
        references.context().text(section.optional("maintenance")).orElse(MAINTENANCE);
    Optional<Migrations.CloneBy> how = by.flatMap(word -> how(word, section, references));
    Value from = section.optional("source");
    if (!references.sameDatabase(production, target)
        && references.sameDatabase(
            from.text().filter(references.upstreams()::containsKey), target)) {
      from.mistake("source and target are the same database");
    }
    return how.flatMap(
        way -> target.map(name -> new Migrations.Clone(way, name, maintenance, ttl)));
  }

  /** {@code pg_dump} is spelt as the program is. */
  private static Map<String, By> by() {
    Map<String, By> words = new LinkedHashMap<>();
    words.put("pg_dump", By.PG_DUMP);
    words.put("template", By.TEMPLATE);
    words.put("command", By.COMMAND);
    return words;
  }

  private static Optional<Migrations.CloneBy> how(By by, Section section, References references) {
    return switch (by) {
      case PG_DUMP -> {
        refuse(section, "by: command", "command", "time");
        Optional<String> source = references.ownUpstream(section.required("source"));
        long jobs = section.optional("jobs").count(1, MAX_JOBS).orElse(JOBS);
        Path temp =
            references
                .context()
                .path(section.optional("temp"))
                .orElse(Path.of(System.getProperty("java.io.tmpdir")));
        yield source.map(from -> new Migrations.CloneBy.PgDump(from, (int) jobs, temp));
      }
      case TEMPLATE -> {
        refuse(section, "by: command", "command", "time");
        refuse(section, "by: pg_dump", "jobs", "temp");
        yield references
            .ownUpstream(section.required("source"))
            .map(Migrations.CloneBy.Template::new);
      }
      case COMMAND -> {
        refuse(section, "by: pg_dump or template", "source");
        refuse(section, "by: pg_dump", "jobs", "temp");
        Optional<String> command = section.required("command").text();
        Duration time = section.optional("time").duration(LEAST, MOST).orElse(TIME);
        yield command.map(text -> new Migrations.CloneBy.Command(text, time));
      }
    };
  }

  private static boolean sameName(
      Optional<String> validation, Optional<String> target, References references) {
    return validation.isEmpty()
        || target.isEmpty()
        || references
            .upstreams()
            .get(validation.get())
            .database()
            .equals(references.upstreams().get(target.get()).database());
  }

  private static void refuse(Section section, String where, String... keys) {
    for (String key : List.of(keys)) {
      if (section.optional(key).present()) {
        section.optional(key).mistake("\"%s\" needs %s".formatted(key, where));
      }
    }
  }
}
