package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that this room gives itself, without the SDK.
 *
 * @param error why it is no result; empty where it is one
 */
public record Answer(JsonNode message, Optional<RpcException> error) {
  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  /** To a request that wants one; whatever goes wrong is an answer as well. */
  public static Answer to(Methods methods, Request request, Call call) {
    JsonNode id = request.id().orElseThrow();
    try {
      return new Answer(Responses.result(id, methods.answer(request, call)), Optional.empty());
    } catch (RpcException e) {
      return refused(id, e);
    } catch (RuntimeException e) {
      log.error("a request failed", e);
      return refused(
          id, new RpcException(RpcException.INTERNAL_ERROR, "this server made a mistake"));
    }
  }

  private static Answer refused(JsonNode id, RpcException e) {
    return new Answer(Responses.error(Optional.of(id), e), Optional.of(e));
  }
}
