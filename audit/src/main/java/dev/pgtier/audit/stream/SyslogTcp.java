package dev.pgtier.audit.stream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Octet-counted messages over TCP (RFC 6587), or over TLS (RFC 5425). */
final class SyslogTcp implements Sink {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BUFFER = 1 << 16;

  private final Syslog syslog;
  private final String host;
  private final int port;
  private final SSLSocketFactory tls;
  private volatile boolean closed;
  private volatile Socket socket;
  private OutputStream out;

  /**
   * @param tls null for plain TCP; else it tells whom to trust, and the name is compared
   */
  SyslogTcp(Syslog syslog, String host, int port, SSLSocketFactory tls) {
    this.syslog = syslog;
    this.host = host;
    this.port = port;
    this.tls = tls;
  }

  @Override
  public void send(List<Message> messages) throws IOException {
    if (socket == null || isGone()) {
      connect();
    }
    try {
      for (Message message : messages) {
        byte[] text = syslog.encode(message);
        out.write((text.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(text);
      }
      out.flush();
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  /** A receiver says nothing; that it closed the connection shows by reading only. */
  private boolean isGone() throws IOException {
    Socket current = socket;
    try {
      current.setSoTimeout(1);
      boolean gone = current.getInputStream().read() < 0;
      if (gone) {
        disconnect();
      }
      return gone;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      disconnect();
      return true;
    }
  }

  private void connect() throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      Socket connected = tls == null ? plain : secure(plain);
      out = new BufferedOutputStream(connected.getOutputStream(), BUFFER);
      socket = connected;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
    if (closed) {
      disconnect();
      throw new IOException("closed");
    }
  }

  private Socket secure(Socket plain) throws IOException {
    plain.setSoTimeout(CONNECT_MILLIS);
    SSLSocket secured = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private void disconnect() throws IOException {
    Socket current = socket;
    socket = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    disconnect();
  }
}
