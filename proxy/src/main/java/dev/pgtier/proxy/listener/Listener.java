package dev.pgtier.proxy.listener;

import dev.pgtier.proxy.loop.SocketErrors;
import dev.pgtier.proxy.loop.Transport;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.session.SessionFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The listening socket. */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final Duration KEEPALIVE_IDLE = Duration.ofSeconds(60);
  private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(15);
  private static final int KEEPALIVE_PROBES = 4;

  /** A connection's place in the order of acceptance. */
  private static final AttributeKey<Long> NUMBER = AttributeKey.valueOf("pgtier.accepted");

  private final Channel channel;
  private final Admission admission;

  private Listener(Channel channel, Admission admission) {
    this.channel = channel;
    this.admission = admission;
  }

  /**
   * Begins to accept.
   *
   * @throws IOException if the address cannot be had
   */
  public static Listener open(
      InetSocketAddress address,
      Transport transport,
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      WriteBufferWaterMark waterMark,
      SessionFactory sessions,
      Metrics metrics,
      int halfOpen)
      throws IOException {
    Admission admission = new Admission(halfOpen);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptors, workers)
            .channel(transport.server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  private long accepted;

                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object client) {
                    ((Channel) client).attr(NUMBER).set(accepted++);
                    ctx.fireChannelRead(client);
                  }
                })
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel client) {
                    metrics.connected();
                    transport.keepAlive(
                        client, KEEPALIVE_IDLE, KEEPALIVE_INTERVAL, KEEPALIVE_PROBES);
                    long number = client.attr(NUMBER).get();
                    client.closeFuture().addListener(closed -> admission.settled(number));
                    sessions.begin(client, () -> admission.settled(number));
                    admission
                        .opened(number, client)
                        .ifPresent(
                            oldest -> {
                              metrics.halfOpenDropped();
                              sessions.dropHalfOpen(oldest);
                            });
                  }
                });
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "the proxy cannot listen on %s:%d: %s; proxy.listen says where"
              .formatted(
                  address.getHostString(), address.getPort(), SocketErrors.reason(bound.cause())),
          bound.cause());
    }
    return new Listener(bound.channel(), admission);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Connections that are not logged in. */
  public int halfOpen() {
    return admission.size();
  }

  /** Accepts no more; what is accepted goes on. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
