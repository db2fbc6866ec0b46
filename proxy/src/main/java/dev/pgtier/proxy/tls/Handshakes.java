package dev.pgtier.proxy.tls;

import dev.pgtier.proxy.wire.Bytes;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What both sides of the proxy ask of TLS, and of a handshake that is done. */
final class Handshakes {
  /** As PostgreSQL registered it for ALPN. */
  static final String POSTGRESQL = "postgresql";

  static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private Handshakes() {}

  static ApplicationProtocolConfig alpn(
      SelectorFailureBehavior selector, SelectedListenerFailureBehavior listener) {
    return new ApplicationProtocolConfig(Protocol.ALPN, selector, listener, POSTGRESQL);
  }

  /** Empty if the peer showed none. */
  static Optional<X509Certificate> peer(SslHandler handler) {
    try {
      Certificate[] chain = handler.engine().getSession().getPeerCertificates();
      return Optional.of((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  static Optional<Bytes> peerEndPoint(SslHandler handler) {
    return peer(handler).flatMap(Certificates::endPoint);
  }
}
