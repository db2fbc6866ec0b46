package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.rpc.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a message: in one piece, or, when it takes long, begun early. Then it is a stream
 * of events where the client takes one, else JSON after some line ends.
 */
final class Reply {
  private static final byte[] COMMENT = ": working\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\n'};
  private static final byte[] NO_PARTS = {'[', ']'};
  private static final byte[] PARTS_END = {']'};
  private static final byte[] EVENT = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_END = {'\n', '\n'};

  private enum State {
    WAITING,
    BEGUN,
    DONE,
    LOST
  }

  private final HttpServletResponse response;
  private final boolean stream;
  private final Cancellation cancellation;
  private State state = State.WAITING;
  private int parts;

  /**
   * Begins to wait.
   *
   * @param stream whether the client takes a stream of events
   * @param cancellation is told when the client has gone
   */
  Reply(HttpServletResponse response, boolean stream, Cancellation cancellation) {
    this.response = response;
    this.stream = stream;
    this.cancellation = cancellation;
  }

  /** Writes something that means nothing. */
  void beat() {
    send(() -> write(stream ? COMMENT : LINE_END));
  }

  /** Sends a notification, if the client takes a stream. */
  void tell(JsonNode notification) {
    if (stream) {
      send(() -> event(Json.write(notification)));
    }
  }

  /** Gives the answer; the status only counts while nothing was written. */
  synchronized void finish(int status, JsonNode answer) throws IOException {
    byte[] body = Json.write(answer);
    if (state == State.WAITING) {
      Bodies.write(response, status, body);
    } else if (state == State.BEGUN && stream) {
      event(body);
    } else if (state == State.BEGUN) {
      write(body);
    }
    state = State.DONE;
  }

  /** Gives one of several answers: as an event of its own, or as one more of a list. */
  void part(JsonNode answer) {
    byte[] body = Json.write(answer);
    send(
        () -> {
          if (stream) {
            event(body);
          } else {
            response.getOutputStream().write(parts == 0 ? '[' : ',');
            write(body);
          }
          parts++;
        });
  }

  /** No more of them. */
  void endParts() {
    send(
        () -> {
          if (!stream) {
            write(parts == 0 ? NO_PARTS : PARTS_END);
          }
        });
    synchronized (this) {
      state = State.DONE;
    }
  }

  private interface Output {
    void run() throws IOException;
  }

  private void send(Output output) {
    boolean lost = false;
    synchronized (this) {
      if (state == State.WAITING) {
        begin();
      }
      if (state == State.BEGUN) {
        try {
          output.run();
        } catch (IOException e) {
          state = State.LOST;
          lost = true;
        }
      }
    }
    if (lost) {
      cancellation.cancel();
    }
  }

  private void begin() {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(stream ? "text/event-stream" : Bodies.JSON);
    response.setHeader("X-Accel-Buffering", "no");
    state = State.BEGUN;
  }

  private void event(byte[] json) throws IOException {
    response.getOutputStream().write(EVENT);
    response.getOutputStream().write(json);
    write(EVENT_END);
  }

  private void write(byte[] bytes) throws IOException {
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }
}
