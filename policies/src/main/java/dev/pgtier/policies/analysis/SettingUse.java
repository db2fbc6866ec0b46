package dev.pgtier.policies.analysis;

import java.util.List;
import java.util.Optional;

/**
 * A run-time parameter that a statement reads or changes.
 *
 * @param name in lower case; empty where only the execution tells, as in {@code set_config(x, …)}
 * @param values what it is set to; empty where that is no constant, or for {@link Kind#RESET},
 *     {@link Kind#SHOW} and the like
 * @param local whether it ends with the transaction
 */
public record SettingUse(
    Kind kind, Optional<String> name, Optional<List<String>> values, boolean local) {

  /** How it is used. */
  public enum Kind {
    /** {@code SET name = …}. */
    SET,
    /** {@code RESET name}, {@code SET name TO DEFAULT}. */
    RESET,
    /** {@code RESET ALL}. */
    RESET_ALL,
    /** {@code SHOW name}. */
    SHOW,
    /** {@code SELECT set_config(…)}, and nothing else in that statement. */
    SET_CONFIG,
    /** {@code set_config(…)} somewhere in a statement, where it may run once, often or never. */
    SET_CONFIG_WITHIN,
    /** {@code current_setting(…)}. */
    CURRENT_SETTING
  }

  public boolean changes() {
    return switch (kind) {
      case SET, RESET, RESET_ALL, SET_CONFIG, SET_CONFIG_WITHIN -> true;
      case SHOW, CURRENT_SETTING -> false;
    };
  }

  /** The value, if it is one constant. */
  public Optional<String> value() {
    return values.filter(list -> list.size() == 1).map(list -> list.get(0));
  }
}
