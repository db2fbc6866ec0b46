package dev.pgtier.proxy.record;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Decision.Protocol;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.record.SessionEnd;
import dev.pgtier.audit.record.SessionStart;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one session does, as records. Those of statements are written soon after {@link
 * Recorder#help}, which is to be said when all is recorded that came together. Its session's event
 * loop owns it; what it is given to run may be run on another thread and must only pass the news
 * on.
 */
public final class SessionRecorder {
  private static final List<String> NOTHING = List.of();

  private final Recorder recorder;
  private final String session;
  private final boolean trusted;
  private final Runnable settled;
  private Origin origin;
  private boolean full;
  private long statements;

  /**
   * Of a session that is logged in.
   *
   * @param trusted whether the comment before a statement is believed
   * @param settled run whenever a {@link Ticket} is settled
   */
  public SessionRecorder(
      Recorder recorder,
      boolean trusted,
      String principal,
      String tier,
      String upstream,
      String address,
      String application,
      String policy,
      Runnable settled) {
    this.recorder = recorder;
    this.trusted = trusted;
    this.settled = settled;
    this.session = recorder.records() ? recorder.ulid() : "";
    this.origin =
        new Origin(session, principal, tier, upstream, new Client(address, application), policy);
  }

  /** Whether there is a log; without one nothing else may be called. */
  public boolean records() {
    return recorder.records();
  }

  public Recorder shared() {
    return recorder;
  }

  /** The session's name in the log. */
  public String session() {
    return session;
  }

  /** Another policy holds from now on. */
  public void policy(String hash) {
    origin =
        new Origin(
            session, origin.principal(), origin.tier(), origin.upstream(), origin.client(), hash);
  }

  /** The client has another name for itself now. */
  public void application(String name) {
    origin =
        new Origin(
            session,
            origin.principal(),
            origin.tier(),
            origin.upstream(),
            new Client(origin.client().address(), name),
            origin.policy());
  }

  /** Whether the log asked for a pause with the last record. */
  public boolean isFull() {
    return full && !recorder.hasRoom();
  }

  // the session

  /**
   * The session begins, once this is safe.
   *
   * @param login by which way
   * @param tls the version, or null
   */
  public Ticket started(String database, String login, String tls) {
    Ticket ticket = new Ticket(1, settled);
    recorder.append(new SessionStart(origin, database, login, tls), ticket);
    return ticket;
  }

  public void ended(String reason, String sqlState, long micros) {
    recorder.tell(
        new SessionEnd(session, origin.principal(), reason, sqlState, statements, micros));
  }

  // statements

  /** What is to be recorded of a message, and its names in the log. */
  public record Entry(Ticket ticket, List<String> statements) {}

  /**
   * An allowed text of a Query; a record for each of its statements.
   *
   * @param capped whether a LIMIT was put into it
   * @param behind what names in it stand for; null for nothing
   */
  public Entry query(
      dev.pgtier.policies.judge.Judgement judgement, byte[] utf8, boolean capped, Behind behind) {
    TrustedContext context = context(utf8);
    Judged judged = recorder.judged(judgement, utf8);
    List<StatementAnalysis> each = judgement.statements();
    if (each.size() < 2) {
      Judgement own = of(judgement, judged, behind);
      return one(Protocol.SIMPLE, context, from(utf8, context.end()), judged, own, capped, null);
    }
    Ticket ticket = new Ticket(each.size(), settled);
    List<String> names = new ArrayList<>(each.size());
    for (int i = 0; i < each.size(); i++) {
      int start = each.get(i).start();
      byte[] text = Arrays.copyOfRange(utf8, start, start + each.get(i).length());
      names.add(
          decided(
              ticket,
              Protocol.SIMPLE,
              context.fields(),
              Utf8.of(text),
              judged.shapes().get(i),
              behind == null
                  ? judged.statements().get(i)
                  : behind.added(i, each.get(i), judged.statements().get(i)),
              null));
    }
    return new Entry(ticket, names);
  }

  /**
   * An allowed Execute.
   *
   * @param behind what names in it stand for; null for nothing
   * @param parameters as records have them; null where they are omitted
   */
  public Entry execute(
      dev.pgtier.policies.judge.Judgement judgement,
      PreparedText text,
      boolean capped,
      Behind behind,
      List<String> parameters) {
    TrustedContext context = text.context(trusted);
    Judged judged = text.judged(recorder, judgement);
    Judgement own = of(judgement, judged, behind);
    return one(Protocol.EXTENDED, context, text.sql(), judged, own, capped, parameters);
  }

  /** Of a text of one statement. */
  private static Judgement of(
      dev.pgtier.policies.judge.Judgement judgement, Judged judged, Behind behind) {
    Judgement own = judged.statements().get(0);
    return behind == null ? own : behind.added(0, judgement.statements().get(0), own);
  }

  private Entry one(
      Protocol protocol,
      TrustedContext context,
      Utf8 sql,
      Judged judged,
      Judgement own,
      boolean capped,
      List<String> parameters) {
    Ticket ticket = new Ticket(1, settled);
    Judgement judgement = own;
    if (judgement.verdict().equals("deny")) {
      // A command to the walsender, which is no SQL.
      judgement = allowed("replication");
    } else if (!capped && judgement.verdict().equals("rewrite")) {
      judgement = plain(judgement);
    }
    String name =
        decided(
            ticket, protocol, context.fields(), sql, judged.shapes().get(0), judgement, parameters);
    return new Entry(ticket, List.of(name));
  }

  private static Judgement allowed(String effect) {
    return new Judgement(effect, NOTHING, NOTHING, "allow", "statements.allow", null);
  }

  private static Judgement plain(Judgement judgement) {
    return new Judgement(
        judgement.effect(),
        judgement.relations(),
        judgement.functions(),
        "allow",
        "statements.allow",
        null);
  }

  /** An Execute of a portal that the proxy has not seen made. */
  public Entry unseen() {
    return textless(Protocol.EXTENDED, allowed(null));
  }

  /** A FunctionCall, of the function with this number. */
  public Entry functionCall(int oid) {
    return textless(Protocol.FUNCTION_CALL, call(oid, "allow", "statements.allow", null));
  }

  /** As {@link #denied}, of a FunctionCall. */
  public Ticket functionCallDenied(int oid, String rule, String reason, String hint) {
    Ticket ticket = new Ticket(1, settled);
    Judgement judgement = call(oid, "deny", rule, reason).hinted(hint);
    decided(ticket, Protocol.FUNCTION_CALL, null, null, null, judgement, null);
    return ticket;
  }

  private static Judgement call(int oid, String verdict, String rule, String reason) {
    List<String> function = List.of(FastPath.name(oid));
    return new Judgement(Effect.PROCEDURE.word(), NOTHING, function, verdict, rule, reason);
  }

  private Entry textless(Protocol protocol, Judgement judgement) {
    Ticket ticket = new Ticket(1, settled);
    String name = decided(ticket, protocol, null, null, null, judgement, null);
    return new Entry(ticket, List.of(name));
  }

  /**
   * What was refused; nothing follows on it.
   *
   * @param utf8 the text; null where there is none, or it is too long to be held
   * @param unread the length of a text that is too long to be held; else 0
   * @param judgement what is thought of the text; null where it was not judged
   * @param rule by which it is refused
   * @param hint as the client gets it
   */
  public Ticket denied(
      Protocol protocol,
      byte[] utf8,
      int unread,
      dev.pgtier.policies.judge.Judgement judgement,
      String rule,
      String reason,
      String hint) {
    Ticket ticket = new Ticket(1, settled);
    Utf8 sql = null;
    Map<String, String> fields = null;
    String shape = null;
    Judgement record = new Judgement(null, NOTHING, NOTHING, "deny", rule, reason);
    if (utf8 != null) {
      TrustedContext context = context(utf8);
      sql = from(utf8, context.end());
      fields = context.fields();
    }
    if (utf8 != null && judgement != null) {
      Judged judged = recorder.judged(judgement, utf8);
      shape = judged.wholeShape();
      record = judgement.decision().denied() ? judged.whole() : judged.refused(rule, reason);
    }
    decided(ticket, protocol, fields, sql, unread, shape, record.hinted(hint), null);
    return ticket;
  }

  private String decided(
      Ticket ticket,
      Protocol protocol,
      Map<String, String> context,
      Utf8 sql,
      String shape,
      Judgement judgement,
      List<String> parameters) {
    return decided(ticket, protocol, context, sql, 0, shape, judgement, parameters);
  }

  private String decided(
      Ticket ticket,
      Protocol protocol,
      Map<String, String> context,
      Utf8 sql,
      int unread,
      String shape,
      Judgement judgement,
      List<String> parameters) {
    String name = recorder.ulid();
    statements++;
    full =
        !recorder.prepare(
            new Decision(
                name, origin, context, protocol, sql, unread, shape, judgement, parameters),
            ticket);
    return name;
  }

  /** How a statement ended; see {@link Outcome}. */
  public void outcome(
      String statement,
      Outcome.Status status,
      String tag,
      long rows,
      long bytes,
      String sqlState,
      String rule,
      long micros) {
    full =
        !recorder.append(
            new Outcome(statement, status, tag, rows, bytes, sqlState, rule, micros),
            dev.pgtier.audit.Callback.NONE);
  }

  private TrustedContext context(byte[] utf8) {
    return trusted ? TrustedContext.of(utf8) : TrustedContext.NONE;
  }

  private static Utf8 from(byte[] utf8, int start) {
    return Utf8.of(start == 0 ? utf8 : Arrays.copyOfRange(utf8, start, utf8.length));
  }
}
