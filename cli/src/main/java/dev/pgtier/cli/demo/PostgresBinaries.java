package dev.pgtier.cli.demo;

import dev.pgtier.cli.CommandException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, which this one carries packed, as files that can be run. */
record PostgresBinaries(Path folder) {
  /** Where {@link #unpack} puts them. */
  static PostgresBinaries in(Path parent, String version) {
    return new PostgresBinaries(parent.resolve("postgresql-" + version));
  }

  boolean present() {
    return Files.isDirectory(folder);
  }

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** Unpacks beside the final place and moves there at the end, so that half of it is never run. */
  void unpack() throws IOException, CommandException {
    String resource = "/postgres-%s-%s.txz".formatted(system(), machine());
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
      if (packed == null) {
        throw new CommandException(
            "the demo's PostgreSQL was not built for this machine (%s, %s); serve works with a server of yours"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
      delete(fresh);
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
        for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
          extract(tar, e, fresh);
        }
      }
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes a folder with all that is in it; nothing happens where there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("an entry leaves the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      if ((entry.getMode() & 0111) != 0 && !target.toFile().setExecutable(true, false)) {
        throw new IOException("cannot make executable: " + target);
      }
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String machine() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name.equals("aarch64") ? "arm_64" : name;
  }
}
