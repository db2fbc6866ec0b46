package dev.pgtier.proxy.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;

/** Why a TLS handshake with a server failed, for a person. */
public final class HandshakeFailure {
  /** The JDK has no type of its own for it. */
  private static final Pattern OTHER_HOST =
      Pattern.compile("^(No subject alternative|No name matching|Illegal given domain name).*");

  private HandshakeFailure() {}

  /**
   * One sentence without its full stop.
   *
   * @param host that was dialled
   */
  public static String explain(Throwable cause, String host) {
    Throwable last = cause;
    for (Throwable at = cause; at != null; at = at.getCause()) {
      last = at;
      if (at instanceof CertificateExpiredException) {
        return "the server's certificate has expired (" + at.getMessage() + ")";
      }
      if (at instanceof CertificateNotYetValidException) {
        return "the server's certificate is not valid yet (" + at.getMessage() + ")";
      }
      if (at instanceof CertPathBuilderException) {
        return "nobody that is trusted has signed the server's certificate; name who did in ca:";
      }
      if (at instanceof CertificateException
          && at.getMessage() != null
          && OTHER_HOST.matcher(at.getMessage()).matches()) {
        return "the server's certificate is not for host " + host + " (" + at.getMessage() + ")";
      }
      if (at instanceof NotSslRecordException) {
        return "the server does not speak TLS here";
      }
    }
    return "the TLS handshake failed: "
        + (last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage());
  }
}
