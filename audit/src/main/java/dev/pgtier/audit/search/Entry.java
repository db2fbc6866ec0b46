package dev.pgtier.audit.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a reviewer looks at: a decision with its outcome, or any other record but outcomes. What a
 * record has not is null; a list that a decision has is never null but for {@code parameters}.
 *
 * @param seq the number of its record
 * @param address the client's host and port
 * @param context what a trusted principal says it acts for
 * @param cut bytes of the text that were not recorded
 * @param parameters bound values as the log has them, some null
 * @param hint what a refused client was told; null in records of before it was recorded
 * @param sqlstate of a log-in or session; a statement's is in {@code outcome}
 * @param micros of a session; a statement's are in {@code outcome}
 * @param outcome null as long as there is none
 * @param line the record as the log has it; null for decisions, whose fields are all here
 */
public record Entry(
    long seq,
    Instant time,
    String event,
    String statement,
    String session,
    String principal,
    String tier,
    String upstream,
    String address,
    String application,
    Map<String, String> context,
    String protocol,
    String sql,
    long cut,
    String shape,
    String effect,
    List<String> relations,
    List<String> functions,
    List<String> parameters,
    String verdict,
    String rule,
    String reason,
    String hint,
    String policy,
    String sqlstate,
    Long micros,
    Ending outcome,
    String line) {
  /** The MCP tool that asked, or null. */
  public String tool() {
    return context == null ? null : context.get("tool");
  }

  /** Whether it is a statement that went upstream and has not ended, as far as is known. */
  public boolean isRunning() {
    return event.equals("decision") && !"deny".equals(verdict) && outcome == null;
  }
}
