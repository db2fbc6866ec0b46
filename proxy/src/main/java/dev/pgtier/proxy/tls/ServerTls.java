package dev.pgtier.proxy.tls;

import dev.pgtier.proxy.wire.Bytes;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * TLS towards clients: 1.2 and up, after SSLRequest or direct (manual, "SSL Session Encryption").
 */
public final class ServerTls {
  private final SslContext context;
  private final Optional<Bytes> endPoint;

  private ServerTls(SslContext context, Optional<Bytes> endPoint) {
    this.context = context;
    this.endPoint = endPoint;
  }

  /**
   * Reads the files.
   *
   * @param certificate ours and what it is signed by, in that order, PEM
   * @param key its private key, PEM, PKCS#8, not encrypted
   * @param clientCa who signs client certificates; a client may show none, but not a bad one.
   *     Without it none is asked for
   * @throws IOException if one of them cannot be used; the message names the file and is for a
   *     person
   */
  public static ServerTls load(Path certificate, Path key, Optional<Path> clientCa)
      throws IOException {
    List<X509Certificate> chain = Pem.certificates(certificate);
    X509Certificate own = chain.get(0);
    PrivateKey privateKey = Pem.privateKey(key, own.getPublicKey().getAlgorithm());
    if (!belong(own, privateKey)) {
      throw new IOException(key + ": is not the private key of " + certificate);
    }
    SslContextBuilder builder =
        SslContextBuilder.forServer(privateKey, chain)
            .sslProvider(SslProvider.JDK)
            .protocols(Handshakes.VERSIONS)
            .applicationProtocolConfig(
                Handshakes.alpn(
                    SelectorFailureBehavior.FATAL_ALERT, SelectedListenerFailureBehavior.ACCEPT));
    if (clientCa.isPresent()) {
      builder.trustManager(Pem.certificates(clientCa.get())).clientAuth(ClientAuth.OPTIONAL);
    }
    try {
      return new ServerTls(builder.build(), Certificates.endPoint(own));
    } catch (SSLException e) {
      throw new IOException(certificate + ": cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  /** For one connection. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  /**
   * The tls-server-end-point hash of our certificate, for SCRAM-SHA-256-PLUS.
   *
   * @return empty where RFC 5929 defines none, as for Ed25519
   */
  public Optional<Bytes> endPoint() {
    return endPoint;
  }

  /**
   * Whether the client asked for {@code postgresql} by ALPN, as it must on direct TLS. To be asked
   * when the handshake is done.
   */
  public static boolean negotiatedPostgresql(SslHandler handler) {
    return Handshakes.POSTGRESQL.equals(handler.applicationProtocol());
  }

  /**
   * The common name of the certificate that the client has shown and that was verified. To be asked
   * when the handshake is done.
   *
   * @return empty if it has shown none, or it has no name, or several
   */
  public static Optional<String> clientName(SslHandler handler) {
    return Handshakes.peer(handler).flatMap(Certificates::commonName);
  }

  /** Otherwise the first client would find out, and nobody would understand the alert. */
  private static boolean belong(X509Certificate certificate, PrivateKey key) {
    byte[] sample = "pgtier".getBytes(StandardCharsets.US_ASCII);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
