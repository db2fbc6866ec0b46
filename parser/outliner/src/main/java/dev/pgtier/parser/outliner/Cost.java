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
      return 8 + of(block.body()) + of(block.otherwise());
    } else if (instruction instanceof Branch branch) {
      return branch.labels().size() == 1 ? 6 : 12 + 4 * branch.labels().size();
    } else if (instruction instanceof Plain plain) {
      int code = plain.op().opcode();
      if (code >= 0x28 && code <= 0x3E) {
        return 10; // loads and stores
      }
      return switch (plain.op()) {
        case LOCAL_GET, LOCAL_SET -> 2;
        case LOCAL_TEE, I32_CONST, I64_CONST, F32_CONST, F64_CONST -> 3;
        case CALL -> 10;
        case CALL_INDIRECT -> 14;
        case GLOBAL_GET, GLOBAL_SET -> 11;
        default -> 4;
      };
    }
    throw new AssertionError(instruction);
  }
}
