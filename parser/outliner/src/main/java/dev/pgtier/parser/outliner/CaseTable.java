package dev.pgtier.parser.outliner;

import static dev.pgtier.parser.outliner.Code.constant;
import static dev.pgtier.parser.outliner.Code.plain;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of numbers as functions: the module has no memory of its own to put one into, and the JVM
 * has none for a switch of thousands.
 */
final class CaseTable {
  private static final int CHUNK = 512;
  private static final FunctionType TYPE =
      FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));

  private CaseTable() {}

  /**
   * Adds a function from an index to {@code values}; beyond them, to the last one.
   *
   * @return its index in the module
   */
  static int define(ModuleEditor module, List<Integer> values) {
    List<Instruction> body = new ArrayList<>();
    for (int start = 0; start < values.size(); start += CHUNK) {
      int end = Math.min(start + CHUNK, values.size());
      List<Instruction> then = new ArrayList<>();
      then.add(plain(OpCode.LOCAL_GET, 0));
      then.add(constant(start));
      then.add(plain(OpCode.I32_SUB));
      then.add(plain(OpCode.CALL, add(module, chunk(values.subList(start, end)))));
      then.add(plain(OpCode.RETURN));
      body.add(plain(OpCode.LOCAL_GET, 0));
      body.add(constant(end));
      body.add(plain(OpCode.I32_LT_U));
      body.add(new Block(OpCode.IF, Block.VOID, then, List.of()));
    }
    body.add(constant(values.get(values.size() - 1)));
    return add(module, body);
  }

  private static int add(ModuleEditor module, List<Instruction> body) {
    int index = module.addFunction(TYPE);
    module.setFunction(new Function(index, TYPE, TYPE.params(), body));
    return index;
  }

  /** A br_table out of as many blocks as there are different values. */
  private static List<Instruction> chunk(List<Integer> values) {
    List<Integer> distinct = values.stream().distinct().toList();
    List<Integer> labels = new ArrayList<>();
    values.forEach(value -> labels.add(distinct.indexOf(value)));
    labels.add(0);
    List<Instruction> body =
        List.of(plain(OpCode.LOCAL_GET, 0), new Branch(OpCode.BR_TABLE, labels));
    for (int value : distinct) {
      body =
          List.of(
              new Block(OpCode.BLOCK, Block.VOID, body, List.of()),
              constant(value),
              plain(OpCode.RETURN));
    }
    return body;
  }
}
