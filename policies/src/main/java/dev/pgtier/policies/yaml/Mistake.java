package dev.pgtier.policies.yaml;

/** Something that a person has to mend in a file; prints as {@code file:line:column: message}. */
public record Mistake(String file, Place place, String message) {
  @Override
  public String toString() {
    return file + ":" + place.line() + ":" + place.column() + ": " + message;
  }
}
