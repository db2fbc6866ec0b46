package dev.pgtier.audit.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.util.Optional;
import java.util.Set;

/**
 * OCSF 1.8.0: class 6005, Datastore Activity, with the profile security_control. What the log says
 * of itself (opened, rotated, gaps …) is no activity of a datastore and is passed over.
 */
public final class Ocsf implements Format {
  static final String VERSION = "1.8.0";
  static final int CATEGORY = 6;
  static final int CLASS = 6005;

  private static final Set<String> EVENTS =
      Set.of("decision", "session-start", "session-end", "login-failed", "cancel");
  private static final String PRODUCT = "pgtier";
  private static final int ALLOWED = 1;
  private static final int DENIED = 2;
  private static final int INFORMATIONAL = 1;
  private static final int LOW = 2;
  private static final int MEDIUM = 3;
  private static final long MICROS = 1000;

  private final String version;

  /**
   * @param version of pgtier
   */
  public Ocsf(String version) {
    this.version = version;
  }

  @Override
  public Optional<String> line(Entry entry) {
    return EVENTS.contains(entry.event()) ? Optional.of(Json.line(event(entry))) : Optional.empty();
  }

  private ObjectNode event(Entry entry) {
    Activity activity = Activity.of(entry);
    ObjectNode event = Json.object();
    event.put("activity_id", activity.id());
    String word = entry.effect() == null ? entry.event() : entry.effect();
    event.put("activity_name", activity == Activity.OTHER ? word : activity.caption());
    event.put("category_uid", CATEGORY).put("category_name", "Application Activity");
    event.put("class_uid", CLASS).put("class_name", "Datastore Activity");
    event.put("type_uid", CLASS * 100L + activity.id());
    event.put("type_name", "Datastore Activity: " + activity.caption());
    event.put("time", entry.time().toEpochMilli());
    control(event, entry);
    status(event, entry);
    event.set("metadata", metadata(entry));
    OcsfObjects.put(event, entry);
    times(event, entry);
    event.put("message", message(entry));
    event.set("unmapped", OcsfObjects.unmapped(entry));
    return event;
  }

  private static boolean isDenied(Entry entry) {
    return "deny".equals(entry.verdict()) || entry.event().equals("login-failed");
  }

  private static void control(ObjectNode event, Entry entry) {
    boolean denied = isDenied(entry);
    event.put("action_id", denied ? DENIED : ALLOWED);
    event.put("action", denied ? "Denied" : "Allowed");
    event.put("disposition_id", denied ? DENIED : ALLOWED);
    event.put("disposition", denied ? "Blocked" : "Allowed");
    event.put("is_alert", denied);
    boolean failed = entry.outcome() != null && !entry.outcome().status().equals("ok");
    int severity = denied ? MEDIUM : failed ? LOW : INFORMATIONAL;
    event.put("severity_id", severity);
    event.put("severity", denied ? "Medium" : failed ? "Low" : "Informational");
  }

  private static void status(ObjectNode event, Entry entry) {
    Ending end = entry.outcome();
    boolean failed = isDenied(entry);
    boolean known = failed || !entry.event().equals("decision");
    if (end != null && !failed) {
      known = !end.status().equals("lost");
      failed = known && !end.status().equals("ok") && !end.status().equals("suspended");
    }
    event.put("status_id", !known ? 0 : failed ? 2 : 1);
    event.put("status", !known ? "Unknown" : failed ? "Failure" : "Success");
    String code = end == null ? entry.sqlstate() : end.sqlstate();
    OcsfObjects.putText(event, "status_code", code);
    String detail = entry.reason() != null ? entry.reason() : end == null ? null : end.status();
    OcsfObjects.putText(event, "status_detail", detail);
  }

  private ObjectNode metadata(Entry entry) {
    ObjectNode metadata = Json.object();
    metadata.put("version", VERSION);
    metadata
        .putObject("product")
        .put("name", PRODUCT)
        .put("vendor_name", PRODUCT)
        .put("version", version);
    metadata.putArray("profiles").add("security_control");
    metadata.put("log_name", "audit").put("log_provider", PRODUCT).put("log_version", "1");
    metadata.put("event_code", entry.event());
    metadata.put("sequence", entry.seq());
    metadata.put("original_event_uid", Long.toString(entry.seq()));
    metadata.put("original_time", Times.iso(entry.time()));
    String uid = entry.statement() == null ? entry.event() + "-" + entry.seq() : entry.statement();
    metadata.put("uid", entry.event().equals("cancel") ? "cancel-" + entry.seq() : uid);
    OcsfObjects.putText(metadata, "correlation_uid", entry.session());
    return metadata;
  }

  private static void times(ObjectNode event, Entry entry) {
    Ending end = entry.outcome();
    Long micros = end == null ? entry.micros() : end.micros();
    if (micros != null) {
      event.put("duration", micros / MICROS);
    }
    if (end != null) {
      event.put("start_time", entry.time().toEpochMilli());
      event.put("end_time", end.time().toEpochMilli());
    }
  }

  private static String message(Entry entry) {
    String who = entry.principal() == null ? "somebody" : entry.principal();
    return switch (entry.event()) {
      case "decision" ->
          "%s: %s %s, rule %s"
              .formatted(
                  who,
                  entry.effect() == null ? "statement" : entry.effect(),
                  isDenied(entry) ? "denied" : "allowed",
                  entry.rule() == null ? "none" : entry.rule());
      case "session-start" -> who + " logged in";
      case "session-end" -> who + "'s session ended";
      case "login-failed" -> who + " could not log in";
      default -> "a cancellation was asked for";
    };
  }
}
