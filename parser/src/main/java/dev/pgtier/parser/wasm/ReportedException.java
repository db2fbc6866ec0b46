package dev.pgtier.parser.wasm;

/** What PostgreSQL's parser reported of a text; the instance is as good as before. */
public final class ReportedException extends Exception {
  private final String routine;
  private final String file;
  private final int line;
  private final int position;

  ReportedException(String message, String routine, String file, int line, int position) {
    super(message, null, false, false);
    this.routine = routine;
    this.file = file;
    this.line = line;
    this.position = position;
  }

  /** The C function that raised the error. */
  public String routine() {
    return routine;
  }

  /** The source file of that function. */
  public String file() {
    return file;
  }

  /** And the line in it. */
  public int line() {
    return line;
  }

  /** The error cursor in characters, from 1; 0 for none. */
  public int position() {
    return position;
  }
}
