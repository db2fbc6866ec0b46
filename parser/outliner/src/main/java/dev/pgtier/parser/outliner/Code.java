package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;

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
