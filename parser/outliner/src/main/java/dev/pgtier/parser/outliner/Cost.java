package dev.pgtier.parser.outliner;

import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.List;

/** About how many bytes of JVM bytecode Chicory's compiler makes of instructions. */
final class Cost {
  private Cost() {}

  static int of(List<Instruction> sequence) {
    int cost = 0;
    for (Instruction instruction : sequence) {
      cost += of(instruction);
    }
    return cost;
  }

  static int of(Instruction instruction) {
    if (instruction instanceof Block block) {
      return 3 + block.cost();
    } else if (instruction instanceof Branch branch) {
      return branch.labels().size() == 1 ? 4 : 16 + 5 * branch.labels().size();
    } else if (instruction instanceof Plain plain) {
      return of(plain);
    }
    throw new AssertionError(instruction);
  }

  private static int of(Plain plain) {
    int code = plain.op().opcode();
    return switch (plain.op()) {
      case LOCAL_GET, LOCAL_SET, I32_CONST -> 2;
      case LOCAL_TEE, I64_CONST -> 3;
      case CALL, CALL_INDIRECT -> 8;
      case GLOBAL_GET, GLOBAL_SET -> 7;
      default -> code >= 0x28 && code <= 0x3E ? 6 : code >= 0x6A && code <= 0xA6 ? 1 : 4;
    };
  }
}
