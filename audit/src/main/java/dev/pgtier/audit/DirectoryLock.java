package dev.pgtier.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees to it that one process at a time writes to a directory; held until closed. */
final class DirectoryLock implements Closeable {
  /**
   * The directories that this process writes to. It must be known without touching the lock's file:
   * POSIX drops a process's locks on a file as soon as it closes any descriptor of it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path directory;

  private DirectoryLock(FileChannel channel, Path directory) {
    this.channel = channel;
    this.directory = directory;
  }

  /**
   * Takes the lock.
   *
   * @throws AuditLogException where another process has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!OWN.add(real)) {
      throw taken(directory, "this process");
    }
    boolean done = false;
    try {
      DirectoryLock lock = lock(real);
      done = true;
      return lock;
    } finally {
      if (!done) {
        OWN.remove(real);
      }
    }
  }

  private static DirectoryLock lock(Path directory) throws IOException {
    Path file = directory.resolve("audit.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        String holder = Files.readString(file, StandardCharsets.US_ASCII).strip();
        throw taken(directory, "process " + holder);
      }
      String own = ProcessHandle.current().pid() + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)), 0);
      return new DirectoryLock(channel, directory);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static AuditLogException taken(Path directory, String who) {
    return new AuditLogException(
        "%s writes to the audit log in %s already; give each its own directory"
            .formatted(who, directory));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(directory);
    }
  }
}
