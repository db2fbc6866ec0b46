package dev.pgtier.audit.stream;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** A line for each message, to a file that others may rotate, or to standard output. */
final class LineSink {
  private LineSink() {}

  static byte[] lines(List<Message> messages) {
    int length = messages.stream().mapToInt(message -> message.text().length + 1).sum();
    ByteBuffer lines = ByteBuffer.allocate(length);
    messages.forEach(message -> lines.put(message.text()).put((byte) '\n'));
    return lines.array();
  }

  /** A stream that is not closed. */
  record Standard(PrintStream out) implements Sink {
    @Override
    public void send(List<Message> messages) throws IOException {
      byte[] lines = lines(messages);
      out.write(lines, 0, lines.length);
      // It tells of errors in no other way.
      if (out.checkError()) {
        throw new IOException("standard output takes no more");
      }
    }

    @Override
    public void close() {}
  }

  /** A file, opened again where it was moved away; a line that was begun is taken back. */
  static final class ToFile implements Sink {
    private final Path path;
    private FileChannel channel;
    private Object key;

    ToFile(Path path) {
      this.path = path;
    }

    @Override
    public void send(List<Message> messages) throws IOException {
      if (channel == null || !channel.isOpen() || !key.equals(key())) {
        open();
      }
      long end = channel.size();
      ByteBuffer lines = ByteBuffer.wrap(lines(messages));
      try {
        while (lines.hasRemaining()) {
          channel.write(lines);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    }

    private void open() throws IOException {
      close();
      channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      key = key();
    }

    private Object key() throws IOException {
      try {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      } catch (NoSuchFileException e) {
        return "none";
      }
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
