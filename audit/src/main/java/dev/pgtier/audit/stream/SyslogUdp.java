package dev.pgtier.audit.stream;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/**
 * A datagram for each message (RFC 5426): what is lost on the way is lost, and what is longer than
 * a datagram is cut.
 */
final class SyslogUdp implements Sink {
  private static final int LONGEST = 65_000;

  private final Syslog syslog;
  private final String host;
  private final int port;
  private final DatagramSocket socket;

  SyslogUdp(Syslog syslog, String host, int port) throws SocketException {
    this.syslog = syslog;
    this.host = host;
    this.port = port;
    this.socket = new DatagramSocket();
  }

  @Override
  public void send(List<Message> messages) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    for (Message message : messages) {
      byte[] text = syslog.encode(message);
      byte[] sent = text.length > LONGEST ? Arrays.copyOf(text, LONGEST) : text;
      socket.send(new DatagramPacket(sent, sent.length, address, port));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
