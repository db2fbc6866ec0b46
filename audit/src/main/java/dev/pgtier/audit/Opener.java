package dev.pgtier.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/** Opens files for writing; what the tests replace to have a disk that fails. */
interface Opener {
  Opener DISK =
      (path, isNew) ->
          FileChannel.open(
              path,
              EnumSet.of(
                  StandardOpenOption.WRITE,
                  isNew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));

  /** A channel to write to a file, which must not exist where it {@code isNew}. */
  FileChannel open(Path path, boolean isNew) throws IOException;
}
