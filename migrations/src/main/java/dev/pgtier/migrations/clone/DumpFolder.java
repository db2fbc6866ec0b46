package dev.pgtier.migrations.clone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A folder for one dump, which is production's data as they are: only its owner can read it, and it
 * goes with {@link #close}. One that a killed process left is recognized by its lock, which nobody
 * holds, and goes with the next.
 */
final class DumpFolder implements AutoCloseable {
  private static final String PREFIX = "pgtier-clone-";

  private final Path root;
  private final FileChannel lock;
  private final Thread end;

  private DumpFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
    this.end = new Thread(this::remove, "pgtier-clone-folder");
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** Makes one in {@code parent}, and deletes there what dead processes left. */
  static DumpFolder in(Path parent) throws CloneException {
    try {
      Files.createDirectories(parent);
      sweep(parent);
      Path root = Files.createTempDirectory(parent, PREFIX); // rwx for its owner alone
      FileChannel channel = open(root);
      if (channel.tryLock() == null) {
        throw new IOException("its lock is held by somebody else");
      }
      return new DumpFolder(root, channel);
    } catch (IOException e) {
      throw new CloneException(
          "the folder %s for the dump cannot be used (%s); name another by migrations.clone.temp"
              .formatted(parent, e));
    }
  }

  /** Where pg_dump writes; it makes it. */
  Path dump() {
    return root.resolve("dump");
  }

  /** Bytes that may still be written. */
  long space() throws CloneException {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      throw new CloneException("the space at %s cannot be measured: %s".formatted(root, e));
    }
  }

  @Override
  public void close() throws CloneException {
    try {
      delete(root);
      lock.close();
    } catch (IOException e) {
      throw new CloneException(
          "the dump in %s, which holds production's data, could not be deleted (%s); delete it"
              .formatted(root, e));
    } finally {
      forget();
    }
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      return; // at the end of the process, where the hook deletes as well
    }
  }

  private void remove() {
    try {
      delete(root);
    } catch (IOException e) {
      System.err.println("pgtier: the dump in " + root + " could not be deleted: " + e);
    }
  }

  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.isWritable(folder) && abandoned(folder)) {
          delete(folder);
        }
      }
    }
  }

  private static boolean abandoned(Path folder) throws IOException {
    try (FileChannel channel = open(folder)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (NoSuchFileException e) {
      return false; // its owner deletes it just now
    }
  }

  private static FileChannel open(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
