package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class HugeValueTest {
  private static final int HUGE = 512 << 20;
  private static final int ALLOWED = 64 << 20;

  @Test
  void aValueOf512MegabytesComesBackWithFlatMemory() throws IOException {
    try (TestProxy proxy = TestProxy.start();
        TestClient client = proxy.login("builder")) {
      long before = direct();
      client.send(new Query("SELECT repeat('x', " + HUGE + ")"));
      DataInputStream in = new DataInputStream(client.socket().getInputStream());
      long most = 0;
      assertThat(skipTo(in, 'D')).isEqualTo(HUGE + 4 + 2 + 4);
      byte[] chunk = new byte[1 << 20];
      long left = HUGE + 6L;
      while (left > 0) {
        int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        assertThat(n).isPositive();
        left -= n;
        most = Math.max(most, direct() - before);
      }
      assertThat(client.trace()).containsExactly("CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(most).isLessThan(ALLOWED);
    }
  }

  @Test
  void aParameterOf256MegabytesGoesUpWithFlatMemory() throws IOException {
    int size = 256 << 20;
    try (TestProxy proxy = TestProxy.start();
        TestClient client = proxy.login("builder")) {
      long before = direct();
      client.send(new Parse("", "SELECT length($1)", List.of(25)));
      OutputStream out = client.socket().getOutputStream();
      io.netty.buffer.ByteBuf bind = io.netty.buffer.Unpooled.buffer();
      bind.writeByte('B').writeInt(4 + 2 + 2 + 2 + 4 + size + 2);
      bind.writeShort(0).writeShort(0).writeShort(1).writeInt(size);
      bind.readBytes(out, bind.readableBytes());
      byte[] chunk = "y".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      long most = 0;
      for (int i = 0; i < size >> 20; i++) {
        out.write(chunk);
        most = Math.max(most, direct() - before);
      }
      out.write(new byte[] {0, 0});
      client.send(new Execute("", 0), new Sync());
      assertThat(client.trace())
          .containsExactly(
              "ParseComplete",
              "BindComplete",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
      assertThat(most).isLessThan(ALLOWED);
    }
  }

  private static int skipTo(DataInputStream in, char type) throws IOException {
    while (true) {
      int found = in.read();
      int length = in.readInt();
      if (found == type) {
        return length;
      }
      in.skipNBytes(length - 4);
    }
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
