package dev.pgtier.proxy.record;

import dev.pgtier.audit.record.ParameterText;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The values in a Bind message (manual, "Message Formats", Bind), as records have them. */
public final class BoundValues {
  private BoundValues() {}

  /**
   * Reads the values.
   *
   * @param index where the parameters' format codes begin
   * @param end of the message
   * @return null where they are omitted, or the message ends too soon, which the server will say
   */
  public static List<String> of(Recorder recorder, ByteBuf bytes, int index, int end) {
    if (!recorder.recordsParameters()) {
      return null;
    }
    int at = index + 2;
    if (at > end) {
      return null;
    }
    int formats = bytes.getUnsignedShort(index);
    int firstFormat = at;
    at += 2 * formats;
    if (at + 2 > end) {
      return null;
    }
    int count = bytes.getUnsignedShort(at);
    at += 2;
    ParameterText text = recorder.parameterText();
    List<String> values = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      if (at + 4 > end) {
        return null;
      }
      int length = bytes.getInt(at);
      at += 4;
      if (length < 0) {
        values.add(text.of(null, false));
      } else if (length > end - at) {
        return null;
      } else {
        byte[] value = new byte[length];
        bytes.getBytes(at, value);
        at += length;
        int format =
            formats == 0
                ? 0
                : bytes.getShort(firstFormat + 2 * (formats == 1 ? 0 : Math.min(i, formats - 1)));
        values.add(text.of(value, format == 1));
      }
    }
    return values;
  }

  /** What stands for the values of a message that is too large to be read whole. */
  public static List<String> unread(Recorder recorder, long bytes) {
    return recorder.recordsParameters() ? List.of("unread:" + bytes) : null;
  }
}
