package dev.pgtier.policies;

import java.util.List;

/**
 * Which functions a tier's statements may call. Names are as PostgreSQL folds them, with or without
 * a schema; {@code *} may end one.
 *
 * @param allow what is allowed without being named
 * @param also allowed besides
 * @param deny denied whatever else says otherwise
 */
public record Functions(Allow allow, List<String> also, List<String> deny) {
  /** {@code non-volatile} or {@code any} in YAML. */
  public enum Allow {
    /** What pg_proc calls immutable or stable and that is not SECURITY DEFINER. */
    NON_VOLATILE,
    ANY
  }

  public Functions {
    also = List.copyOf(also);
    deny = List.copyOf(deny);
  }
}
