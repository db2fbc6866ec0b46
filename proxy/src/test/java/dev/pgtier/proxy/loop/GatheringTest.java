package dev.pgtier.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new Gathering());
  private final List<ByteBuf> written = new ArrayList<>();

  private void write(String text) {
    ByteBuf piece = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    written.add(piece);
    channel.write(piece, channel.voidPromise());
  }

  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      sent.add(next.toString(StandardCharsets.US_ASCII));
      next.release();
    }
    return sent;
  }

  @Test
  void smallPiecesLeaveTogetherAndInTheirOrder() {
    write("a");
    write("bc");
    write("d");
    assertThat(sent()).isEmpty();
    channel.flush();
    assertThat(sent()).containsExactly("abcd");
    write("e");
    channel.flush();
    assertThat(sent()).containsExactly("e");
    assertThat(written).allMatch(piece -> piece.refCnt() == 0);
  }

  @Test
  void aLargePieceIsNotCopiedNorOvertaken() {
    String large = "x".repeat(Gathering.SMALL + 1);
    write("a");
    write("b");
    write(large);
    write("c");
    channel.flush();
    assertThat(sent()).containsExactly("ab", large, "c");
    assertThat(written).allMatch(piece -> piece.refCnt() == 0);
  }

  @Test
  void noMoreIsGatheredThanItsBound() {
    String small = "y".repeat(Gathering.SMALL);
    for (int i = 0; i <= Gathering.MOST / Gathering.SMALL; i++) {
      write(small);
    }
    channel.flush();
    assertThat(sent()).containsExactly(small.repeat(Gathering.MOST / Gathering.SMALL), small);
  }

  @Test
  void whatAPromiseAwaitsComesBehindWhatWasWrittenBefore() {
    write("a");
    channel
        .writeAndFlush(Unpooled.copiedBuffer("b", StandardCharsets.US_ASCII))
        .syncUninterruptibly();
    assertThat(sent()).containsExactly("a", "b");
  }

  @Test
  void whatIsNotFlushedWhenAChannelClosesIsGivenBackAsWithoutGathering() {
    write("a");
    write("b");
    channel.close();
    channel.runPendingTasks();
    assertThat(sent()).isEmpty();
    assertThat(written).allMatch(piece -> piece.refCnt() == 0);
  }

  @Test
  void whatIsLeftWhenAChannelIsGoneIsGivenBack() {
    write("a");
    write("b");
    channel.pipeline().remove(Gathering.class);
    assertThat(sent()).isEmpty();
    assertThat(written).allMatch(piece -> piece.refCnt() == 0);
  }
}
