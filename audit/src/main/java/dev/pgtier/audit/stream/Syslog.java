package dev.pgtier.audit.stream;

import dev.pgtier.audit.export.Times;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages as RFC 5424 has them: facility 13, log audit; warnings for who was refused. */
final class Syslog {
  private static final int FACILITY = 13 * 8;
  private static final int WARNING = 4;
  private static final int INFORMATIONAL = 6;
  private static final int LONGEST_HOST = 255;

  private final String host;
  private final long process;

  /**
   * @param host this machine's name
   */
  Syslog(String host, long process) {
    String printable = host.replaceAll("[^!-~]", "");
    this.host =
        printable.isEmpty()
            ? "-"
            : printable.substring(0, Math.min(LONGEST_HOST, printable.length()));
    this.process = process;
  }

  byte[] encode(Message message) {
    String header =
        "<%d>1 %s %s pgtier %d %s - "
            .formatted(
                FACILITY + (message.alert() ? WARNING : INFORMATIONAL),
                Times.iso(message.time()),
                host,
                process,
                message.event());
    byte[] start = header.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(start.length + message.text().length)
        .put(start)
        .put(message.text())
        .array();
  }
}
