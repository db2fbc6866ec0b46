package dev.pgtier.cli.config;

import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.SecondPlace;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code audit:}. */
final class AuditReader {
  static final Keys AUDIT =
      Keys.of(
          "audit",
          "directory",
          "durability",
          "parameters",
          "parameter-bytes",
          "sql",
          "rotate",
          "rotate-age",
          "compress",
          "retention",
          "key",
          "checkpoints",
          "stream");

  private static final long ROTATE = 256L << 20;
  private static final long LEAST_ROTATE = 1L << 20;
  private static final long PARAMETER = 1L << 10;
  private static final long SQL = 1L << 20;
  private static final long LEAST_SQL = 1L << 10;
  private static final long MOST_TEXT = 64L << 20;
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Words<AuditOptions.Durability> DURABILITIES =
      Words.of(AuditOptions.Durability.class);
  private static final Words<ParameterText.Choice> PARAMETERS =
      Words.of(ParameterText.Choice.class);

  private AuditReader() {}

  static Optional<Audit> read(Value value, Context context) {
    Section audit = value.section(AUDIT);
    Optional<Path> directory = context.path(audit.required("directory"));
    AuditOptions.Durability durability =
        audit.optional("durability").word(DURABILITIES).orElse(AuditOptions.Durability.WRITTEN);
    Value words = audit.optional("parameters");
    ParameterText.Choice parameters = words.word(PARAMETERS).orElse(ParameterText.Choice.HASH);
    Value most = audit.optional("parameter-bytes");
    if (parameters != ParameterText.Choice.PLAIN) {
      most.mistake("\"parameter-bytes\" needs parameters: plain");
    }
    int parameterBytes = (int) most.size(1, MOST_TEXT).orElse(PARAMETER);
    int sql = (int) audit.optional("sql").size(LEAST_SQL, MOST_TEXT).orElse(SQL);
    long rotate = audit.optional("rotate").size(LEAST_ROTATE, Long.MAX_VALUE).orElse(ROTATE);
    Optional<Duration> rotateAge =
        audit.optional("rotate-age").duration(Duration.ofMinutes(1), LONGEST);
    boolean compress = audit.optional("compress").flag(false);
    Optional<Duration> retention =
        audit.optional("retention").duration(Duration.ofHours(1), LONGEST);
    Optional<Path> key = context.path(audit.optional("key"));
    List<SecondPlace> places = places(audit.optional("checkpoints"), context);
    Optional<Audit.Stream> stream = StreamReader.read(audit.optional("stream"), directory, context);
    return directory.map(
        path ->
            new Audit(
                path,
                durability,
                parameters,
                parameterBytes,
                sql,
                rotate,
                rotateAge,
                compress,
                retention,
                key,
                places,
                stream));
  }

  private static List<SecondPlace> places(Value value, Context context) {
    List<SecondPlace> places = new ArrayList<>();
    for (Value item : value.items()) {
      SecretReader.reveal(item, context)
          .flatMap(text -> place(text, item, context))
          .ifPresent(places::add);
    }
    return places;
  }

  /** No message repeats the URL, which may hold a token. */
  private static Optional<SecondPlace> place(String text, Value value, Context context) {
    if (!text.startsWith("https://") && !text.startsWith("http://")) {
      return context.resolve(text, value).map(SecondPlace.File::new);
    }
    try {
      return Optional.of(new SecondPlace.Webhook(new URI(text)));
    } catch (URISyntaxException e) {
      value.mistake("not a URL: " + e.getReason());
      return Optional.empty();
    }
  }
}
