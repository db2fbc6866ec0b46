package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Cuts pieces out of functions that would be too long for the JVM, whose methods end at 64 KB and
 * whose compiler leaves those beyond 8,000 bytes to the interpreter. A piece begins and ends with
 * nothing on the operand stack and becomes a function of its own; see {@link Extraction}.
 */
final class Outliner {
  private static final int ROUNDS = 4;

  private final ModuleEditor module;
  private final Sizes sizes;
  private final Globals globals;
  private final Function function;
  private final Liveness liveness;
  private final List<Label> labels = new ArrayList<>();

  private Outliner(ModuleEditor module, Sizes sizes, Globals globals, Function function) {
    this.module = module;
    this.sizes = sizes;
    this.globals = globals;
    this.function = function;
    this.liveness = new Liveness(function);
  }

  /** Cuts every function of the module that needs it; returns how many did. */
  static int outline(ModuleEditor module, Sizes sizes) {
    Globals globals = new Globals(module);
    int outlined = 0;
    for (int index = module.importCount(), end = module.functionCount(); index < end; index++) {
      Function function = module.function(index);
      if (Cost.of(function.body()) > sizes.target()) {
        Function reduced = reduce(module, sizes, globals, function);
        if (Cost.of(reduced.body()) > sizes.target()) {
          reduced = reduce(module, sizes, globals, SwitchSplitter.split(module, sizes, reduced));
        }
        module.setFunction(reduced);
        outlined++;
      }
    }
    return outlined;
  }

  private static Function reduce(
      ModuleEditor module, Sizes sizes, Globals globals, Function original) {
    Function function = original;
    int cost = Cost.of(function.body());
    for (int round = 0; round < ROUNDS && cost > sizes.target(); round++) {
      function = new Outliner(module, sizes, globals, function).round();
      cost = Cost.of(function.body());
    }
    return function;
  }

  private Function round() {
    labels.add(new Label(new BitSet(), function.type().returns().size()));
    List<Instruction> body = sequence(function.body());
    return new Function(function.index(), function.type(), function.locals(), body);
  }

  private List<Instruction> sequence(List<Instruction> sequence) {
    List<Integer> cuts = cuts(sequence);
    List<Instruction> result = new ArrayList<>();
    int cut = 0;
    while (cut + 1 < cuts.size()) {
      int start = cuts.get(cut);
      int next = cut + 1;
      while (next + 1 < cuts.size()
          && Cost.of(sequence.subList(start, cuts.get(next + 1))) <= sizes.largestPiece()) {
        next++;
      }
      result.addAll(piece(sequence, start, cuts.get(next)));
      cut = next;
    }
    int rest = cuts.get(cuts.size() - 1);
    result.addAll(inside(sequence, rest, sequence.size()));
    return result;
  }

  private List<Instruction> piece(List<Instruction> sequence, int start, int end) {
    List<Instruction> piece = sequence.subList(start, end);
    int cost = Cost.of(piece);
    if (cost < sizes.smallestPiece()) {
      return piece;
    } else if (cost <= sizes.largestPiece()) {
      List<BitSet> live = liveness.of(sequence);
      Optional<List<Instruction>> call =
          new Extraction(module, globals, function, labels, piece)
              .extract(live.get(start), live.get(end));
      if (call.isPresent()) {
        return call.get();
      }
    }
    return inside(sequence, start, end);
  }

  /** The instructions as they are, with pieces cut out of the blocks among them. */
  private List<Instruction> inside(List<Instruction> sequence, int start, int end) {
    List<Instruction> result = new ArrayList<>();
    for (int i = start; i < end; i++) {
      Instruction instruction = sequence.get(i);
      if (instruction instanceof Block block) {
        BitSet after = liveness.of(sequence).get(i + 1);
        boolean loop = block.op() == OpCode.LOOP;
        BitSet target = loop ? liveness.of(block.body()).get(0) : after;
        labels.add(new Label(target, loop ? 0 : block.results()));
        List<Instruction> body = sequence(block.body());
        List<Instruction> otherwise =
            block.otherwise().isEmpty() ? List.of() : sequence(block.otherwise());
        labels.remove(labels.size() - 1);
        instruction = new Block(block.op(), block.type(), body, otherwise);
      }
      result.add(instruction);
    }
    return result;
  }

  /** Where in {@code sequence} the operand stack is as it was at its beginning. */
  private List<Integer> cuts(List<Instruction> sequence) {
    List<Integer> cuts = new ArrayList<>(List.of(0));
    int depth = 0;
    for (int i = 0; i < sequence.size(); i++) {
      Instruction instruction = sequence.get(i);
      if (instruction.ends()) {
        depth = 0;
      } else if (instruction instanceof Plain plain) {
        depth += StackEffect.of(plain, module);
      } else if (instruction instanceof Branch) {
        depth--;
      } else if (instruction instanceof Block block) {
        depth += block.results() - (block.op() == OpCode.IF ? 1 : 0);
      }
      if (depth < 0) {
        throw new BuildException("the operand stack of function " + function.index() + " is odd");
      } else if (depth == 0) {
        cuts.add(i + 1);
      }
    }
    return cuts;
  }
}
