package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The tiers were read again, or for the first time.
 *
 * @param by what asked for it, as {@code start}, {@code SIGHUP} or {@code admin}
 * @param loaded whether they hold from now on; otherwise the last good ones stay
 * @param policies each tier's {@code sha256:} and hash that holds now
 * @param mistakes why they were refused
 */
public record Reload(String by, boolean loaded, Map<String, String> policies, List<String> mistakes)
    implements AuditRecord {
  private static final byte[] BY = JsonBytes.field("by");
  private static final byte[] LOADED = JsonBytes.field("loaded");
  private static final byte[] POLICIES = JsonBytes.field("policies");
  private static final byte[] MISTAKES = JsonBytes.field("mistakes");

  public Reload {
    Objects.requireNonNull(by);
    policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    mistakes = List.copyOf(mistakes);
  }

  @Override
  public String event() {
    return "reload";
  }

  @Override
  public boolean hasHappened() {
    return true;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(BY, by).field(LOADED, loaded).field(POLICIES, policies).field(MISTAKES, mistakes);
  }
}
