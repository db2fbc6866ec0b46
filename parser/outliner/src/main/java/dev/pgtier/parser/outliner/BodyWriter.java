package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.List;

/** Writes a function's body in binary form. */
final class BodyWriter {
  private final Binary out = new Binary();

  private BodyWriter() {}

  static byte[] write(Function function) {
    BodyWriter writer = new BodyWriter();
    int parameters = function.type().params().size();
    List<ValType> own = function.locals().subList(parameters, function.locals().size());
    writer.out.unsigned(own.size());
    for (ValType local : own) {
      writer.out.unsigned(1).raw(Code.encode(local));
    }
    writer.sequence(function.body());
    writer.op(OpCode.END);
    return writer.out.bytes();
  }

  private void sequence(List<Instruction> sequence) {
    for (Instruction instruction : sequence) {
      if (instruction instanceof Plain plain) {
        out.raw(plain.code().bytes());
      } else if (instruction instanceof Branch branch) {
        branch(branch);
      } else if (instruction instanceof Block block) {
        block(block);
      } else {
        throw new AssertionError(instruction);
      }
    }
  }

  private void branch(Branch branch) {
    op(branch.op());
    if (branch.op() == OpCode.BR_TABLE) {
      out.unsigned(branch.labels().size() - 1);
    }
    branch.labels().forEach(out::unsigned);
  }

  private void block(Block block) {
    op(block.op());
    out.raw(block.type());
    sequence(block.body());
    if (!block.otherwise().isEmpty()) {
      op(OpCode.ELSE);
      sequence(block.otherwise());
    }
    op(OpCode.END);
  }

  private void op(OpCode op) {
    out.raw(op.opcode());
  }
}
