package dev.pgtier.proxy.admin;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An error is its status and its name: no stack trace, no version, no echo of the request. */
final class PlainErrors extends org.eclipse.jetty.ee10.servlet.ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put("Content-Type", "text/plain;charset=utf-8");
    Content.Sink.write(
        response, true, status + " " + HttpStatus.getMessage(status) + "\n", callback);
    return true;
  }
}
