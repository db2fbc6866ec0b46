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
import java.util.Random;

/**
 * Random functions of all control flow that there is. What one does it leaves a trace of in global
 * 0, and it ends: each round of a loop takes from the fuel in global 1.
 */
final class RandomFunction {
  static final int TRACE = 0;
  static final int FUEL = 1;
  static final FunctionType VALUE =
      FunctionType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32));
  static final FunctionType VOID = FunctionType.of(List.of(ValType.I32, ValType.I32), List.of());
  private static final int LOCALS = 8;
  private static final OpCode[] OPERATORS = {
    OpCode.I32_ADD, OpCode.I32_SUB, OpCode.I32_MUL, OpCode.I32_XOR, OpCode.I32_LT_U, OpCode.I32_SHL
  };

  private final Random random;
  private final boolean returnsValue;

  /** Values that a branch to each block around carries, outermost first; the function is one. */
  private final List<Integer> results = new ArrayList<>();

  private RandomFunction(Random random, FunctionType type) {
    this.random = random;
    this.returnsValue = !type.returns().isEmpty();
    results.add(type.returns().size());
  }

  static Function next(Random random, int index, FunctionType type) {
    RandomFunction function = new RandomFunction(random, type);
    List<Instruction> body = function.sequence(4);
    if (function.returnsValue) {
      function.expression(body, 2);
    }
    List<ValType> locals = new ArrayList<>(type.params());
    while (locals.size() < LOCALS) {
      locals.add(ValType.I32);
    }
    return new Function(index, type, locals, reachable(body));
  }

  /** As a compiler would write it: nothing behind what never comes to its end. */
  private static List<Instruction> reachable(List<Instruction> sequence) {
    List<Instruction> result = new ArrayList<>();
    for (Instruction instruction : sequence) {
      result.add(instruction);
      if (instruction.ends()) {
        break;
      }
    }
    return result;
  }

  private List<Instruction> sequence(int depth) {
    List<Instruction> out = new ArrayList<>();
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      statement(out, depth);
    }
    return reachable(out);
  }

  private void statement(List<Instruction> out, int depth) {
    switch (random.nextInt(depth > 0 ? 11 : 5)) {
      case 0, 1 -> {
        expression(out, 3);
        out.add(plain(OpCode.LOCAL_SET, local()));
      }
      case 2 -> trace(out);
      case 3 -> branch(out);
      case 4 -> {
        if (random.nextInt(3) == 0) {
          leave(out);
        }
      }
      case 5, 6 -> {
        List<Instruction> body = inside(0, depth - 1);
        out.add(new Block(OpCode.BLOCK, Block.VOID, body, List.of()));
      }
      case 7 -> loop(out, depth - 1);
      case 8 -> {
        expression(out, 1);
        List<Instruction> body = inside(0, depth - 1);
        List<Instruction> otherwise = random.nextBoolean() ? inside(0, depth - 1) : List.of();
        out.add(new Block(OpCode.IF, Block.VOID, body, otherwise));
      }
      case 9 -> {
        List<Instruction> body = new ArrayList<>(inside(1, depth - 1));
        if (body.isEmpty() || !body.get(body.size() - 1).ends()) {
          expression(body, 2);
        }
        out.add(new Block(OpCode.BLOCK, 0x7F, body, List.of()));
        out.add(plain(OpCode.LOCAL_SET, local()));
      }
      default -> choice(out, depth - 1);
    }
  }

  private List<Instruction> inside(int values, int depth) {
    results.add(values);
    List<Instruction> body = sequence(depth);
    results.remove(results.size() - 1);
    return body;
  }

  private void loop(List<Instruction> out, int depth) {
    List<Instruction> body = new ArrayList<>();
    body.add(plain(OpCode.GLOBAL_GET, FUEL));
    body.add(plain(OpCode.I32_EQZ));
    List<Instruction> leave = new ArrayList<>();
    leave(leave);
    body.add(new Block(OpCode.IF, Block.VOID, leave, List.of()));
    body.add(plain(OpCode.GLOBAL_GET, FUEL));
    body.add(constant(1));
    body.add(plain(OpCode.I32_SUB));
    body.add(plain(OpCode.GLOBAL_SET, FUEL));
    body.addAll(inside(0, depth));
    out.add(new Block(OpCode.LOOP, Block.VOID, body, List.of()));
  }

  /** A switch as C compilers write it; cases run into each other and branch to later ones. */
  private void choice(List<Instruction> out, int depth) {
    int cases = 1 + random.nextInt(9);
    for (int i = 0; i <= cases; i++) {
      results.add(0);
    }
    List<Instruction> code = new ArrayList<>();
    trace(code);
    expression(code, 1);
    code.add(constant(15));
    code.add(plain(OpCode.I32_AND));
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int label = random.nextInt(random.nextInt(4) == 0 ? results.size() : cases + 1);
      labels.add(carries(label) == 0 ? label : 0);
    }
    code.add(new Branch(OpCode.BR_TABLE, labels));
    for (int i = 0; i < cases; i++) {
      results.remove(results.size() - 1);
      code = new ArrayList<>(List.of(new Block(OpCode.BLOCK, Block.VOID, code, List.of())));
      code.addAll(random.nextInt(3) == 0 ? sequence(Math.min(1, depth)) : sequence(0));
    }
    results.remove(results.size() - 1);
    out.add(new Block(OpCode.BLOCK, Block.VOID, code, List.of()));
  }

  private int carries(int label) {
    return results.get(results.size() - 1 - label);
  }

  private void branch(List<Instruction> out) {
    int label = random.nextInt(results.size());
    if (carries(label) == 1) {
      expression(out, 1);
      out.add(new Branch(OpCode.BR, List.of(label)));
    } else if (random.nextInt(4) == 0) {
      out.add(new Branch(OpCode.BR, List.of(label)));
    } else {
      expression(out, 1);
      out.add(new Branch(OpCode.BR_IF, List.of(label)));
    }
  }

  private void leave(List<Instruction> out) {
    if (returnsValue) {
      expression(out, 1);
    }
    out.add(plain(OpCode.RETURN));
  }

  private void trace(List<Instruction> out) {
    out.add(plain(OpCode.GLOBAL_GET, TRACE));
    out.add(constant(31));
    out.add(plain(OpCode.I32_MUL));
    expression(out, 1);
    out.add(plain(OpCode.I32_ADD));
    out.add(plain(OpCode.GLOBAL_SET, TRACE));
  }

  private void expression(List<Instruction> out, int depth) {
    switch (random.nextInt(depth > 0 ? 5 : 2)) {
      case 0 -> out.add(constant(random.nextInt(20)));
      case 1 -> out.add(plain(OpCode.LOCAL_GET, local()));
      case 2 -> {
        expression(out, depth - 1);
        out.add(plain(OpCode.LOCAL_TEE, local()));
      }
      default -> {
        expression(out, depth - 1);
        expression(out, depth - 1);
        out.add(plain(OPERATORS[random.nextInt(OPERATORS.length)]));
      }
    }
  }

  private int local() {
    return random.nextInt(LOCALS);
  }
}
