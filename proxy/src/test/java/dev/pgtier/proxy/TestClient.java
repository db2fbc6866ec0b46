package dev.pgtier.proxy;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import dev.pgtier.proxy.wire.Authentication;
import dev.pgtier.proxy.wire.BackendKeyData;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.CommandComplete;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.ReadyForQuery;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client that sends any frames it likes over a real socket, and reads the whole trace. */
public final class TestClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private BackendKeyData key;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private ErrorResponse lastError;

  private TestClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connected, and silent so far. */
  public static TestClient connect(int port) {
    try {
      return new TestClient(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logged in by SCRAM-SHA-256, up to ReadyForQuery. */
  public static TestClient login(
      int port, String user, String password, Map<String, String> parameters) {
    TestClient client = connect(port);
    List<String> trace = client.logIn(user, password, parameters, 0);
    if (!trace.get(trace.size() - 1).equals("ReadyForQuery I")) {
      throw new IllegalStateException("not logged in: " + trace);
    }
    return client;
  }

  /** Sends a start-up and answers SCRAM; the trace ends at ReadyForQuery or the end of stream. */
  public List<String> logIn(
      String user, String password, Map<String, String> parameters, int minor) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("user", user);
    all.putAll(parameters);
    send(new StartupMessage(minor, all));
    List<String> trace = new ArrayList<>();
    ScramClient scram =
        ScramClient.builder()
            .advertisedMechanisms(List.of("SCRAM-SHA-256"))
            .username("*")
            .password(password.toCharArray())
            .build();
    while (true) {
      Optional<BackendMessage> next = read(trace);
      if (next.isEmpty() || next.get() instanceof ReadyForQuery) {
        return trace;
      }
      answer(scram, next.get());
    }
  }

  private void answer(ScramClient scram, BackendMessage message) {
    try {
      if (message instanceof Authentication.AuthenticationSASL) {
        send(
            new SASLInitialResponse(
                "SCRAM-SHA-256", Optional.of(utf8(scram.clientFirstMessage().toString()))));
      } else if (message instanceof Authentication.AuthenticationSASLContinue next) {
        scram.serverFirstMessage(text(next.data()));
        send(new SASLResponse(utf8(scram.clientFinalMessage().toString())));
      } else if (message instanceof Authentication.AuthenticationSASLFinal last) {
        scram.serverFinalMessage(text(last.data()));
      }
    } catch (ScramException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes utf8(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  public TestClient send(Message... messages) {
    ByteBuf bytes = Unpooled.buffer();
    for (Message message : messages) {
      message.encode(bytes);
    }
    byte[] content = new byte[bytes.readableBytes()];
    bytes.readBytes(content);
    return send(content);
  }

  public TestClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server says up to so many ReadyForQuery, or the end of the stream. */
  public List<String> trace(int readyForQuery) {
    List<String> trace = new ArrayList<>();
    int left = readyForQuery;
    while (left > 0) {
      Optional<BackendMessage> next = read(trace);
      if (next.isEmpty()) {
        break;
      }
      left -= next.get() instanceof ReadyForQuery ? 1 : 0;
    }
    return trace;
  }

  public List<String> trace() {
    return trace(1);
  }

  /** All that comes until the server hangs up. */
  public List<String> traceToEnd() {
    return trace(Integer.MAX_VALUE);
  }

  private Optional<BackendMessage> read(List<String> trace) {
    try {
      int code = in.read();
      if (code < 0) {
        trace.add("end");
        return Optional.empty();
      }
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      BackendType type = BackendType.of((byte) code);
      BackendMessage message = BackendMessage.decode(type, Unpooled.wrappedBuffer(body));
      note(message);
      trace.add(describe(message));
      return Optional.of(message);
    } catch (EOFException e) {
      trace.add("cut");
      return Optional.empty();
    } catch (IOException e) {
      trace.add("reset");
      return Optional.empty();
    }
  }

  private void note(BackendMessage message) {
    if (message instanceof BackendKeyData data) {
      key = data;
    } else if (message instanceof ErrorResponse error) {
      lastError = error;
    } else if (message instanceof dev.pgtier.proxy.wire.ParameterStatus status) {
      parameters.put(status.name(), status.value());
    }
  }

  private static String describe(BackendMessage message) {
    String name = message.getClass().getSimpleName();
    if (message instanceof ErrorResponse error) {
      return name + " " + error.severity() + " " + error.sqlState();
    } else if (message instanceof CommandComplete complete) {
      return name + " " + complete.tag();
    } else if (message instanceof ReadyForQuery ready) {
      return name + " " + (char) ready.status().code();
    }
    return name;
  }

  public BackendKeyData key() {
    return key;
  }

  public Map<String, String> parameters() {
    return parameters;
  }

  public ErrorResponse lastError() {
    return lastError;
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
