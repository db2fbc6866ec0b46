package dev.pgtier.audit.stream;

import java.time.Instant;

/** What is sent for a record. */
final class Message {
  private final Instant time;
  private final String event;
  private final boolean alert;
  private final byte[] text;

  /**
   * @param event the record's, for a syslog MSGID
   * @param alert whether somebody was refused
   * @param text one line, UTF-8, without newline
   */
  Message(Instant time, String event, boolean alert, byte[] text) {
    this.time = time;
    this.event = event;
    this.alert = alert;
    this.text = text;
  }

  Instant time() {
    return time;
  }

  String event() {
    return event;
  }

  boolean alert() {
    return alert;
  }

  /** Its bytes, which nobody changes. */
  byte[] text() {
    return text;
  }
}
