package dev.pgtier.policies;

import java.util.List;
import java.util.Set;

/**
 * A named policy over one upstream, as its YAML file says it.
 *
 * @param name as principals refer to it
 * @param upstream the name of the upstream that its sessions use
 * @param effects the effects that its statements may have
 * @param hint what a refused client should do instead
 * @param hash {@code sha256:} and the SHA-256 of the file's bytes in hexadecimal
 * @param bookkeeping tables of a migration tool that a tier of approved migrations lets it keep
 */
public record Tier(
    String name,
    String description,
    String upstream,
    Mode mode,
    Set<Effect> effects,
    Functions functions,
    Relations relations,
    Settings settings,
    Limits limits,
    String hint,
    String hash,
    List<String> bookkeeping) {
  public Tier {
    effects = Set.copyOf(effects);
    bookkeeping = List.copyOf(bookkeeping);
  }

  /** A tier without a migration tool's tables. */
  public Tier(
      String name,
      String description,
      String upstream,
      Mode mode,
      Set<Effect> effects,
      Functions functions,
      Relations relations,
      Settings settings,
      Limits limits,
      String hint,
      String hash) {
    this(
        name,
        description,
        upstream,
        mode,
        effects,
        functions,
        relations,
        settings,
        limits,
        hint,
        hash,
        List.of());
  }
}
