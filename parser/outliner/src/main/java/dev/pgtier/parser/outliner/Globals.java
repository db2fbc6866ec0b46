package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Globals through which values go from a piece to its caller, a set for each type. */
final class Globals {
  private final ModuleEditor module;
  private final Map<ValType, List<Integer>> byType = new HashMap<>();

  Globals(ModuleEditor module) {
    this.module = module;
  }

  /** For the value of a return statement. */
  int ofReturn(ValType type) {
    return get(type, 0);
  }

  /** For a local; numbers begin at 1. */
  int get(ValType type, int number) {
    List<Integer> indexes = byType.computeIfAbsent(type, t -> new ArrayList<>());
    while (indexes.size() <= number) {
      indexes.add(module.addGlobal(type));
    }
    return indexes.get(number);
  }
}
