package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import java.util.List;

/** WebAssembly's instructions as a tree: a block holds what is inside of it. */
sealed interface Instruction {
  /**
   * What neither branches nor encloses.
   *
   * @param operand the local, global, function or type that it names, or 0
   * @param code its binary form
   */
  record Plain(OpCode op, int operand, Binary code) implements Instruction {}

  /**
   * br, br_if, br_table.
   *
   * @param labels how many enclosing blocks are left out; the last one is br_table's default
   */
  record Branch(OpCode op, List<Integer> labels) implements Instruction {
    public Branch {
      labels = List.copyOf(labels);
    }
  }

  /** block, loop, if. */
  final class Block implements Instruction {
    static final int VOID = 0x40;

    private final OpCode op;
    private final int type;
    private final List<Instruction> body;
    private final List<Instruction> otherwise;
    private final int cost;

    /**
     * @param type the byte that encodes its result's type, or {@link #VOID}
     * @param otherwise an if's else branch; empty where there is none
     */
    Block(OpCode op, int type, List<Instruction> body, List<Instruction> otherwise) {
      this.op = op;
      this.type = type;
      this.body = List.copyOf(body);
      this.otherwise = List.copyOf(otherwise);
      this.cost = Cost.of(body) + Cost.of(otherwise);
    }

    OpCode op() {
      return op;
    }

    int type() {
      return type;
    }

    List<Instruction> body() {
      return body;
    }

    List<Instruction> otherwise() {
      return otherwise;
    }

    int results() {
      return type == VOID ? 0 : 1;
    }

    /** {@link Cost} of what is inside. */
    int cost() {
      return cost;
    }
  }

  /** Whether nothing after this instruction in the same block is ever reached. */
  default boolean ends() {
    return (this instanceof Branch branch && branch.op() != OpCode.BR_IF)
        || (this instanceof Plain plain
            && (plain.op() == OpCode.RETURN || plain.op() == OpCode.UNREACHABLE));
  }
}
