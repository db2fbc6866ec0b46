package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.rpc.Call;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.Responses;
import dev.pgtier.mcp.rpc.RpcException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that this room gives itself, without the SDK.
 *
 * @param status of HTTP, where the message is the whole answer
 */
record Answer(int status, JsonNode message) {
  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  /** To a request that wants one; whatever goes wrong is an answer as well. */
  static Answer to(Methods methods, Request request, Call call) {
    JsonNode id = request.id().orElseThrow();
    try {
      return new Answer(
          HttpServletResponse.SC_OK, Responses.result(id, methods.answer(request, call)));
    } catch (RpcException e) {
      return new Answer(
          request.isModern() ? Status.of(e) : HttpServletResponse.SC_OK,
          Responses.error(Optional.of(id), e));
    } catch (RuntimeException e) {
      log.error("a request failed", e);
      return new Answer(
          HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
          Responses.error(
              Optional.of(id),
              new RpcException(RpcException.INTERNAL_ERROR, "this server made a mistake")));
    }
  }
}
