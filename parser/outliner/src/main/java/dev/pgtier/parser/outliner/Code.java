package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.pgtier.parser.outliner.Instruction.Plain;

/** The binary form of value types and of what stands outside of function bodies. */
final class Code {
  private Code() {}

  static int encode(ValType type) {
    if (type.equals(ValType.I32)) {
      return 0x7F;
    } else if (type.equals(ValType.I64)) {
      return 0x7E;
    } else if (type.equals(ValType.F32)) {
      return 0x7D;
    } else if (type.equals(ValType.F64)) {
      return 0x7C;
    }
    throw new BuildException("libpg_query's module was not expected to use values of type " + type);
  }

  static ValType decode(int encoded) {
    return switch (encoded) {
      case 0x7F -> ValType.I32;
      case 0x7E -> ValType.I64;
      case 0x7D -> ValType.F32;
      case 0x7C -> ValType.F64;
      default ->
          throw new BuildException("libpg_query's module was not expected to use type " + encoded);
    };
  }

  /** An instruction that names a local, a global, a function. */
  static Plain plain(OpCode op, int operand) {
    return new Plain(op, operand, new Binary().raw(op.opcode()).unsigned(operand));
  }

  /** An instruction without immediates. */
  static Plain plain(OpCode op) {
    return new Plain(op, 0, new Binary().raw(op.opcode()));
  }

  static Plain constant(int value) {
    OpCode op = OpCode.I32_CONST;
    return new Plain(op, 0, new Binary().raw(op.opcode()).signed(value));
  }

  static Plain longZero() {
    OpCode op = OpCode.I64_CONST;
    return new Plain(op, 0, new Binary().raw(op.opcode()).signed(0));
  }

  /** A mutable global's entry in the global section: type, mutability, initial value. */
  static void zeroGlobal(Binary out, ValType type) {
    int encoded = encode(type);
    out.raw(encoded).raw(1);
    switch (encoded) {
      case 0x7F -> out.raw(OpCode.I32_CONST.opcode()).signed(0);
      case 0x7E -> out.raw(OpCode.I64_CONST.opcode()).signed(0);
      case 0x7D -> out.raw(OpCode.F32_CONST.opcode()).littleEndian(0, 4);
      default -> out.raw(OpCode.F64_CONST.opcode()).littleEndian(0, 8);
    }
    out.raw(OpCode.END.opcode());
  }
}
