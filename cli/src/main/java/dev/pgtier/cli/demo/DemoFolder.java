package dev.pgtier.cli.demo;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder that a demo keeps everything in, held by one process at a time.
 *
 * <p>A marker file says that the folder is a demo's, so that nothing of anybody else is ever
 * overwritten, and whether the data in it are complete.
 */
final class DemoFolder implements AutoCloseable {
  private static final String MARKER = "pgtier-demo.properties";

  private final Path root;
  private final FileChannel lockFile;

  private DemoFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Opens the folder, making it if there is none, and holds it until {@link #close}.
   *
   * @throws CommandException if it is not a demo's, of another PostgreSQL, in use, or not writable
   */
  static DemoFolder open(Path path, String postgresqlMajor) throws CommandException {
    Path root = path.toAbsolutePath().normalize();
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new CommandException(root + " is a file; name a folder with --dir");
      }
      boolean ours = Files.exists(root.resolve(MARKER));
      if (!ours && Files.exists(root) && !isEmpty(root)) {
        throw new CommandException(
            root + " holds something else than a demo; name an empty or a new folder with --dir");
      }
      Files.createDirectories(root);
      DemoFolder folder = new DemoFolder(root, lock(root));
      try {
        folder.claim(ours, postgresqlMajor);
        return folder;
      } catch (CommandException | IOException e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CommandException(
          "cannot use the folder %s (%s); name another with --dir"
              .formatted(root, FileTrouble.of(e)),
          e);
    }
  }

  Path root() {
    return root;
  }

  /** PostgreSQL's data directory. */
  Path data() {
    return root.resolve("postgres");
  }

  /** What PostgreSQL's programs print. */
  Path log() {
    return root.resolve("postgres.log");
  }

  Path secrets() {
    return root.resolve("secrets");
  }

  /** Whether the data were made to the end. */
  boolean complete() throws IOException {
    return Boolean.parseBoolean(read().getProperty("complete"));
  }

  void markComplete() throws IOException {
    Properties properties = read();
    properties.setProperty("complete", "true");
    write(properties);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private void claim(boolean ours, String postgresqlMajor) throws IOException, CommandException {
    if (!ours) {
      Properties properties = new Properties();
      properties.setProperty("postgresql", postgresqlMajor);
      write(properties);
    }
    String major = read().getProperty("postgresql", "an unknown version");
    if (!major.equals(postgresqlMajor)) {
      throw new CommandException(
          "%s holds data of PostgreSQL %s and this pgtier brings %s; delete it or name another with --dir"
              .formatted(root, major, postgresqlMajor));
    }
  }

  private static FileChannel lock(Path root) throws IOException, CommandException {
    Path file = root.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CommandException(
          "%s is in use by another demo (process %s); stop that one or name another folder with --dir"
              .formatted(root, Files.readString(file).strip()));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static String pid() {
    return ProcessHandle.current().pid() + "\n";
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private Properties read() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(root.resolve(MARKER))) {
      properties.load(in);
    }
    return properties;
  }

  private void write(Properties properties) throws IOException {
    Path fresh = root.resolve(MARKER + ".new");
    try (OutputStream out = Files.newOutputStream(fresh)) {
      properties.store(out, "This folder belongs to pgtier's demo; delete it to begin afresh.");
    }
    Files.move(fresh, root.resolve(MARKER), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
