package dev.pgtier.proxy.session;

import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.auth.ScramServer;
import dev.pgtier.proxy.auth.Step;
import dev.pgtier.proxy.tls.ServerTls;
import dev.pgtier.proxy.wire.Authentication.AuthenticationOk;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.FrontendType;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who the client is: by a verified certificate whose common name is the principal's, else by SCRAM.
 * Stays in the pipeline, holding what the client sends too early, until the relay takes over.
 */
final class Login extends ByteToMessageDecoder implements Startup {
  private static final int HEADER = 5;

  private final Session session;
  private final SessionServices services;
  private final StartupMessage startup;
  private final Optional<SslHandler> tls;
  private final Optional<Bytes> endPoint;
  private ChannelHandlerContext ctx;
  private Optional<Principal> principal = Optional.empty();
  private ScramServer scram;
  private boolean mechanismDue = true;
  private boolean over;

  /**
   * Sends nothing yet.
   *
   * @param tls that the client speaks
   * @param endPoint of the certificate that it was shown, to which its log-in may be bound
   */
  Login(
      Session session,
      SessionServices services,
      StartupMessage startup,
      Optional<SslHandler> tls,
      Optional<Bytes> endPoint) {
    this.session = session;
    this.services = services;
    this.startup = startup;
    this.tls = tls;
    this.endPoint = endPoint;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  void begin() {
    Policy policy = session.authenticating(this);
    if (startup.user().isEmpty()) {
      over = true;
      session.loginRefused(Refusal.noUser(), "no-user");
      return;
    }
    String user = startup.user().get();
    principal = Optional.ofNullable(policy.principals().get(user));
    if (principal.isPresent() && tls.flatMap(ServerTls::clientName).equals(Optional.of(user))) {
      succeeded("certificate");
      return;
    }
    scram = services.scram().begin(user, principal.flatMap(Principal::verifier), endPoint);
    ctx.writeAndFlush(Replies.encode(ctx.alloc(), scram.request()));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over || in.readableBytes() < HEADER) {
      return;
    }
    int at = in.readerIndex();
    if (FrontendType.of(in.getByte(at)) != FrontendType.PASSWORD) {
      throw new ProtocolViolation(
          "expected SASL response, got message type " + (in.getByte(at) & 0xff));
    }
    int length = in.getInt(at + 1);
    if (length < 4 || length > ScramServer.MAX_MESSAGE_LENGTH) {
      throw new ProtocolViolation("invalid message length");
    }
    if (in.readableBytes() < 1 + length) {
      return;
    }
    in.skipBytes(HEADER);
    take(in.readSlice(length - 4));
  }

  private void take(ByteBuf body) {
    Step step;
    if (mechanismDue) {
      mechanismDue = false;
      step = scram.initial(SASLInitialResponse.decode(body));
    } else {
      step = scram.response(SASLResponse.decode(body));
    }
    if (step instanceof Step.Challenge challenge) {
      send(challenge.message());
    } else if (step instanceof Step.Success success) {
      ctx.write(Replies.encode(ctx.alloc(), success.message()));
      succeeded("scram");
    } else if (step instanceof Step.Failure) {
      over = true;
      session.loginRefused(
          Refusal.password(startup.user().orElse("")), "password", whyNoPassword());
    } else {
      throw new AssertionError(step);
    }
  }

  /** For the audit alone: guessing names and guessing a password are two things to look after. */
  private String whyNoPassword() {
    return principal
        .map(p -> p.verifier().isPresent() ? "wrong password" : "the principal has no password")
        .orElse("no such principal");
  }

  private void succeeded(String by) {
    over = true;
    send(new AuthenticationOk());
    String version = tls.map(handler -> handler.engine().getSession().getProtocol()).orElse(null);
    session.authenticated(principal.orElseThrow(), by, version);
  }

  private void send(Message message) {
    ctx.writeAndFlush(Replies.encode(ctx.alloc(), message));
  }

  @Override
  public Map<String, String> parameters() {
    return startup.parameters();
  }

  @Override
  public int minor() {
    return Math.min(startup.minor(), StartupMessage.LATEST_MINOR);
  }

  @Override
  public void done() {
    ctx.pipeline().remove(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    over = true;
    session.clientGone();
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    over = true;
    session.openingFailed(cause instanceof DecoderException ? cause.getCause() : cause);
  }
}
