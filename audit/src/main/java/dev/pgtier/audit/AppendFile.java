package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that grows by whole pieces: what was written in part, because the disk was full, is taken
 * back before anything else is written.
 */
final class AppendFile implements Closeable {
  private final FileChannel channel;
  private final Path path;
  private final Object key;
  private long end;

  /** Whether there may be bytes behind {@link #end}. */
  private boolean dirty;

  AppendFile(FileChannel channel, Path path, long end) throws IOException {
    this.key = key(path);
    this.channel = channel;
    this.path = path;
    this.end = end;
  }

  /** A new file, whose name is safe on disk too; with an exception there is none. */
  static AppendFile create(Opener opener, Path path) throws IOException {
    FileChannel channel = opener.open(path, true);
    try {
      LogDirectory.sync(path.toAbsolutePath().getParent());
      return new AppendFile(channel, path, 0);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  String name() {
    return path.getFileName().toString();
  }

  /**
   * Whether the file still stands under its name. Where somebody removed or replaced it, writing
   * would go on without an error, into nothing.
   */
  boolean isThere() {
    try {
      return key.equals(key(path));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** The bytes that were appended. */
  long end() {
    return end;
  }

  /**
   * Appends all of {@code piece} or, with an exception, nothing.
   *
   * @param sync whether the disk must have it
   */
  void append(ByteBuffer piece, boolean sync) throws IOException {
    restore();
    long at = end;
    dirty = true;
    try {
      while (piece.hasRemaining()) {
        at += channel.write(piece, at);
      }
      if (sync) {
        channel.force(false);
      }
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
    dirty = false;
    end = at;
  }

  /** Makes all that was appended safe on disk. */
  void sync() throws IOException {
    channel.force(false);
  }

  private void restore() throws IOException {
    if (dirty) {
      channel.truncate(end);
      dirty = false;
    }
  }

  private void takeBack(IOException why) {
    try {
      restore();
    } catch (IOException e) {
      // It is tried again before the next piece.
      why.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      restore();
    } finally {
      channel.close();
    }
  }
}
