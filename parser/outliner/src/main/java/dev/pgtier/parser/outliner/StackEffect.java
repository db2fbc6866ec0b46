package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.FunctionType;
import dev.pgtier.parser.outliner.Instruction.Plain;

/** How many values an instruction leaves on the operand stack beyond those that it takes. */
final class StackEffect {
  private StackEffect() {}

  /** Of anything but control flow. */
  static int of(Plain instruction, ModuleEditor module) {
    int code = instruction.op().opcode();
    return switch (instruction.op()) {
      case NOP, LOCAL_TEE, MEMORY_GROW, I32_EQZ, I64_EQZ -> 0;
      case DROP, LOCAL_SET, GLOBAL_SET -> -1;
      case SELECT -> -2;
      case LOCAL_GET, GLOBAL_GET, MEMORY_SIZE, I32_CONST, I64_CONST, F32_CONST, F64_CONST -> 1;
      case MEMORY_COPY, MEMORY_FILL -> -3;
      case CALL -> of(module.typeOf(instruction.operand()));
      case CALL_INDIRECT -> of(module.type(instruction.operand())) - 1;
      default -> {
        if (code >= 0x28 && code <= 0x35) {
          yield 0; // loads
        } else if (code >= 0x36 && code <= 0x3E) {
          yield -2; // stores
        } else if (code >= 0x46 && code <= 0x66) {
          yield -1; // comparisons
        } else if (code >= 0x67 && code <= 0xA6) {
          yield isUnary(code) ? 0 : -1; // arithmetic
        } else if ((code >= 0xA7 && code <= 0xC4) || (code >= 0xFC00 && code <= 0xFC07)) {
          yield 0; // conversions
        }
        throw new BuildException("libpg_query's module was not expected to have " + instruction);
      }
    };
  }

  private static int of(FunctionType type) {
    return type.returns().size() - type.params().size();
  }

  /** clz, ctz, popcnt; abs, neg, ceil, floor, trunc, nearest, sqrt. */
  private static boolean isUnary(int code) {
    return (code >= 0x67 && code <= 0x69)
        || (code >= 0x79 && code <= 0x7B)
        || (code >= 0x8B && code <= 0x91)
        || (code >= 0x99 && code <= 0x9F);
  }
}
