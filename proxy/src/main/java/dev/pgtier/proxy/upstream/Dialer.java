package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.loop.SocketErrors;
import dev.pgtier.proxy.loop.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Opens connections to upstreams, each on the event loop of the client that it is for. */
public final class Dialer {
  private static final int CONNECT_MILLIS = 10_000;

  /** Log-in at the server, name look-up and TLS included. */
  static final Duration LOGIN = Duration.ofSeconds(20);

  private final Transport transport;
  private final Executor blocking;
  private final UpstreamSecurity security;
  private final WriteBufferWaterMark waterMark;

  public Dialer(
      Transport transport,
      Executor blocking,
      UpstreamSecurity security,
      WriteBufferWaterMark waterMark) {
    this.transport = transport;
    this.blocking = blocking;
    this.security = security;
    this.waterMark = waterMark;
  }

  /**
   * Logs in to {@code upstream} with the proxy's own credential.
   *
   * @param parameters of the start-up packet, without {@code user}
   * @param minor of the protocol version to ask for: 0 or 2
   * @return completed on {@code loop}; fails with {@link UpstreamException}
   */
  public Future<UpstreamConnection> connect(
      EventLoop loop, Upstream upstream, Map<String, String> parameters, int minor) {
    Promise<UpstreamConnection> promise = loop.newPromise();
    open(
        loop,
        upstream,
        promise,
        channel -> {
          UpstreamLogin login =
              new UpstreamLogin(upstream, parameters, minor, security, blocking, promise);
          negotiate(channel, upstream, promise, login);
        });
    return promise;
  }

  /**
   * Asks the server to cancel what {@code connection} runs, over a connection of its own.
   *
   * @return completed on {@code loop} when the server has taken the request and hung up
   */
  public Future<Void> cancel(EventLoop loop, UpstreamConnection connection) {
    Promise<Void> promise = loop.newPromise();
    open(
        loop,
        connection.upstream(),
        promise,
        channel ->
            negotiate(
                channel,
                connection.upstream(),
                promise,
                new CancelSender(connection.cancelRequest(), promise)));
    return promise;
  }

  private void negotiate(
      Channel channel,
      Upstream upstream,
      Promise<?> promise,
      io.netty.channel.ChannelHandler next) {
    if (upstream.tls() == Upstream.TlsMode.DISABLE || isUnix(upstream)) {
      channel.pipeline().addLast(next);
    } else {
      channel
          .pipeline()
          .addLast(
              new TlsNegotiation(upstream, security.tls(upstream).orElseThrow(), promise, next));
    }
  }

  private interface Setup {
    void channel(Channel channel);
  }

  private void open(EventLoop loop, Upstream upstream, Promise<?> promise, Setup setup) {
    if (isUnix(upstream)) {
      String path = upstream.host() + "/.s.PGSQL." + upstream.port();
      dial(loop, upstream, List.of(new DomainSocketAddress(path)), 0, promise, setup);
    } else if (NetUtil.isValidIpV4Address(upstream.host())
        || NetUtil.isValidIpV6Address(upstream.host())) {
      byte[] literal = NetUtil.createByteArrayFromIpAddressString(upstream.host());
      dial(loop, upstream, addresses(upstream, literal), 0, promise, setup);
    } else {
      lookUp(loop, upstream, promise, setup);
    }
  }

  private void lookUp(EventLoop loop, Upstream upstream, Promise<?> promise, Setup setup) {
    try {
      blocking.execute(
          () -> {
            try {
              List<SocketAddress> all = new ArrayList<>();
              for (InetAddress address : InetAddress.getAllByName(upstream.host())) {
                all.add(new InetSocketAddress(address, upstream.port()));
              }
              loop.execute(() -> dial(loop, upstream, all, 0, promise, setup));
            } catch (UnknownHostException e) {
              promise.tryFailure(
                  UpstreamException.unreachable("no such host: " + upstream.host(), e));
            }
          });
    } catch (RejectedExecutionException e) {
      promise.tryFailure(
          UpstreamException.unreachable("too many connections are being opened at once", e));
    }
  }

  private static List<SocketAddress> addresses(Upstream upstream, byte[] literal) {
    try {
      return List.of(new InetSocketAddress(InetAddress.getByAddress(literal), upstream.port()));
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 bytes is one", e);
    }
  }

  private void dial(
      EventLoop loop,
      Upstream upstream,
      List<? extends SocketAddress> addresses,
      int index,
      Promise<?> promise,
      Setup setup) {
    if (promise.isDone()) {
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    setup.channel(channel);
                  }
                });
    if (isUnix(upstream)) {
      bootstrap.channel(transport.unixClient());
    } else {
      bootstrap
          .channel(transport.client())
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.SO_KEEPALIVE, true);
    }
    bootstrap
        .connect(addresses.get(index))
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                return;
              } else if (index + 1 < addresses.size()) {
                dial(loop, upstream, addresses, index + 1, promise, setup);
              } else {
                promise.tryFailure(
                    UpstreamException.unreachable(
                        SocketErrors.reason(connected.cause()), connected.cause()));
              }
            });
  }

  private static boolean isUnix(Upstream upstream) {
    return upstream.host().startsWith("/");
  }
}
