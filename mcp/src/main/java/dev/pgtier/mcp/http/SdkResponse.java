package dev.pgtier.mcp.http;

import dev.pgtier.mcp.call.Cancellation;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * What the SDK writes: passed on event by event, so that a heartbeat may come between two of them;
 * an error's body never, since it holds a stack trace.
 */
final class SdkResponse extends HttpServletResponseWrapper {
  private final HttpServletResponse response;
  private final Cancellation cancellation;
  private final Events events = new Events();
  private boolean done;

  SdkResponse(HttpServletResponse response, Cancellation cancellation) {
    super(response);
    this.response = response;
    this.cancellation = cancellation;
  }

  @Override
  public PrintWriter getWriter() {
    return events;
  }

  @Override
  public void sendError(int status, String message) {
    setStatus(status);
  }

  @Override
  public void sendError(int status) {
    setStatus(status);
  }

  /** A comment, if a stream has begun or is going to. */
  synchronized void beat() {
    if (!done && "text/event-stream".equals(mediaType()) && !failed()) {
      events.emit(": working\n\n");
    }
  }

  /** Ends it; in the place of an error's body comes ours. */
  synchronized void close() throws IOException {
    if (failed()) {
      Bodies.refuse(response, getStatus(), "this message cannot be answered in this session");
    }
    done = true;
  }

  private boolean failed() {
    return getStatus() >= HttpServletResponse.SC_BAD_REQUEST;
  }

  private String mediaType() {
    String type = getContentType();
    return type == null ? "" : type.split(";", 2)[0];
  }

  /** Collects until it is flushed, which the SDK does after each event. */
  private final class Events extends PrintWriter {
    private PrintWriter wire;
    private boolean lost;

    Events() {
      super(new StringWriter());
    }

    private StringBuffer collected() {
      return ((StringWriter) out).getBuffer();
    }

    @Override
    public void flush() {
      synchronized (SdkResponse.this) {
        String text = collected().toString();
        collected().setLength(0);
        if (!failed() && !text.isEmpty()) {
          emit(text);
        }
      }
    }

    @Override
    public boolean checkError() {
      flush();
      return lost;
    }

    void emit(String text) {
      if (lost) {
        return;
      }
      try {
        if (wire == null) {
          wire =
              new PrintWriter(
                  new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        }
        wire.write(text);
        lost = wire.checkError();
        response.flushBuffer();
      } catch (IOException e) {
        lost = true;
      }
      if (lost) {
        cancellation.cancel();
      }
    }
  }
}
