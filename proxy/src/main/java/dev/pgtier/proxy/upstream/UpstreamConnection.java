package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.CancelRequest;
import dev.pgtier.proxy.wire.ParameterStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connection that is logged in, has said ReadyForQuery, and is read from no further yet. */
public final class UpstreamConnection {
  private static final ByteBuf TERMINATE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(5, 5).writeByte('X').writeInt(4).asReadOnly());

  private final Upstream upstream;
  private final Channel channel;
  private final UpstreamLogin login;
  private final int pid;
  private final Bytes secret;
  private final ByteBuf said;
  private final ByteBuf ready;

  UpstreamConnection(
      Upstream upstream,
      Channel channel,
      UpstreamLogin login,
      int pid,
      Bytes secret,
      ByteBuf said,
      ByteBuf ready) {
    this.upstream = upstream;
    this.channel = channel;
    this.login = login;
    this.pid = pid;
    this.secret = secret;
    this.said = said;
    this.ready = ready;
  }

  public Channel channel() {
    return channel;
  }

  public Upstream upstream() {
    return upstream;
  }

  /** Of the server's process for this session. */
  public int pid() {
    return pid;
  }

  CancelRequest cancelRequest() {
    return new CancelRequest(pid, secret);
  }

  /**
   * What the server said between its log-in and its first ReadyForQuery, verbatim, but for the key.
   * May be asked for once.
   *
   * @param key the BackendKeyData that the client gets instead; ownership moves
   */
  public ByteBuf greeting(ByteBuf key) {
    return Unpooled.wrappedBuffer(said, key, ready);
  }

  /** What the server said of its settings; to be asked before {@link #greeting}. */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    ByteBuf frames = said.duplicate();
    while (frames.isReadable()) {
      byte type = frames.readByte();
      ByteBuf body = frames.readSlice(frames.readInt() - Integer.BYTES);
      if (type == BackendType.PARAMETER_STATUS.code()
          && BackendMessage.decode(BackendType.PARAMETER_STATUS, body)
              instanceof ParameterStatus status) {
        parameters.put(status.name(), status.value());
      }
    }
    return parameters;
  }

  /** From now on the handlers have the channel; what the server said meanwhile they read first. */
  public void handOver(ChannelHandler... relay) {
    channel.pipeline().addLast(relay);
    channel.pipeline().remove(login);
  }

  /** Nobody will be told what the server said at the log-in; instead of {@link #greeting}. */
  public void silence() {
    said.release();
    ready.release();
  }

  /** Ends a connection that nobody was told of. */
  public void discard() {
    silence();
    close(true);
  }

  /**
   * Closes the channel.
   *
   * @param terminate whether the server is told, which must not be in the middle of a frame
   */
  public void close(boolean terminate) {
    if (terminate && channel.isActive()) {
      channel.writeAndFlush(TERMINATE.duplicate()).addListener(ChannelFutureListener.CLOSE);
    } else {
      channel.close();
    }
  }
}
