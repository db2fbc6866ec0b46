package dev.pgtier.cli.config;

import dev.pgtier.audit.stream.StreamOptions;
import dev.pgtier.audit.stream.StreamTarget;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** {@code audit.stream:}. */
final class StreamReader {
  static final Keys STREAM = Keys.of("audit.stream", "to", "format", "ca", "position");

  private static final String POSITION = "stream.position";
  private static final String STANDARD = "stdout";
  private static final int MOST_PORT = 65_535;
  private static final Words<StreamOptions.Format> FORMATS = Words.of(StreamOptions.Format.class);

  private StreamReader() {}

  /**
   * @param directory of the log, where the position is remembered unless the file says otherwise
   */
  static Optional<Audit.Stream> read(Value value, Optional<Path> directory, Context context) {
    if (!value.present()) {
      return Optional.empty();
    }
    Section stream = value.section(STREAM);
    StreamOptions.Format format =
        stream.optional("format").word(FORMATS).orElse(StreamOptions.Format.OCSF);
    Optional<Path> ca = context.readableFile(stream.optional("ca"));
    Value where = stream.required("to");
    Optional<StreamTarget> target =
        context.text(where).flatMap(text -> target(text, ca, where, context));
    if (target.isPresent() && !isTls(target.get())) {
      stream.optional("ca").mistake("\"ca\" needs a receiver that is reached by tls://");
    }
    Optional<Path> position =
        context
            .path(stream.optional("position"))
            .or(() -> directory.map(path -> path.resolve(POSITION)));
    return target.flatMap(to -> position.map(path -> new Audit.Stream(format, to, path)));
  }

  private static boolean isTls(StreamTarget target) {
    return target instanceof StreamTarget.ToSyslog syslog
        && syslog.transport() == StreamTarget.Transport.TLS;
  }

  private static Optional<StreamTarget> target(
      String text, Optional<Path> ca, Value value, Context context) {
    if (text.equals(STANDARD)) {
      return Optional.of(new StreamTarget.Standard());
    }
    if (!text.contains("://")) {
      return context.resolve(text, value).map(StreamTarget.ToFile::new);
    }
    for (StreamTarget.Transport transport : StreamTarget.Transport.values()) {
      if (text.startsWith(transport.name().toLowerCase(Locale.ROOT) + "://")) {
        return receiver(text, transport, ca, value);
      }
    }
    value.mistake("a stream goes to stdout, a file, udp://HOST:PORT, tcp://HOST:PORT or tls://…");
    return Optional.empty();
  }

  private static Optional<StreamTarget> receiver(
      String text, StreamTarget.Transport transport, Optional<Path> ca, Value value) {
    URI uri = null;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Said below, with every other form that is none.
    }
    boolean whole =
        uri != null
            && uri.getHost() != null
            && uri.getPort() > 0
            && uri.getPort() <= MOST_PORT
            && uri.getUserInfo() == null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawPath().isEmpty();
    if (!whole) {
      value.mistake(
          "not a receiver: write " + transport.name().toLowerCase(Locale.ROOT) + "://HOST:PORT");
      return Optional.empty();
    }
    String host = uri.getHost().replaceAll("^\\[|]$", "");
    return Optional.of(new StreamTarget.ToSyslog(transport, host, uri.getPort(), ca));
  }
}
