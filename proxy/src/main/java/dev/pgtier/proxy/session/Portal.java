package dev.pgtier.proxy.session;

/** A portal or cursor, with what it has returned so far, over all of its Executes and FETCHes. */
final class Portal {
  private final Prepared statement;
  private long rows;
  private long bytes;

  Portal(Prepared statement) {
    this.statement = statement;
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
