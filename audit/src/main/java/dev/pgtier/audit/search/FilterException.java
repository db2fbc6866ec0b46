package dev.pgtier.audit.search;

/** A filter that says nothing that can be searched for; its message is a sentence for a person. */
public final class FilterException extends Exception {
  private static final long serialVersionUID = 1;

  public FilterException(String message) {
    super(message);
  }

  FilterException(String message, Throwable cause) {
    super(message, cause);
  }
}
