package dev.pgtier.audit.stream;

import java.util.List;

/** Makes messages of records. */
interface Shaper {
  /** The messages that this record completes. */
  List<Message> take(Follower.Line line);

  /** The messages that have waited long enough for the rest of them. */
  List<Message> overdue();

  /**
   * Up to which record everything was given; a stream that begins behind it loses nothing.
   *
   * @param taken the last record that was taken
   */
  long done(long taken);
}
