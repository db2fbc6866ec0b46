package dev.pgtier.audit.search;

import java.util.Map;

/**
 * How much of a log can be asked.
 *
 * @param files of the log
 * @param missing how many of them are not wholly indexed yet
 * @param unreadable why a file cannot be read, or not to its end, by its name; what stands in it
 *     after that is in no answer
 */
public record Progress(int files, int missing, Map<String, String> unreadable) {
  public Progress {
    unreadable = Map.copyOf(unreadable);
  }
}
