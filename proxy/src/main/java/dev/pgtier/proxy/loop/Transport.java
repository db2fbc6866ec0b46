package dev.pgtier.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;

/** The kind of sockets: native epoll where the machine has it, NIO elsewhere. */
public enum Transport {
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
  NIO(NioServerSocketChannel.class, NioSocketChannel.class);

  static {
    // It follows one buffer in 128 with stack traces, two hundredths of a statement's time; the
    // tests follow every one.
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private final Class<? extends ServerChannel> server;
  private final Class<? extends Channel> client;

  Transport(Class<? extends ServerChannel> server, Class<? extends Channel> client) {
    this.server = server;
    this.client = client;
  }

  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  public EventLoopGroup group(int threads, String name) {
    IoHandlerFactory factory =
        this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), factory);
  }

  public Class<? extends ServerChannel> server() {
    return server;
  }

  public Class<? extends Channel> client() {
    return client;
  }

  /**
   * Channels to a Unix-domain socket.
   *
   * @throws UnsupportedOperationException where only NIO is available
   */
  public Class<? extends Channel> unixClient() {
    if (this == NIO) {
      throw new UnsupportedOperationException("Unix-domain sockets need Linux's epoll");
    }
    return EpollDomainSocketChannel.class;
  }

  /** Finds out within some two minutes that a silent peer's machine is gone. */
  public void keepAlive(Channel channel, Duration idle, Duration interval, int probes) {
    if (this == EPOLL) {
      channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, (int) idle.toSeconds());
      channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, (int) interval.toSeconds());
      channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, probes);
    }
  }
}
