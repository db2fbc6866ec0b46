package dev.pgtier.proxy.session;

import java.util.Map;

/** What the client asked for at start-up, and who has to make way for the relay. */
interface Startup {
  /** The parameters as sent, {@code user} among them. */
  Map<String, String> parameters();

  /** The protocol's minor version that was agreed on: 0 or 2. */
  int minor();

  /** The handler of the log-in leaves the pipeline; bytes that it holds go on to the relay. */
  void done();

  /** What is asked of the upstream: the same, so that it sends keys of a length we know. */
  default int upstreamMinor() {
    return minor();
  }

  default boolean longKeys() {
    return minor() >= 2;
  }
}
