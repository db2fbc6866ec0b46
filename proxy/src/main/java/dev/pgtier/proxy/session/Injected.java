package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The messages that a read-only session sends of its own, among the client's and in the same
 * packets. They run statements that are prepared under reserved names, so that the client's unnamed
 * one stays; their portals are the unnamed one only where the client can have none.
 */
final class Injected {
  private static final String BEGIN = Names.RESERVED + "begin";
  private static final String SNAPSHOT = Names.RESERVED + "snapshot";
  private static final String END = Names.RESERVED + "end";
  private static final String SET = Names.RESERVED + "set";

  /** What goes before the text of a Query; the server counts positions in it from here. */
  static final byte[] TEXT_BEFORE = "BEGIN READ ONLY;".getBytes(StandardCharsets.US_ASCII);

  /** What goes behind it, which may end in a comment to the end of its line. */
  static final byte[] TEXT_BEHIND = "\n;ROLLBACK".getBytes(StandardCharsets.US_ASCII);

  private static final ByteBuf RUN_BEGIN = bytes(bind("", BEGIN), new Execute("", 0));
  private static final ByteBuf RUN_END = bytes(bind("", END), new Execute("", 0));
  private static final ByteBuf RUN_SNAPSHOT =
      bytes(bind(SNAPSHOT, SNAPSHOT), new Execute(SNAPSHOT, 0), new Close(Target.PORTAL, SNAPSHOT));
  private static final ByteBuf PREPARE =
      bytes(
          new Close(Target.STATEMENT, BEGIN),
          new Close(Target.STATEMENT, SNAPSHOT),
          new Close(Target.STATEMENT, END),
          new Parse(BEGIN, "BEGIN READ ONLY", List.of()),
          new Parse(SNAPSHOT, "SELECT WHERE false", List.of()),
          new Parse(END, "ROLLBACK", List.of()));

  /** In a failed transaction, in which nothing else can be prepared. */
  private static final ByteBuf ROLLBACK =
      bytes(
          new Parse(SET, "ROLLBACK", List.of()),
          bind("", SET),
          new Execute("", 0),
          new Close(Target.STATEMENT, SET));

  private static final ByteBuf SYNC = bytes(new Sync());
  private static final ByteBuf SHOW_SEARCH_PATH =
      bytes(
          new Parse(SET, "SHOW search_path", List.of()),
          bind("", SET),
          new Execute("", 0),
          new Close(Target.STATEMENT, SET));

  private final Pending pending;
  private boolean prepared;

  Injected(Pending pending) {
    this.pending = pending;
  }

  private static Bind bind(String portal, String statement) {
    return new Bind(portal, statement, List.of(), List.of(), List.of());
  }

  private static ByteBuf bytes(Message... messages) {
    ByteBuf out = Unpooled.directBuffer();
    for (Message message : messages) {
      message.encode(out);
    }
    return Unpooled.unreleasableBuffer(out.asReadOnly());
  }

  /** The client has had all prepared statements thrown away, or may have. */
  void discarded() {
    prepared = false;
  }

  /** BEGIN READ ONLY. */
  void begin(ByteBuf out) {
    prepare(out);
    write(out, RUN_BEGIN, Pending.HIDDEN | Pending.WRAPPED, Kind.BIND, Kind.EXECUTE);
  }

  /** Takes a snapshot, after which no transaction becomes READ WRITE. */
  void snapshot(ByteBuf out) {
    prepare(out);
    write(out, RUN_SNAPSHOT, Pending.HIDDEN, Kind.BIND, Kind.EXECUTE, Kind.CLOSE);
  }

  /**
   * ROLLBACK of the proxy's own transaction.
   *
   * @param undo if it is skipped
   */
  void end(ByteBuf out, Pending.Undo undo) {
    prepare(out);
    int flags = Pending.HIDDEN | Pending.HIDE_ERROR | Pending.WRAPPED;
    out.writeBytes(RUN_END.duplicate());
    pending.sent(Kind.BIND, 0, undo, flags);
    pending.sent(Kind.EXECUTE, 0, null, flags);
  }

  /** One Query of {@link #TEXT_BEFORE}, the client's statement and {@link #TEXT_BEHIND}. */
  void around(long now, Run run) {
    int flags = Pending.WRAPPED | Pending.IN_TEXT;
    pending.sent(Kind.EXECUTE, 0, null, flags | Pending.HIDDEN);
    pending.sent(Kind.EXECUTE, now, run, flags);
    pending.sent(Kind.EXECUTE, 0, null, flags | Pending.HIDDEN | Pending.HIDE_ERROR);
    pending.sent(Kind.SYNC, now, null, 0);
  }

  /** SETs of a transaction that the client has committed. */
  void again(ByteBuf out, List<String> settings) {
    for (String sql : settings) {
      new Parse(SET, sql, List.of()).encode(out);
      bind("", SET).encode(out);
      new Execute("", 0).encode(out);
      new Close(Target.STATEMENT, SET).encode(out);
      sent(Pending.HIDDEN, Kind.PARSE, Kind.BIND, Kind.EXECUTE, Kind.CLOSE);
    }
  }

  /** The end of a group that the client began with Query, or of one of the proxy's own. */
  void sync(ByteBuf out) {
    write(out, SYNC, 0, Kind.SYNC);
  }

  /** ROLLBACK after an error in the proxy's own transaction; its ReadyForQuery is the client's. */
  void rollback(ByteBuf out) {
    write(out, ROLLBACK, Pending.HIDDEN, Kind.PARSE, Kind.BIND, Kind.EXECUTE, Kind.CLOSE);
    sync(out);
  }

  /** Fails the client's transaction as the client was told; its ReadyForQuery is the client's. */
  void fail(ByteBuf out) {
    write(out, Unparsable.PARSE, Pending.HIDDEN | Pending.HIDE_ERROR, Kind.PARSE);
    sync(out);
  }

  /** A session's first group: prepares, and asks for the search_path that the role begins with. */
  void hello(ByteBuf out) {
    prepare(out);
    out.writeBytes(SHOW_SEARCH_PATH.duplicate());
    sent(Pending.HIDDEN, Kind.PARSE, Kind.BIND);
    sent(Pending.HIDDEN | Pending.CAPTURED, Kind.EXECUTE);
    sent(Pending.HIDDEN, Kind.CLOSE);
    out.writeBytes(SYNC.duplicate());
    sent(Pending.HIDE_READY, Kind.SYNC);
  }

  private void prepare(ByteBuf out) {
    if (!prepared) {
      prepared = true;
      write(
          out, PREPARE, Pending.HIDDEN, Kind.CLOSE, Kind.CLOSE, Kind.CLOSE, Kind.PARSE, Kind.PARSE);
      pending.sent(Kind.PARSE, 0, (Pending.Undo) this::discarded, Pending.HIDDEN);
    }
  }

  private void write(ByteBuf out, ByteBuf bytes, int flags, Kind... kinds) {
    out.writeBytes(bytes.duplicate());
    sent(flags, kinds);
  }

  private void sent(int flags, Kind... kinds) {
    for (Kind kind : kinds) {
      pending.sent(kind, 0, null, flags);
    }
  }
}
