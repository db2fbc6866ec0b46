package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code statements:} of a tier file: the effects that its statements may have. */
final class StatementsReader {
  static final Keys STATEMENTS = Keys.of("statements", "allow");

  /** LISTEN is not among them: a session that gets messages of others does more than read. */
  private static final Set<Effect> READ_ONLY =
      Collections.unmodifiableSet(EnumSet.range(Effect.READ, Effect.SESSION));

  /** What nobody understood is in no tier by accident; it has to be named. */
  private static final Set<Effect> ALL =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Effect.OPAQUE)));

  private static final Words<Set<Effect>> WORDS = words();

  private StatementsReader() {}

  static Set<Effect> read(Value statements, Optional<Mode> mode) {
    Value allow = statements.section(STATEMENTS).required("allow");
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    for (Value item : allow.items()) {
      Set<Effect> allowed = item.word(WORDS).orElse(Set.of());
      if (mode.equals(Optional.of(Mode.READ_ONLY)) && !READ_ONLY.containsAll(allowed)) {
        item.mistake(
            "a read-only tier cannot allow %s; it may allow %s"
                .formatted(allowed.size() == 1 ? allowed.iterator().next().word() : "all", list()));
      } else if (!effects.addAll(allowed) && !allowed.isEmpty()) {
        item.mistake("allowed already by an entry before it");
      }
    }
    return effects;
  }

  private static String list() {
    return String.join(", ", READ_ONLY.stream().map(Effect::word).toList());
  }

  private static Words<Set<Effect>> words() {
    Map<String, Set<Effect>> words = new LinkedHashMap<>();
    Arrays.stream(Effect.values()).forEach(effect -> words.put(effect.word(), Set.of(effect)));
    words.put("all", ALL);
    return new Words<>(words);
  }
}
