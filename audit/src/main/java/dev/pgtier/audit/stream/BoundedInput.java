package dev.pgtier.audit.stream;

import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A log file up to a limit that moves; behind it the stream ends, until the limit is higher. */
final class BoundedInput extends InputStream {
  private final FileChannel channel;
  private final InputStream unpacked;
  private long position;
  private long limit;
  private boolean ended;

  private BoundedInput(FileChannel channel, InputStream unpacked) {
    this.channel = channel;
    this.unpacked = unpacked;
  }

  static BoundedInput open(LogFile file) throws IOException {
    return file.compressed()
        ? new BoundedInput(null, file.open())
        : new BoundedInput(FileChannel.open(file.path(), StandardOpenOption.READ), null);
  }

  void limit(long bytes) {
    limit = bytes;
  }

  /** Bytes that were read. */
  long position() {
    return position;
  }

  /** Bytes of the file; of a compressed one, one more than was read, until all was. */
  long size() throws IOException {
    return channel != null ? channel.size() : ended ? position : position + 1;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    int count;
    if (channel == null) {
      count = unpacked.read(out, offset, length);
      ended |= count < 0;
    } else {
      int most = (int) Math.min(length, limit - position);
      count = most <= 0 ? -1 : channel.read(ByteBuffer.wrap(out, offset, most), position);
    }
    position += Math.max(0, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    } else {
      unpacked.close();
    }
  }
}
