package dev.pgtier.proxy.session;

import java.util.List;

/** A portal or cursor, with what it has returned so far, over all of its Executes and FETCHes. */
final class Portal {
  private final Prepared statement;
  private final List<String> parameters;
  private long rows;
  private long bytes;

  /**
   * Bound, with nothing returned yet.
   *
   * @param parameters as records have them; null where they are omitted
   */
  Portal(Prepared statement, List<String> parameters) {
    this.statement = statement;
    this.parameters = parameters;
  }

  List<String> parameters() {
    return parameters;
  }

  Prepared statement() {
    return statement;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  void returned(long allRows, long allBytes) {
    rows = allRows;
    bytes = allBytes;
  }
}
