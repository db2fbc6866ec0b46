package dev.pgtier.audit.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts over time; spans in which nothing was are not listed.
 *
 * @param width of each bucket
 * @param from the first bucket's start, and {@code to} the last one's end; equal where nothing is
 */
public record Timeline(Duration width, Instant from, Instant to, List<Bucket> buckets) {
  public Timeline {
    buckets = List.copyOf(buckets);
  }
}
