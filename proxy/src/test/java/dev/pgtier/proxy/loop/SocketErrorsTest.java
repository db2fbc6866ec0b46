package dev.pgtier.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each kind of real sockets says, without the call and the address that they put around it.
 */
class SocketErrorsTest {
  @ParameterizedTest
  @EnumSource
  void nobodyListens(Transport transport) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (Loop loop = Loop.of(transport)) {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop.group())
              .channel(transport.client())
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .await();
      assertThat(SocketErrors.reason(connected.cause())).isEqualTo("Connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void somebodyListensAlready(Transport transport) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Loop loop = Loop.of(transport)) {
      ChannelFuture bound =
          new ServerBootstrap()
              .group(loop.group())
              .channel(transport.server())
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind(other.getLocalSocketAddress())
              .await();
      assertThat(SocketErrors.reason(bound.cause())).isEqualTo("Address already in use");
    }
  }

  private record Loop(EventLoopGroup group) implements AutoCloseable {
    static Loop of(Transport transport) throws IOException {
      Assumptions.assumeTrue(transport == Transport.NIO || Transport.best() == transport);
      return new Loop(transport.group(1, "test"));
    }

    @Override
    public void close() {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
