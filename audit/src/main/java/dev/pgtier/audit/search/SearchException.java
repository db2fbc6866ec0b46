package dev.pgtier.audit.search;

import java.io.IOException;

/** The log could not be searched; the message is a sentence for a person. */
public final class SearchException extends IOException {
  private static final long serialVersionUID = 1;

  public SearchException(String message, Throwable cause) {
    super(message, cause);
  }

  public SearchException(String message) {
    super(message);
  }
}
