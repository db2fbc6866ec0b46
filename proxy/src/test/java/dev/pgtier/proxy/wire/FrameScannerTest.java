package dev.pgtier.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Frames here are named by their handling: {@code p…} passes, {@code w…} must be whole, {@code d…}
 * is dropped; a whole frame whose body is {@code swap} is replaced, {@code wait} waits, {@code
 * pause} pauses. {@code h…} is judged by its head, and what begins with {@code hgone} loses its
 * rest.
 */
class FrameScannerTest {
  private final Recorder recorder = new Recorder();
  private final FrameScanner scanner = recorder.scanner;

  @AfterEach
  void nothingLeaks() {
    recorder.release();
  }

  @Test
  void everySplitOfAStreamGivesTheSameBytes() {
    ByteBuf stream =
        frames("p", "pabc", "w", "wkeep", "dgone", "d", "wswap", "p" + "x".repeat(40), "wlast");
    String expected = "pabc|wkeep|[d]|[d]|[swapped]|" + "p" + "x".repeat(40) + "|wlast";
    for (int first = 0; first <= stream.readableBytes(); first++) {
      for (int second = first; second <= stream.readableBytes(); second++) {
        Recorder sink = new Recorder();
        FrameScanner cut = sink.scanner;
        cut.feed(stream.copy(0, first));
        cut.feed(stream.copy(first, second - first));
        cut.feed(stream.copy(second, stream.readableBytes() - second));
        assertThat(sink.text())
            .as("%d, %d", first, second)
            .isEqualTo("p|" + withEmptyWhole(expected));
        assertThat(cut.midFrame()).isFalse();
        assertThat(sink.reserved).isZero();
        sink.release();
      }
    }
    stream.release();
  }

  private static String withEmptyWhole(String expected) {
    return expected.replace("|wkeep", "|w|wkeep");
  }

  @Test
  void aChunkOfPassingFramesIsHandedOnWithoutACopy() {
    ByteBuf chunk = frames("pone", "ptwo", "pthree");
    scanner.feed(chunk);
    assertThat(recorder.passed).hasSize(1);
    assertThat(recorder.passed.get(0)).isSameAs(chunk);
    recorder.release();
    assertThat(chunk.refCnt()).isZero();
  }

  @Test
  void whatComesDuringAWaitStaysInOrderBehindTheAnswer() {
    scanner.feed(frames("pbefore", "wwait", "pafter"));
    scanner.feed(frames("wswap"));
    assertThat(recorder.text()).isEqualTo("pbefore");
    assertThat(scanner.waiting()).isTrue();
    scanner.proceed(FrameScanner.KEEP);
    assertThat(recorder.text()).isEqualTo("pbefore|wwait|pafter|[swapped]");
    assertThat(scanner.waiting()).isFalse();
  }

  @Test
  void aWaitMayBeAnsweredByOtherBytesAndFollowedByAnother() {
    scanner.feed(frames("wwait", "wwait", "pend"));
    scanner.proceed(Unpooled.copiedBuffer("pnew", StandardCharsets.US_ASCII));
    assertThat(scanner.waiting()).isTrue();
    scanner.proceed(Unpooled.EMPTY_BUFFER);
    assertThat(recorder.raw()).isEqualTo("pnew" + raw(frames("pend")));
  }

  @Test
  void aFrameJudgedByItsHeadIsWholeAgainWhereverItWasCut() {
    String longBody = "x".repeat(FrameScanner.HEAD + 300);
    ByteBuf stream = frames("h", "hshort", "h" + longBody, "p", "hgone" + longBody, "wlast");
    String expected = "h|hshort|h" + longBody + "|p|[h]|wlast";
    for (int cut = 0; cut <= stream.readableBytes(); cut++) {
      Recorder sink = new Recorder();
      sink.scanner.feed(stream.copy(0, cut));
      sink.scanner.feed(stream.copy(cut, stream.readableBytes() - cut));
      assertThat(sink.text()).as("%d", cut).isEqualTo(expected);
      assertThat(sink.scanner.midFrame()).isFalse();
      sink.release();
    }
    stream.release();
  }

  @Test
  void aHeadMayBeWaitedForWhileItsRestArrives() {
    String body = "wait" + "x".repeat(3 * FrameScanner.HEAD);
    ByteBuf stream = frames("h" + body, "pafter");
    scanner.feed(stream.readRetainedSlice(FrameScanner.HEAD + 200));
    assertThat(scanner.waiting()).isTrue();
    scanner.feed(stream);
    assertThat(recorder.raw()).isEmpty();
    scanner.proceed(FrameScanner.KEEP);
    assertThat(recorder.text()).isEqualTo("h" + body + "|pafter");
  }

  @Test
  void whatComesDuringAPauseStaysInOrderBehindIt() {
    scanner.feed(frames("pbefore", "wpause", "pafter", "wpause"));
    assertThat(recorder.text()).isEqualTo("pbefore|wpause");
    assertThat(scanner.waiting()).isTrue();
    scanner.feed(frames("plast"));
    scanner.resume();
    assertThat(recorder.text()).isEqualTo("pbefore|wpause|pafter|wpause");
    scanner.resume();
    assertThat(recorder.text()).isEqualTo("pbefore|wpause|pafter|wpause|plast");
    assertThat(scanner.waiting()).isFalse();
  }

  @Test
  void goodFramesBeforeABadOneStillGoOn() {
    ByteBuf chunk = frames("pgood");
    chunk.writeByte('p').writeInt(3);
    assertThatThrownBy(() -> scanner.feed(chunk))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage("invalid message length");
    assertThat(recorder.text()).isEqualTo("pgood");
  }

  @Test
  void aLargeFrameAsksForRoomAndGivesItBack() {
    ByteBuf large = frames("w" + "x".repeat(40_000));
    scanner.feed(large.readRetainedSlice(100));
    assertThat(recorder.reserved).isEqualTo(40_005);
    scanner.feed(large);
    assertThat(recorder.reserved).isZero();
    assertThat(recorder.raw()).hasSize(40_005);
  }

  @Test
  void closingGivesBackEverything() {
    ByteBuf large = frames("w" + "x".repeat(40_000));
    ByteBuf part = large.readRetainedSlice(100);
    scanner.feed(part);
    scanner.close();
    scanner.feed(large);
    assertThat(large.refCnt()).isZero();
    assertThat(recorder.reserved).isZero();
    assertThat(recorder.text()).isEmpty();
  }

  @Test
  void progressShowsThatABegunFrameGainsBytes() {
    ByteBuf frame = frames("wslow");
    scanner.feed(frame.readRetainedSlice(3));
    long before = scanner.scanned();
    assertThat(scanner.midFrame()).isTrue();
    scanner.feed(frame.readRetainedSlice(1));
    assertThat(scanner.scanned()).isGreaterThan(before);
    scanner.feed(frame);
    assertThat(scanner.midFrame()).isFalse();
    assertThat(recorder.text()).isEqualTo("wslow");
  }

  private static ByteBuf frames(String... frames) {
    ByteBuf bytes = Unpooled.buffer();
    for (String frame : frames) {
      bytes.writeByte(frame.charAt(0));
      bytes.writeInt(frame.length() - 1 + 4);
      bytes.writeCharSequence(frame.substring(1), StandardCharsets.US_ASCII);
    }
    return bytes;
  }

  private static String raw(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    bytes.release();
    return text;
  }

  private static final class Recorder implements FrameSink {
    private final FrameScanner scanner = new FrameScanner(UnpooledByteBufAllocator.DEFAULT, this);
    private final List<ByteBuf> passed = new ArrayList<>();
    private Handling rest = Handling.PASS;
    private int reserved;

    @Override
    public Handling begin(byte type, int length) {
      return switch (type) {
        case 'p' -> Handling.PASS;
        case 'w' -> Handling.WHOLE;
        case 'd' -> Handling.DROP;
        case 'h' -> Handling.HEAD;
        default -> throw new ProtocolViolation("unknown type");
      };
    }

    @Override
    public ByteBuf whole(byte type, ByteBuf bytes, int index, int length) {
      String body = bytes.toString(index, length, StandardCharsets.US_ASCII);
      if (type == 'h') {
        rest = body.startsWith("gone") ? Handling.DROP : Handling.PASS;
        if (body.startsWith("wait")) {
          return FrameScanner.WAIT;
        }
        return rest == Handling.DROP ? frames("[h]") : FrameScanner.KEEP;
      }
      return switch (body) {
        case "swap" -> frames("[swapped]");
        case "wait" -> FrameScanner.WAIT;
        case "pause" -> {
          scanner.pause();
          yield FrameScanner.KEEP;
        }
        default -> FrameScanner.KEEP;
      };
    }

    @Override
    public Handling rest() {
      return rest;
    }

    @Override
    public ByteBuf instead(byte type, int length) {
      return frames("[d]");
    }

    @Override
    public void pass(ByteBuf bytes) {
      passed.add(bytes);
    }

    @Override
    public void reserve(int bytes) {
      reserved += bytes;
    }

    @Override
    public void unreserve(int bytes) {
      reserved -= bytes;
    }

    String raw() {
      ByteBuf all = Unpooled.wrappedBuffer(passed.toArray(ByteBuf[]::new));
      return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The frames handed on, without their lengths. */
    String text() {
      List<String> frames = new ArrayList<>();
      ByteBuf all = Unpooled.wrappedBuffer(passed.toArray(ByteBuf[]::new));
      while (all.isReadable()) {
        char type = (char) all.readByte();
        int length = all.readInt() - 4;
        frames.add(type + all.readCharSequence(length, StandardCharsets.US_ASCII).toString());
      }
      all.readerIndex(0);
      return String.join("|", frames);
    }

    void release() {
      passed.forEach(ByteBuf::release);
      passed.clear();
    }
  }
}
