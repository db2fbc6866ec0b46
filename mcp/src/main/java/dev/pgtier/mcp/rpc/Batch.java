package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several messages in one, as revision 2025-03-26 has them and no other.
 *
 * @param members in their order
 */
public record Batch(List<Member> members) {
  /** The only revision with batches; later ones have those assume it whom nobody told another. */
  public static final String REVISION = "2025-03-26";

  private static final int MAX = 50;

  public Batch {
    members = List.copyOf(members);
  }

  /** What became of one of them at the reading. */
  public sealed interface Member {
    record Accepted(Request request) implements Member {}

    /** It is answered with that, beside the answers to the others. */
    record Refused(Optional<JsonNode> id, RpcException why) implements Member {}
  }

  /**
   * Takes one apart.
   *
   * @param revision that its sender speaks
   * @throws RpcException if it is none on that revision, or holds nothing or too much
   */
  public static Batch of(JsonNode messages, String revision) throws RpcException {
    if (!revision.equals(REVISION)) {
      throw new RpcException(
          RpcException.INVALID_REQUEST,
          "batches belong to revision %s and not to %s; send one message at a time"
              .formatted(REVISION, Versions.isKnown(revision) ? revision : "others"));
    }
    if (messages.isEmpty() || messages.size() > MAX) {
      throw new RpcException(
          RpcException.INVALID_REQUEST, "a batch has 1 to %d messages".formatted(MAX));
    }
    List<Member> members = new ArrayList<>();
    for (JsonNode message : messages) {
      members.add(member(message));
    }
    return new Batch(members);
  }

  /** Whether anything in it is answered. */
  public boolean wantsAnswer() {
    return members.stream()
        .anyMatch(
            member ->
                !(member instanceof Member.Accepted accepted)
                    || accepted.request().id().isPresent());
  }

  private static Member member(JsonNode message) {
    Optional<JsonNode> id = Request.answerable(message);
    try {
      Request request = Request.of(message);
      if (request.method().equals("initialize") || request.isModern()) {
        throw new RpcException(RpcException.INVALID_REQUEST, "this message comes by itself");
      }
      return new Member.Accepted(request);
    } catch (RpcException e) {
      return new Member.Refused(id, e);
    }
  }
}
