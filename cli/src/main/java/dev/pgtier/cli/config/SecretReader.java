package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads secrets: the value itself, or where it is to be looked up. No message repeats a value. */
final class SecretReader {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+):(.+)}", Pattern.DOTALL);

  private static final Secret NOT_LOOKED_UP =
      () -> {
        throw new SecretException("this command looks no secrets up");
      };

  private SecretReader() {}

  static Optional<Secret> read(Value value, Context context) {
    return value.text().flatMap(text -> secret(text, value, context));
  }

  /**
   * The secret's value, where it is needed while the configuration is read; empty without a mistake
   * where secrets are not looked up.
   */
  static Optional<String> reveal(Value value, Context context) {
    return read(value, context)
        .filter(secret -> context.secrets())
        .flatMap(secret -> reveal(secret, value));
  }

  private static Optional<String> reveal(Secret secret, Value value) {
    try {
      return Optional.of(secret.reveal());
    } catch (SecretException e) {
      value.mistake(e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Secret> secret(String text, Value value, Context context) {
    if (!text.contains("${")) {
      return Optional.of(Secret.of(text));
    }
    Matcher reference = REFERENCE.matcher(text);
    if (!reference.matches()) {
      value.mistake("${env:NAME}, ${file:PATH} or ${exec:COMMAND} must be the whole value");
      return Optional.empty();
    }
    String source = reference.group(2);
    return switch (reference.group(1)) {
      case "env", "file", "exec" ->
          context.secrets()
              ? find(reference.group(1), source, value, context)
              : Optional.of(NOT_LOOKED_UP);
      default -> {
        value.mistake("a secret comes from ${env:NAME}, ${file:PATH} or ${exec:COMMAND}");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Secret> find(String way, String source, Value value, Context context) {
    return switch (way) {
      case "env" -> variable(source, value, context);
      case "file" -> context.resolve(source, value).flatMap(path -> file(path, value));
      case "exec" ->
          Optional.of(new CommandSecret(source, place(value, context), CommandSecret.DEADLINE));
      default -> throw new AssertionError(way);
    };
  }

  private static Optional<Secret> variable(String name, Value value, Context context) {
    Optional<String> content = Optional.ofNullable(context.environment().apply(name));
    if (content.isEmpty()) {
      value.mistake("the environment has no variable " + name);
    } else if (content.get().isEmpty()) {
      value.mistake("the environment variable " + name + " is empty");
    }
    return content.filter(text -> !text.isEmpty()).map(Secret::of);
  }

  /** Looked at once now, so that a wrong path is found at the start and not at a log-in. */
  private static Optional<Secret> file(Path path, Value value) {
    Secret secret = new FileSecret(path);
    return reveal(secret, value).map(content -> secret);
  }

  private static String place(Value value, Context context) {
    return context.file()
        + value.place().map(place -> ":" + place.line() + ":" + place.column()).orElse("");
  }
}
