package dev.pgtier.cli.audit;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much room there is, and whether there are colours. */
final class Screen {
  /** When to use colours. */
  enum Colours {
    auto,
    always,
    never
  }

  /** What a word means to a reviewer. */
  enum Tone {
    PLAIN(""),
    BAD("\u001b[31m"),
    POOR("\u001b[33m"),
    GOOD("\u001b[32m"),
    FAINT("\u001b[2m"),
    HEAD("\u001b[1m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  private static final String END = "\u001b[0m";
  private static final int LEAST = 60;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto (on a terminal, unless NO_COLOR is set), always or never")
  private Colours colours = Colours.auto;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "columns of a line; 0 cuts nothing, as where the output is no terminal")
  private Integer width;

  private final Map<String, String> environment = System.getenv();

  /** From Java 22 on there is a console even where there is no terminal, and it can be asked. */
  private static boolean isTerminal() {
    Optional<Console> console = Optional.ofNullable(System.console());
    if (console.isEmpty()) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console.get());
    } catch (NoSuchMethodException e) {
      // An older Java, which has a console on terminals only.
      return true;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a public method of the platform", e);
    }
  }

  /** Columns of a line, or a large number where nothing is to be cut. */
  int width() {
    if (width != null) {
      return width == 0 ? Integer.MAX_VALUE : Math.max(LEAST, width);
    }
    return isTerminal()
        ? Math.max(LEAST, spec.commandLine().getUsageHelpWidth())
        : Integer.MAX_VALUE;
  }

  String paint(String text, Tone tone) {
    boolean coloured =
        switch (colours) {
          case auto -> isTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
          case always -> true;
          case never -> false;
        };
    return coloured && tone != Tone.PLAIN && !text.isBlank() ? tone.code + text + END : text;
  }
}
