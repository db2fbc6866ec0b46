package dev.pgtier.proxy.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The named statements that a session holds at the server by Parse; bounded, since each costs the
 * server memory until it is closed.
 */
final class PreparedStatements {
  private static final String DEALLOCATE = "deallocate";

  private final int cap;
  private final Set<String> names = new HashSet<>();
  private int underway;

  PreparedStatements(int cap) {
    this.cap = cap;
  }

  boolean mayAdd(String name) {
    return name == null || name.isEmpty() || names.size() + underway < cap || names.contains(name);
  }

  /** A Parse with a name is on its way. */
  void sent() {
    underway++;
  }

  /** It came to nothing. */
  void failed() {
    underway--;
  }

  /** ParseComplete has come for {@code name}. */
  void added(String name) {
    underway--;
    names.add(name);
  }

  void removed(String name) {
    names.remove(name);
  }

  void removedAll() {
    names.clear();
  }

  int size() {
    return names.size();
  }

  /** The statement that a Close (F) names; null if it closes a portal. */
  static String closed(ByteBuf bytes, int index, int length) {
    if (length < 2 || bytes.getByte(index) != 'S') {
      return null;
    }
    return name(bytes, index + 1, length - 1);
  }

  /** The string at {@code index}; null where no NUL ends it, which the server will say. */
  static String name(ByteBuf bytes, int index, int length) {
    int n = bytes.bytesBefore(index, length, (byte) 0);
    return n < 0 ? null : bytes.toString(index, n, StandardCharsets.UTF_8);
  }

  /** The name in a Query that is one plain DEALLOCATE, as drivers send it; null for any other. */
  static String deallocated(ByteBuf bytes, int index, int length) {
    if (length < DEALLOCATE.length() + 2
        || length > 200
        || (bytes.getByte(index) | 0x20) != 'd'
        || (bytes.getByte(index + 1) | 0x20) != 'e') {
      return null;
    }
    String sql = bytes.toString(index, length - 1, StandardCharsets.UTF_8).strip();
    String[] words = sql.replaceFirst(";\\s*$", "").split("\\s+", 3);
    if (words.length < 2 || !words[0].equalsIgnoreCase(DEALLOCATE)) {
      return null;
    }
    String name = words.length == 3 && words[1].equalsIgnoreCase("prepare") ? words[2] : words[1];
    return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }
}
