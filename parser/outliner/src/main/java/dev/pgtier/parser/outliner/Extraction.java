package dev.pgtier.parser.outliner;

import static dev.pgtier.parser.outliner.Code.constant;
import static dev.pgtier.parser.outliner.Code.plain;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes a function of a piece of another one. Locals that the piece reads are its parameters; those
 * that it writes and that are read later come back as its result or in globals; where it would have
 * branched to comes back as a number, by which the caller branches.
 */
final class Extraction {
  private static final int MOST_PARAMETERS = 40;

  private final ModuleEditor module;
  private final Globals globals;
  private final Function function;
  private final List<Label> labels;
  private final List<Instruction> piece;

  private final PieceSurvey survey;
  private final List<Integer> exits;
  private final Map<Integer, Integer> renamed = new HashMap<>();

  /**
   * @param labels of the blocks around the piece, the function first, the innermost last
   */
  Extraction(
      ModuleEditor module,
      Globals globals,
      Function function,
      List<Label> labels,
      List<Instruction> piece) {
    this.module = module;
    this.globals = globals;
    this.function = function;
    this.labels = labels;
    this.piece = List.copyOf(piece);
    this.survey = new PieceSurvey(piece, labels);
    this.exits = survey.exits();
  }

  /**
   * Adds the piece to the module as a function.
   *
   * @return what to put in its place; empty if the piece must stay
   */
  Optional<List<Instruction>> extract(BitSet liveBefore, BitSet liveAfter) {
    if (survey.carriesValues()) {
      return Optional.empty();
    }
    boolean falls = !piece.get(piece.size() - 1).ends();
    BitSet outs = survey.liveAtExits();
    if (falls) {
      outs.or(liveAfter);
    }
    outs.and(survey.writes());
    BitSet inputs = new BitSet();
    inputs.or(survey.reads());
    inputs.or(outs);
    inputs.and(liveBefore);
    Shape shape = new Shape(falls, exits.size() + (falls ? 1 : 0) > 1, outs);
    if (inputs.cardinality() > MOST_PARAMETERS || !pays(inputs, shape)) {
      return Optional.empty();
    }
    int index = define(inputs, shape);
    return Optional.of(call(index, inputs, shape));
  }

  /** Whether the call is shorter than the piece by a third; a call in its place would not be. */
  private boolean pays(BitSet inputs, Shape shape) {
    List<Instruction> call = call(module.importCount(), inputs, shape);
    return 3 * Cost.of(call) <= 2 * Cost.of(piece);
  }

  /**
   * @param falls whether the piece's end may be reached
   * @param chooses whether there is more than one way out of it
   * @param outs locals whose values come back
   */
  private record Shape(boolean falls, boolean chooses, BitSet outs) {
    /** One value and one way out: the value is the function's result. */
    boolean returnsValue() {
      return !chooses && outs.cardinality() == 1;
    }

    /** The number of an exit: the end of the piece is 0 where it can be reached. */
    int number(int exit) {
      return exit + (falls ? 1 : 0);
    }
  }

  private boolean isReturnOfValue(int exit) {
    return exit == labels.size() - 1 && !function.type().returns().isEmpty();
  }

  private int returnSlot() {
    return globals.ofReturn(function.type().returns().get(0));
  }

  private int define(BitSet inputs, Shape shape) {
    FunctionType type = type(inputs, shape);
    List<ValType> locals = new ArrayList<>();
    inputs.stream().forEach(local -> rename(local, locals));
    locals.addAll(type.params().subList(locals.size(), type.params().size()));
    BitSet others = new BitSet();
    others.or(survey.reads());
    others.or(survey.writes());
    others.andNot(inputs);
    others.stream().forEach(local -> rename(local, locals));
    int choice = locals.size();
    if (shape.chooses()) {
      locals.add(ValType.I32);
    }
    List<Instruction> body =
        new ArrayList<>(exits.isEmpty() ? rewritten() : wrapped(shape, choice));
    if (shape.returnsValue()) {
      body.add(plain(OpCode.LOCAL_GET, renamed.get(shape.outs().nextSetBit(0))));
    } else {
      forEachOut(
          shape,
          (local, global) -> {
            body.add(plain(OpCode.LOCAL_GET, renamed.get(local)));
            body.add(plain(OpCode.GLOBAL_SET, global));
          });
    }
    if (shape.chooses()) {
      body.add(plain(OpCode.LOCAL_GET, choice));
    }
    int index = module.addFunction(type);
    module.setFunction(new Function(index, type, locals, body));
    return index;
  }

  /**
   * Its signature, which no function of the original module has: Chicory's code for an indirect
   * call has a branch for every function that could be meant.
   */
  private FunctionType type(BitSet inputs, Shape shape) {
    List<ValType> parameters = new ArrayList<>();
    inputs.stream().forEach(local -> parameters.add(type(local)));
    List<ValType> results =
        shape.chooses()
            ? List.of(ValType.I32)
            : shape.returnsValue() ? List.of(type(shape.outs().nextSetBit(0))) : List.of();
    while (module.declares(FunctionType.of(parameters, results))) {
      parameters.add(ValType.I64);
    }
    return FunctionType.of(parameters, results);
  }

  private void rename(int local, List<ValType> locals) {
    renamed.put(local, locals.size());
    locals.add(type(local));
  }

  private ValType type(int local) {
    return function.locals().get(local);
  }

  private void forEachOut(Shape shape, OutConsumer consumer) {
    Map<ValType, Integer> used = new HashMap<>();
    shape.outs().stream()
        .forEach(
            local -> {
              int number = used.merge(type(local), 1, Integer::sum);
              consumer.accept(local, globals.get(type(local), number));
            });
  }

  private interface OutConsumer {
    void accept(int local, int global);
  }

  /** The piece in a block for each exit, behind whose end the exit's number is noted. */
  private List<Instruction> wrapped(Shape shape, int choice) {
    List<Instruction> inner = new ArrayList<>(rewritten());
    if (shape.falls()) {
      note(inner, shape, choice, 0);
      inner.add(new Branch(OpCode.BR, List.of(exits.size())));
    }
    for (int exit = 0; exit < exits.size(); exit++) {
      List<Instruction> outer = new ArrayList<>();
      outer.add(new Block(OpCode.BLOCK, Block.VOID, inner, List.of()));
      note(outer, shape, choice, shape.number(exit));
      int remaining = exits.size() - 1 - exit;
      if (remaining > 0) {
        outer.add(new Branch(OpCode.BR, List.of(remaining)));
      }
      inner = outer;
    }
    return List.of(new Block(OpCode.BLOCK, Block.VOID, inner, List.of()));
  }

  private static void note(List<Instruction> to, Shape shape, int choice, int number) {
    if (shape.chooses()) {
      to.add(constant(number));
      to.add(plain(OpCode.LOCAL_SET, choice));
    }
  }

  private List<Instruction> rewritten() {
    int end = labels.size() - 1;
    OptionalInt global = isReturnOfValue(end) ? OptionalInt.of(returnSlot()) : OptionalInt.empty();
    return new PieceRewriter(renamed, exits, end, global).rewrite(piece);
  }

  private List<Instruction> call(int index, BitSet inputs, Shape shape) {
    List<Instruction> call = new ArrayList<>();
    inputs.stream().forEach(local -> call.add(plain(OpCode.LOCAL_GET, local)));
    for (int i = inputs.cardinality(); i < type(inputs, shape).params().size(); i++) {
      call.add(Code.longZero());
    }
    call.add(plain(OpCode.CALL, index));
    if (shape.returnsValue()) {
      call.add(plain(OpCode.LOCAL_SET, shape.outs().nextSetBit(0)));
    } else {
      forEachOut(
          shape,
          (local, global) -> {
            call.add(plain(OpCode.GLOBAL_GET, global));
            call.add(plain(OpCode.LOCAL_SET, local));
          });
    }
    if (exits.isEmpty()) {
      if (!shape.falls()) {
        call.add(plain(OpCode.UNREACHABLE));
      }
      return call;
    }
    int valueExit = exits.stream().filter(this::isReturnOfValue).findFirst().orElse(-1);
    if (valueExit < 0 && exits.size() == 1) {
      call.add(new Branch(shape.falls() ? OpCode.BR_IF : OpCode.BR, exits));
      return call;
    }
    return dispatch(call, shape, valueExit);
  }

  /**
   *
   *
   * <pre>
   * block            ;; behind it: the end of the piece
   *   block          ;; behind it: the return of a value
   *     call, br_table
   *   end
   *   global.get, return
   * end
   * </pre>
   */
  private List<Instruction> dispatch(List<Instruction> call, Shape shape, int valueExit) {
    int blocks = (shape.falls() ? 1 : 0) + (valueExit >= 0 ? 1 : 0);
    List<Instruction> result = new ArrayList<>(call);
    if (shape.chooses()) {
      List<Integer> targets = new ArrayList<>();
      if (shape.falls()) {
        targets.add(blocks - 1);
      }
      exits.forEach(exit -> targets.add(exit == valueExit ? 0 : exit + blocks));
      result.add(new Branch(OpCode.BR_TABLE, targets));
    }
    if (valueExit >= 0) {
      if (shape.chooses()) {
        result = new ArrayList<>(List.of(new Block(OpCode.BLOCK, Block.VOID, result, List.of())));
      }
      result.add(plain(OpCode.GLOBAL_GET, returnSlot()));
      result.add(plain(OpCode.RETURN));
    }
    if (shape.falls()) {
      return List.of(new Block(OpCode.BLOCK, Block.VOID, result, List.of()));
    }
    return result;
  }
}
