package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.Verdict;
import dev.pgtier.policies.deploy.DeployRun;
import dev.pgtier.policies.judge.Judgement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that the proxy itself says no to; each has a row in {@code docs/errors.md}.
 *
 * @param detail empty for none
 * @param hint what to do instead; empty for none
 * @param position of a syntax error in characters from 1; 0 for none
 */
record Refusal(String sqlState, String message, String detail, String hint, int position) {
  private static final Pattern RULE = Pattern.compile("\\b([a-z]+\\.[a-z_-]+(?:\\.[a-z_-]+)?)");

  /** Not known yet. */
  static final Refusal WAIT = new Refusal("", "", "", "");

  Refusal(String sqlState, String message, String detail, String hint) {
    this(sqlState, message, detail, hint, 0);
  }

  /** Whether it is {@link #WAIT}. */
  boolean waits() {
    return sqlState.isEmpty();
  }

  /** The rule or the limit that its detail names; the SQLSTATE where it names none. */
  String rule() {
    Matcher named = RULE.matcher(detail);
    return named.find() ? named.group(1) : sqlState;
  }

  /** Why, in words. */
  String reason() {
    return message.startsWith("pgtier: ") ? message.substring("pgtier: ".length()) : message;
  }

  static Refusal unrecorded(String reason) {
    return new Refusal(
        "58030",
        "pgtier: refused, because it cannot be recorded",
        reason + "; what is not in the audit log is not run.",
        "Try again once whoever runs pgtier has mended that; nothing has been changed.");
  }

  /** What a tier's rules say of a text; null where they allow it. */
  static Refusal of(Judgement judgement) {
    Decision decision = judgement.decision();
    if (!(decision.verdict() instanceof Verdict.Deny deny)) {
      return null;
    }
    if (deny.rule().equals("syntax")) {
      return new Refusal(deny.sqlState(), deny.message(), "", "", decision.position());
    }
    return new Refusal(
        deny.sqlState(),
        deny.message(),
        "rule: " + deny.rule() + "; " + deny.reason(),
        deny.hint());
  }

  static Refusal reservedName(String name) {
    return new Refusal(
        "42602",
        "pgtier: the name \"" + name + "\" is reserved",
        "Names that begin with " + Names.RESERVED + " belong to the proxy.",
        "Take another name.");
  }

  static Refusal noStatement(String name) {
    return new Refusal(
        "26000",
        name.isEmpty()
            ? "unnamed prepared statement does not exist"
            : "prepared statement \"" + name + "\" does not exist",
        "",
        "");
  }

  static Refusal noPortal(String name) {
    return new Refusal("34000", "portal \"" + name + "\" does not exist", "", "");
  }

  static Refusal noCursor(String name) {
    return new Refusal("34000", "cursor \"" + name + "\" does not exist", "", "");
  }

  static Refusal aborted() {
    return protocol(
        "25P02", "current transaction is aborted, commands ignored until end of transaction block");
  }

  static Refusal executeOfControl(Tier tier, String name) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " does not allow SQL to run \"" + name + "\"",
        "rule: transaction.by-name; it is a statement that the protocol prepared, and no query",
        "Send that statement itself.");
  }

  static Refusal tooFast(Tier tier) {
    return new Refusal(
        "54000",
        "pgtier: too many statements a second",
        "limits.statements-per-second of tier "
            + tier.name()
            + " is "
            + tier.limits().statementsPerSecond().orElse(0)
            + ".",
        "Wait a moment, or ask for more with fewer statements.");
  }

  static Refusal tooManyRows(Tier tier) {
    return new Refusal(
        "54000",
        "pgtier: this statement returns more rows than the tier allows",
        "limits.rows of tier "
            + tier.name()
            + " is "
            + tier.limits().rows().orElse(0)
            + "; so many were sent.",
        "Add a WHERE or a LIMIT, or aggregate in the query.");
  }

  static Refusal tooLargeResult(Tier tier) {
    return new Refusal(
        "54000",
        "pgtier: this statement returns more bytes than the tier allows",
        "limits.result of tier "
            + tier.name()
            + " is "
            + tier.limits().result().orElse(0)
            + " bytes; rows up to there were sent.",
        "Select fewer columns or rows, or aggregate in the query.");
  }

  static Refusal tooLong(Tier tier) {
    return new Refusal(
        "57014",
        "pgtier: canceled, because the statement ran longer than the tier allows",
        "limits.time of tier " + tier.name() + " is " + tier.limits().time().toMillis() + " ms.",
        "Ask for less at once; EXPLAIN shows what takes time.");
  }

  static Refusal uncancellable(Tier tier) {
    return new Refusal(
        "57P01",
        "pgtier: terminating the session, because its statement did not end when it was canceled",
        "limits.time of tier " + tier.name() + " is " + tier.limits().time().toMillis() + " ms.",
        "Connect again, and ask for less at once.");
  }

  static Refusal policyChanged(String tier) {
    return new Refusal(
        "57P01",
        "pgtier: terminating the session, because the policy it was opened under is gone",
        "The configuration was reloaded; tier " + tier + " or its log-in has changed.",
        "Connect again.");
  }

  static Refusal surprise() {
    return new Refusal(
        "58000",
        "pgtier: terminating the session, because the server is not in the state it must be in",
        "A setting or the transaction changed in a way that no statement seen here explains.",
        "Connect again; tell whoever runs pgtier what was run.");
  }

  static Refusal protocol(String sqlState, String message) {
    return new Refusal(sqlState, message, "", "");
  }

  static Refusal password(String user) {
    return protocol("28P01", "password authentication failed for user \"" + user + "\"");
  }

  static Refusal certificate(String user) {
    return protocol("28000", "certificate authentication failed for user \"" + user + "\"");
  }

  static Refusal tlsRequired() {
    return new Refusal(
        "28000",
        "pgtier: this port takes log-ins over TLS only",
        "",
        "Connect with sslmode=require or stronger.");
  }

  static Refusal noUser() {
    return protocol("28000", "no PostgreSQL user name specified in startup packet");
  }

  static Refusal noSuchDatabase(String database) {
    return protocol("3D000", "database \"" + database + "\" does not exist");
  }

  static Refusal version(int major, int minor) {
    return protocol(
        "0A000",
        "unsupported frontend protocol " + major + "." + minor + ": server supports 3.0 to 3.2");
  }

  static Refusal loginTimeout() {
    return protocol("08006", "pgtier: log-in took too long");
  }

  static Refusal stalled(long seconds) {
    return protocol(
        "08P01", "pgtier: a message was begun and gained no byte for " + seconds + " s");
  }

  static Refusal halfOpen() {
    return new Refusal(
        "53300",
        "pgtier: too many connections that are not logged in; this was the oldest",
        "",
        "Try again, and log in at once after connecting.");
  }

  static Refusal tooManySessions(Tier tier) {
    return new Refusal(
        "53300",
        "pgtier: tier " + tier.name() + " has all its sessions open",
        "limits.sessions is " + tier.limits().sessions() + ".",
        "Close idle sessions, or use a pool; whoever runs pgtier can raise the limit.");
  }

  static Refusal tooManyFromAddress(int limit) {
    return new Refusal(
        "53300",
        "pgtier: too many sessions from this address",
        "The limit is " + limit + ".",
        "Close idle sessions, or use a pool.");
  }

  /** What the gate of approved migrations says no to. */
  static Refusal gate(DeployRun.Step.Refuse no) {
    String expected = no.expected().isEmpty() ? "" : "; expected: " + no.expected();
    return new Refusal(
        no.sqlState(),
        "pgtier: refused: " + no.reason(),
        "rule: " + no.rule() + expected,
        no.hint());
  }

  static Refusal runTwice(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " runs each statement of a file once",
        "rule: deploy.order; it was run, or prepared for something else",
        "Prepare it again for the place where the file has it.");
  }

  static Refusal severalInOne(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " takes one statement at a time",
        "rule: deploy.one-by-one; the gate has to see how each ends",
        "Send the file's statements one by one, as psql -f does.");
  }

  static Refusal noGate(Tier tier) {
    return new Refusal(
        "0A000",
        "pgtier: tier " + tier.name() + " runs approved migrations only",
        "The configuration has no migrations, so nothing is approved.",
        "Use the inspect or the validate tier; whoever runs pgtier can configure migrations.");
  }

  static Refusal replication(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " does not allow replication connections",
        "rule: statements.allow has no replication",
        tier.hint());
  }

  static Refusal startupSetting(Tier tier, String name) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " does not allow the setting \"" + name + "\" at start-up",
        "rule: settings.settable",
        "Leave it out of the connection's options.");
  }

  static Refusal startupSearchPath(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " does not allow this search_path at start-up",
        "rule: settings.search-path; neither pg_temp, nor pg_catalog behind another schema",
        "Name the schemas only; pg_catalog comes first by itself.");
  }

  static Refusal startupOptions(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " takes only -c name=value in the start-up options",
        "rule: settings.settable",
        "Leave other switches out of the connection's options (PGOPTIONS).");
  }

  static Refusal encoding(String value) {
    return new Refusal(
        "22023",
        "pgtier: client_encoding \"" + value + "\" is not taken here",
        "rule: settings.client-encoding",
        "Connect with client_encoding UTF8.");
  }

  static Refusal functionCall(Tier tier) {
    return new Refusal(
        "42501",
        "pgtier: tier " + tier.name() + " does not allow procedure (FunctionCall)",
        "rule: statements.allow has no " + Effect.PROCEDURE.word(),
        tier.hint());
  }

  static Refusal sqlTooLong(Tier tier, int bytes) {
    return new Refusal(
        "54000",
        "pgtier: this statement's text is too long",
        bytes + " bytes; limits.sql of tier " + tier.name() + " is " + tier.limits().sql() + ".",
        "Split the statement, or send the data as parameters or by COPY.");
  }

  static Refusal nestedComments(int limit) {
    return new Refusal(
        "54001",
        "pgtier: comments are nested too deeply",
        "At most " + limit + " levels are taken: PostgreSQL's scanner cannot be stopped in more.",
        "Take the inner comments out.");
  }

  static Refusal longOperator(int limit) {
    return new Refusal(
        "54001",
        "pgtier: too many operator characters stand side by side",
        "At most " + limit + " are taken: PostgreSQL's scanner cannot be stopped in more.",
        "Put spaces between operators, and shorten lines of - or = in the text.");
  }

  static Refusal tooManyStatements(Tier tier) {
    return new Refusal(
        "54000",
        "pgtier: this session holds too many prepared statements",
        "limits.prepared-statements of tier "
            + tier.name()
            + " is "
            + tier.limits().preparedStatements()
            + ".",
        "Close or DEALLOCATE statements that are not needed.");
  }

  static Refusal noMemory() {
    return new Refusal(
        "53200",
        "pgtier: too many large statements are being received at once",
        "",
        "Try again in a moment.");
  }

  static Refusal upstreamUnreachable(String upstream) {
    return new Refusal(
        "08001",
        "pgtier: upstream " + upstream + " cannot be reached",
        "",
        "Try again; pgtier's log has the reason.");
  }

  static Refusal upstreamLogin(String upstream) {
    return new Refusal(
        "08004",
        "pgtier: upstream " + upstream + " did not accept pgtier's log-in",
        "",
        "Tell whoever runs pgtier: its log has the reason.");
  }

  static Refusal upstreamLost() {
    return new Refusal(
        "08006",
        "pgtier: the connection to the upstream was lost",
        "Whether the running statement took effect is not known.",
        "Connect again.");
  }

  static Refusal upstreamGarbled() {
    return new Refusal(
        "08P01", "pgtier: the upstream sent what is not PostgreSQL's protocol", "", "");
  }

  static Refusal idle(Tier tier) {
    return new Refusal(
        "57P05",
        "pgtier: terminating the session because it was idle too long",
        "limits.idle of tier " + tier.name() + " is " + tier.limits().idle().toSeconds() + " s.",
        "Connect again.");
  }

  static Refusal shutdown() {
    return new Refusal(
        "57P01",
        "terminating connection due to administrator command",
        "",
        "pgtier is stopping; connect again in a moment.");
  }

  static Refusal starting() {
    return protocol("57P03", "pgtier: the proxy is shutting down");
  }

  static Refusal internal() {
    return new Refusal(
        "XX000",
        "pgtier: an internal error ended this session",
        "",
        "pgtier's log has the reason.");
  }
}
