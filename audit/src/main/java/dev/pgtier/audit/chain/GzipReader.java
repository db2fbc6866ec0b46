package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads a file that {@link GzipWriter} made: one member with its own header, and nothing after it.
 * A stream that java.util.zip would let pass with bytes behind its end is an error here.
 */
final class GzipReader extends InputStream {
  private static final int TRAILER = 8;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int filled;
  private boolean ended;

  GzipReader(InputStream in) throws IOException {
    this.in = in;
    byte[] header = in.readNBytes(GzipWriter.HEADER.length);
    if (!Arrays.equals(header, GzipWriter.HEADER)) {
      inflater.end();
      throw new ZipException("it does not begin as a compressed log file does");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
        return count;
      }
      if (inflater.finished()) {
        checkTrailer();
        ended = true;
      } else if (inflater.needsInput()) {
        filled = in.read(buffer);
        if (filled < 0) {
          throw new ZipException("the compressed data ends too early");
        }
        inflater.setInput(buffer, 0, filled);
      } else {
        throw new ZipException("the compressed data is damaged");
      }
    }
    return -1;
  }

  private int inflate(byte[] out, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      throw (ZipException) new ZipException("the compressed data is damaged").initCause(e);
    }
  }

  private void checkTrailer() throws IOException {
    int left = inflater.getRemaining();
    byte[] end = new byte[TRAILER + 1];
    int count = Math.min(left, end.length);
    System.arraycopy(buffer, filled - left, end, 0, count);
    while (count < end.length) {
      int more = in.read(end, count, end.length - count);
      if (more < 0) {
        break;
      }
      count += more;
    }
    if (count != TRAILER
        || number(end, 0) != crc.getValue()
        || number(end, 4) != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("the end of the compressed data is damaged");
    }
  }

  private static long number(byte[] bytes, int at) {
    long number = 0;
    for (int i = 3; i >= 0; i--) {
      number = (number << 8) | (bytes[at + i] & 0xFF);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
