package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.tls.ClientTls;
import dev.pgtier.proxy.tls.ClientTls.Verify;
import dev.pgtier.proxy.tls.HandshakeFailure;
import dev.pgtier.proxy.wire.Bytes;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Optional;

/** TLS towards one upstream, as its {@link Upstream.TlsMode} wants it. */
public final class UpstreamTls {
  private final Upstream upstream;
  private final ClientTls tls;

  private UpstreamTls(Upstream upstream, ClientTls tls) {
    this.upstream = upstream;
    this.tls = tls;
  }

  /**
   * Reads the file that the upstream names.
   *
   * @return empty for {@link Upstream.TlsMode#DISABLE}
   * @throws IOException if it cannot be used; the message names the file and is for a person
   */
  public static Optional<UpstreamTls> load(Upstream upstream) throws IOException {
    return switch (upstream.tls()) {
      case DISABLE -> Optional.empty();
      // As libpq: whoever names an authority wants it to count.
      case REQUIRE -> of(upstream, upstream.ca().isPresent() ? Verify.AUTHORITY : Verify.NOTHING);
      case VERIFY_CA -> of(upstream, Verify.AUTHORITY);
      case VERIFY_FULL -> of(upstream, Verify.AUTHORITY_AND_HOST);
    };
  }

  private static Optional<UpstreamTls> of(Upstream upstream, Verify verify) throws IOException {
    return Optional.of(new UpstreamTls(upstream, ClientTls.load(verify, upstream.ca())));
  }

  /**
   * For one connection, once the server has answered SSLRequest by S.
   *
   * @param host that was dialled, for SNI and for {@link Upstream.TlsMode#VERIFY_FULL}
   */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return tls.newHandler(allocator, host, port);
  }

  /**
   * What SCRAM-SHA-256-PLUS binds to. To be asked when the handshake is done.
   *
   * @return empty where RFC 5929 defines none, as for Ed25519
   */
  public static Optional<Bytes> endPoint(SslHandler handler) {
    return ClientTls.endPoint(handler);
  }

  /** Why the handshake failed, for a person: one sentence without its full stop. */
  public String explain(Throwable cause) {
    return HandshakeFailure.explain(cause, upstream.host());
  }
}
