package dev.pgtier.audit.stream;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A syslog receiver that reads octet-counted messages, and can be told to stop reading. */
final class Receiver implements Closeable {
  private final ServerSocket server;
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean reading;

  Receiver(ServerSocketFactory factory, int port, boolean reading) throws IOException {
    this.reading = reading;
    server = factory.createServerSocket(port, 8, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "receiver");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  boolean isReached() {
    return !sockets.isEmpty();
  }

  void readOn() {
    reading = true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        daemon(() -> read(socket));
      } catch (IOException e) {
        // Closed by the test, or a handshake that failed: the next one may come.
        Thread.onSpinWait();
      }
    }
  }

  private void read(Socket socket) {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        while (!reading) {
          Thread.sleep(10);
        }
        int length = 0;
        for (int c = in.readUnsignedByte(); c != ' '; c = in.readUnsignedByte()) {
          length = length * 10 + c - '0';
        }
        byte[] text = new byte[length];
        in.readFully(text);
        messages.add(new String(text, StandardCharsets.UTF_8));
      }
    } catch (IOException | InterruptedException e) {
      // The stream's end, or the test's.
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
