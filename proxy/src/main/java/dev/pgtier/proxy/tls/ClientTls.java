package dev.pgtier.proxy.tls;

import dev.pgtier.proxy.wire.Bytes;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** TLS towards a server: 1.2 and up. */
public final class ClientTls {
  /** What of the server's certificate is checked. */
  public enum Verify {
    NOTHING,
    /** Who signed it. */
    AUTHORITY,
    /** Who signed it, and that it is for the host that was dialled. */
    AUTHORITY_AND_HOST
  }

  private final SslContext context;

  private ClientTls(SslContext context) {
    this.context = context;
  }

  /**
   * Reads the file.
   *
   * @param ca PEM certificates to trust instead of the JDK's own
   * @throws IOException if it cannot be used; the message names the file and is for a person
   */
  public static ClientTls load(Verify verify, Optional<Path> ca) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(Handshakes.VERSIONS)
            .endpointIdentificationAlgorithm(verify == Verify.AUTHORITY_AND_HOST ? "HTTPS" : null)
            .applicationProtocolConfig(
                Handshakes.alpn(
                    SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT));
    if (verify == Verify.NOTHING) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (ca.isPresent()) {
      builder.trustManager(Pem.certificates(ca.get()));
    }
    try {
      return new ClientTls(builder.build());
    } catch (SSLException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * For one connection.
   *
   * @param host that was dialled: a name or an address
   */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return context.newHandler(allocator, host, port);
  }

  /**
   * The tls-server-end-point hash of the server's certificate, for SCRAM-SHA-256-PLUS. To be asked
   * when the handshake is done.
   *
   * @return empty where RFC 5929 defines none, as for Ed25519
   */
  public static Optional<Bytes> endPoint(SslHandler handler) {
    return Handshakes.peerEndPoint(handler);
  }
}
