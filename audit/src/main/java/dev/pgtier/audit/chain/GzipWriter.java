package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Compresses closed files, always with the same header, so that zcat reads them. */
public final class GzipWriter {
  /** gzip, deflate, no flags, no time, no hints, an unknown system. */
  static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int LEVEL = 6;

  private GzipWriter() {}

  /**
   * Puts a compressed file in the place of {@code file}, with the same time of change and for the
   * same readers. The plain one goes only after the other is on disk and was read back the same.
   */
  public static LogFile compress(LogFile file) throws IOException {
    Path plain = file.path();
    Path made = plain.resolveSibling(plain.getFileName() + ".gz");
    Path unfinished = plain.resolveSibling(plain.getFileName() + ".gz.tmp");
    try (FileChannel channel =
            FileChannel.open(
                unfinished,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        InputStream in = Files.newInputStream(plain)) {
      write(in, Channels.newOutputStream(channel));
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    Files.setLastModifiedTime(unfinished, Files.getLastModifiedTime(plain));
    Files.setPosixFilePermissions(unfinished, Files.getPosixFilePermissions(plain));
    LogFile compressed = new LogFile(made, file.first(), true);
    if (!isSame(file, new LogFile(unfinished, file.first(), true))) {
      Files.delete(unfinished);
      throw new IOException("the compressed file reads back differently");
    }
    Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
    LogDirectory.sync(plain.toAbsolutePath().getParent());
    Files.delete(plain);
    return compressed;
  }

  /** Whether both hold the same lines. */
  public static boolean isSame(LogFile one, LogFile other) throws IOException {
    try (InputStream a = one.open();
        InputStream b = other.open()) {
      byte[] left = new byte[1 << 16];
      byte[] right = new byte[1 << 16];
      int count;
      do {
        count = a.readNBytes(left, 0, left.length);
        int others = b.readNBytes(right, 0, right.length);
        if (count != others || !Arrays.equals(left, 0, count, right, 0, count)) {
          return false;
        }
      } while (count > 0);
      return true;
    }
  }

  private static void write(InputStream in, OutputStream out) throws IOException {
    CRC32 crc = new CRC32();
    Deflater deflater = new Deflater(LEVEL, true);
    long length = 0;
    try {
      out.write(HEADER);
      DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 1 << 16);
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
        deflated.write(buffer, 0, count);
        length += count;
      }
      deflated.finish();
      out.write(little(crc.getValue()));
      out.write(little(length));
    } finally {
      deflater.end();
    }
  }

  private static byte[] little(long number) {
    return new byte[] {
      (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)
    };
  }
}
