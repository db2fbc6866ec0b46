package dev.pgtier.audit.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Where a stream goes. */
public sealed interface StreamTarget {
  /** Standard output, a line for each. */
  record Standard() implements StreamTarget {}

  /** A file that grows, a line for each; who rotates it moves it away. */
  record ToFile(Path path) implements StreamTarget {}

  /** A syslog receiver, RFC 5424. */
  record ToSyslog(Transport transport, String host, int port, Optional<Path> ca)
      implements StreamTarget {}

  /** How a syslog receiver is reached. */
  enum Transport {
    UDP,
    TCP,
    TLS
  }

  /**
   * @throws IOException with a sentence, where the certificates cannot be read
   */
  private static SSLSocketFactory trust(Optional<Path> ca) throws IOException {
    if (ca.isEmpty()) {
      return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }
    try (InputStream in = Files.newInputStream(ca.get())) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca" + number++, each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(ca.get() + " holds no certificates: " + e.getMessage(), e);
    }
  }

  /** Opens it; nothing is sent yet. */
  private static Sink syslog(ToSyslog target) throws IOException {
    Syslog syslog = new Syslog(hostName(), ProcessHandle.current().pid());
    return switch (target.transport()) {
      case UDP -> new SyslogUdp(syslog, target.host(), target.port());
      case TCP -> new SyslogTcp(syslog, target.host(), target.port(), null);
      case TLS -> new SyslogTcp(syslog, target.host(), target.port(), trust(target.ca()));
    };
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine whose own name does not resolve; syslog has a sign for that.
      return "-";
    }
  }

  /** What sends there. */
  static Sink open(StreamTarget target) throws IOException {
    if (target instanceof Standard) {
      return new LineSink.Standard(System.out);
    }
    if (target instanceof ToFile file) {
      return new LineSink.ToFile(file.path());
    }
    if (target instanceof ToSyslog syslog) {
      return syslog(syslog);
    }
    throw new AssertionError(target);
  }
}
