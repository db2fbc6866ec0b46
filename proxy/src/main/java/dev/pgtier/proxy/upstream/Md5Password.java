package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.Bytes;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What answers AuthenticationMD5Password; PostgreSQL deprecates it, and old roles have no other.
 */
final class Md5Password {
  private Md5Password() {}

  /** {@code md5} and the hex digits of {@code md5(hex(md5(password || user)) || salt)}. */
  static String hash(String user, String password, Bytes salt) {
    String inner = hex(md5((password + user).getBytes(StandardCharsets.UTF_8), new byte[0]));
    return "md5" + hex(md5(inner.getBytes(StandardCharsets.US_ASCII), salt.toByteArray()));
  }

  private static byte[] md5(byte[] one, byte[] other) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(one);
      return digest.digest(other);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static String hex(byte[] bytes) {
    return ByteBufUtil.hexDump(bytes);
  }
}
