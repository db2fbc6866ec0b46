package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.call.Caller;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.rpc.Answer;
import dev.pgtier.mcp.rpc.Batch;
import dev.pgtier.mcp.rpc.Call;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.Responses;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.rpc.Versions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Batches of revision 2025-03-26, which the SDK does not know, within a session and without. Their
 * requests run one after the other, and each answer leaves before the next begins: a batch holds no
 * more in memory than one call does.
 */
final class Batches {
  private final Methods methods;
  private final Sessions sessions;
  private final Heartbeats heartbeats;

  Batches(Methods methods, Sessions sessions, Heartbeats heartbeats) {
    this.methods = methods;
    this.sessions = sessions;
    this.heartbeats = heartbeats;
  }

  /**
   * Answers one.
   *
   * @throws RpcException if all of it is refused
   */
  void serve(HttpServletRequest http, HttpServletResponse response, JsonNode messages)
      throws IOException, RpcException {
    Optional<String> id = Optional.ofNullable(http.getHeader(Headers.SESSION));
    Optional<SessionTable.Session> session = id.flatMap(sessions::use);
    if (id.isPresent() && session.isEmpty()) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, Sessions.UNKNOWN);
      return;
    }
    Batch batch = Batch.of(messages, revision(http, session));
    if (!batch.wantsAnswer()) {
      batch.members().forEach(member -> notice(member, id));
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    Cancellation lost = new Cancellation();
    Reply reply = new Reply(response, Accept.stream(http), lost);
    Caller caller =
        new Caller(
            session
                .flatMap(SessionTable.Session::agent)
                .or(() -> Optional.ofNullable(http.getHeader("User-Agent"))),
            Endpoint.token(http),
            id.orElse(""));
    Future<?> beating = heartbeats.start(reply::beat);
    try {
      for (Batch.Member member : batch.members()) {
        if (!lost.cancelled()) {
          answer(member, id, caller, reply, lost);
        }
      }
    } finally {
      beating.cancel(false);
    }
    reply.endParts();
  }

  private static String revision(HttpServletRequest http, Optional<SessionTable.Session> session)
      throws RpcException {
    String header = http.getHeader(Headers.VERSION);
    if (header != null && !Versions.isKnown(header)) {
      throw Versions.unsupported(header);
    }
    if (header != null && !header.equals(Batch.REVISION)) {
      return header;
    }
    return session.map(SessionTable.Session::revision).orElse(Batch.REVISION);
  }

  private void answer(
      Batch.Member member,
      Optional<String> session,
      Caller caller,
      Reply reply,
      Cancellation lost) {
    if (member instanceof Batch.Member.Refused refused) {
      reply.part(Responses.error(refused.id(), refused.why()));
      return;
    }
    notice(member, session);
    Request request = ((Batch.Member.Accepted) member).request();
    if (request.id().isEmpty()) {
      return;
    }
    Cancellation cancellation = new Cancellation();
    lost.onCancel(cancellation::cancel);
    session.ifPresent(id -> sessions.began(id, request, cancellation));
    try {
      String number = (caller.request() + " " + request.id().get().asText()).strip();
      Call call =
          new Call(
              new Caller(caller.agent(), caller.token(), number),
              Endpoint.progress(request, reply),
              cancellation);
      reply.part(Answer.to(methods, request, call).message());
    } finally {
      session.ifPresent(id -> sessions.ended(id, request, cancellation));
    }
  }

  /** What is only said to us; within a session it may give up a request. */
  private void notice(Batch.Member member, Optional<String> session) {
    if (member instanceof Batch.Member.Accepted accepted) {
      session.ifPresent(id -> sessions.notice(id, accepted.request()));
    }
  }
}
