package dev.pgtier.mcp.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses, without a page, a cause or a stack trace. */
final class PlainErrors extends org.eclipse.jetty.ee10.servlet.ErrorHandler {
  private static final String BODY =
      "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"HTTP status %d\"}}";

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Bodies.JSON);
    Content.Sink.write(response, true, BODY.formatted(response.getStatus()), callback);
    return true;
  }
}
