package dev.pgtier.audit;

import dev.pgtier.audit.json.JsonBytes;
import dev.pgtier.audit.json.Timestamps;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.SqlText;
import java.time.Instant;
import java.time.InstantSource;

/** Makes the body of a line: all but what only its place in the chain gives. For one thread. */
final class Encoder {
  private static final byte[] TIME = JsonBytes.field("time");
  private static final byte[] EVENT = JsonBytes.field("event");

  private final InstantSource clock;
  private final SqlText sql;
  private final JsonBytes json = new JsonBytes();
  private final Timestamps timestamps = new Timestamps();

  Encoder(InstantSource clock, SqlText sql) {
    this.clock = clock;
    this.sql = sql;
  }

  byte[] encode(AuditRecord record) {
    Instant now = clock.instant();
    json.clear();
    json.name(TIME).time(timestamps, now.getEpochSecond(), now.getNano());
    json.field(EVENT, record.event());
    record.encode(json, sql);
    return json.toBytes();
  }
}
