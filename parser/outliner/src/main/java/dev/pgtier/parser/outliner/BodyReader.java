package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.Encoding;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.WasmEncoding;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads a function's body from its binary form. */
final class BodyReader {
  private final ByteBuffer in;
  private OpCode last = OpCode.NOP;

  private BodyReader(byte[] body) {
    in = ByteBuffer.wrap(body);
  }

  static Function read(int index, FunctionType type, byte[] body) {
    BodyReader reader = new BodyReader(body);
    List<ValType> locals = new ArrayList<>(type.params());
    for (int groups = reader.unsigned(); groups > 0; groups--) {
      int count = reader.unsigned();
      ValType local = Code.decode(reader.unsigned());
      for (int i = 0; i < count; i++) {
        locals.add(local);
      }
    }
    return new Function(index, type, locals, reader.sequence());
  }

  /** Up to the end or else that closes it; what can never be reached is left out. */
  private List<Instruction> sequence() {
    List<Instruction> sequence = new ArrayList<>();
    boolean reached = true;
    while (true) {
      int start = in.position();
      int code = in.get() & 0xFF;
      if (code == 0xFC) {
        code = (code << 8) + unsigned();
      }
      last = OpCode.byOpCode(code);
      if (last == OpCode.END || last == OpCode.ELSE) {
        return sequence;
      }
      Instruction instruction = instruction(last, start);
      if (reached) {
        sequence.add(instruction);
      }
      reached &= !instruction.ends();
    }
  }

  private Instruction instruction(OpCode op, int start) {
    switch (op) {
      case BLOCK, LOOP, IF -> {
        int type = in.get() & 0xFF;
        if (type != Block.VOID) {
          Code.decode(type);
        }
        List<Instruction> body = sequence();
        boolean hasElse = last == OpCode.ELSE;
        return new Block(op, type, body, hasElse ? sequence() : List.of());
      }
      case BR, BR_IF -> {
        return new Branch(op, List.of(unsigned()));
      }
      case BR_TABLE -> {
        List<Integer> labels = new ArrayList<>();
        for (int i = unsigned(); i >= 0; i--) {
          labels.add(unsigned());
        }
        return new Branch(op, labels);
      }
      default -> {
        int operand = immediates(op);
        byte[] code = new byte[in.position() - start];
        in.get(start, code);
        return new Plain(op, operand, new Binary().raw(code));
      }
    }
  }

  /** Reads over an instruction's immediates; returns the first one if it is an index. */
  private int immediates(OpCode op) {
    int first = 0;
    boolean isFirst = true;
    for (WasmEncoding encoding : OpCode.signature(op)) {
      switch (encoding) {
        case VARUINT -> {
          int value = unsigned();
          first = isFirst ? value : first;
        }
        case VARSINT32 -> Encoding.readVarSInt32(in);
        case VARSINT64 -> Encoding.readVarSInt64(in);
        case FLOAT32 -> in.position(in.position() + 4);
        case FLOAT64 -> in.position(in.position() + 8);
        case MEMARG -> {
          unsigned();
          unsigned();
        }
        default ->
            throw new BuildException("libpg_query's module was not expected to have a " + op);
      }
      isFirst = false;
    }
    return first;
  }

  private int unsigned() {
    return (int) Encoding.readVarUInt32(in);
  }
}
