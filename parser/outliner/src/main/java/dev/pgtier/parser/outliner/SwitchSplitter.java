package dev.pgtier.parser.outliner;

import static dev.pgtier.parser.outliner.Code.constant;
import static dev.pgtier.parser.outliner.Code.plain;

import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Splits a switch of thousands of cases, as the grammar's reductions are one, into a switch over
 * groups of cases and a switch in each group; a group can then become a function.
 *
 * <p>Compiled C has such a switch as blocks nested in each other, the innermost of which ends in
 * the br_table; the instructions behind a block's end are a case:
 *
 * <pre>
 * block N … block 2, block 1, index, br_table, end 1, case 1, end 2, case 2, … end N
 * </pre>
 *
 * <p>A case may branch to a later one, or run into the next. It is done here by way of a local that
 * holds the number of the case to go on with.
 */
final class SwitchSplitter {
  private final ModuleEditor module;
  private final int groupSize;
  private final SwitchChain chain;
  private final int caseLocal;
  private final int groups;

  /** The blocks around what is being built, outermost first. */
  private final List<Target> around = new ArrayList<>();

  /** Labels outside of the switch that its br_table names, each with its case number. */
  private final Map<Integer, Integer> outside = new LinkedHashMap<>();

  private SwitchSplitter(ModuleEditor module, int groupSize, Function function, SwitchChain chain) {
    this.module = module;
    this.groupSize = groupSize;
    this.chain = chain;
    this.caseLocal = function.locals().size();
    this.groups = group(chain.lastCase()) + 1;
  }

  /** What a block's label stands for: the beginning of a case, of a group, or the switch's end. */
  private record Target(Kind kind, int number) {
    enum Kind {
      CASE,
      GROUP,
      END
    }
  }

  /** The function with its largest switch split, or as it was if none is large. */
  static Function split(ModuleEditor module, Sizes sizes, Function function) {
    return SwitchChain.largest(function.body())
        .filter(chain -> chain.lastCase() >= sizes.fewestCases())
        .map(
            chain -> {
              Block split =
                  new SwitchSplitter(module, sizes.casesInGroup(), function, chain).split();
              List<ValType> locals = new ArrayList<>(function.locals());
              locals.add(ValType.I32);
              List<Instruction> body = replace(function.body(), chain.root(), split);
              return new Function(function.index(), function.type(), locals, body);
            })
        .orElse(function);
  }

  private static List<Instruction> replace(List<Instruction> body, Block old, Block replacement) {
    List<Instruction> result = new ArrayList<>();
    for (Instruction instruction : body) {
      if (instruction == old) {
        result.add(replacement);
      } else if (instruction instanceof Block block) {
        List<Instruction> inner = replace(block.body(), old, replacement);
        List<Instruction> otherwise = replace(block.otherwise(), old, replacement);
        result.add(new Block(block.op(), block.type(), inner, otherwise));
      } else {
        result.add(instruction);
      }
    }
    return result;
  }

  private int group(int number) {
    return number / groupSize;
  }

  private Block split() {
    for (int label : chain.dispatch().labels()) {
      if (label >= chain.lastCase()) {
        outside.computeIfAbsent(label, l -> groups * groupSize + outside.size());
      }
    }
    around.add(new Target(Target.Kind.END, 0));
    for (int group = groups - 1; group >= 0; group--) {
      around.add(new Target(Target.Kind.GROUP, group));
    }
    List<Instruction> body = hopping(chain.jumpsOf(0), this::dispatch);
    for (int group = 0; group < groups; group++) {
      around.remove(around.size() - 1);
      body = new ArrayList<>(List.of(block(body)));
      body.addAll(group(firstOf(group), Math.min(firstOf(group + 1) - 1, chain.lastCase())));
    }
    return block(body);
  }

  /** Case numbers begin at 1. */
  private int firstOf(int group) {
    return Math.max(1, group * groupSize);
  }

  /** What stood before the br_table, then the choice of a group. */
  private List<Instruction> dispatch() {
    List<Instruction> code = rewrite(chain.code(0), 0, 0);
    List<Integer> cases =
        chain.dispatch().labels().stream()
            .map(label -> outside.getOrDefault(label, label + 1))
            .toList();
    code.add(plain(OpCode.CALL, CaseTable.define(module, cases)));
    code.add(plain(OpCode.LOCAL_SET, caseLocal));
    List<Instruction> choice = new ArrayList<>();
    choice.add(plain(OpCode.LOCAL_GET, caseLocal));
    choice.add(constant(groupSize));
    choice.add(plain(OpCode.I32_DIV_U));
    List<Integer> targets = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      // One more block is between: behind it are the labels outside of the switch.
      targets.add(1 + depthOf(new Target(Target.Kind.GROUP, group)));
    }
    targets.add(0);
    choice.add(new Branch(OpCode.BR_TABLE, targets));
    code.add(block(choice));
    if (outside.isEmpty()) {
      code.add(plain(OpCode.UNREACHABLE));
    } else {
      code.add(plain(OpCode.LOCAL_GET, caseLocal));
      code.add(constant(groups * groupSize));
      code.add(plain(OpCode.I32_SUB));
      List<Integer> labels = outside.keySet().stream().map(label -> outside(label + 1)).toList();
      code.add(new Branch(OpCode.BR_TABLE, labels));
    }
    return code;
  }

  private List<Instruction> group(int first, int last) {
    NavigableSet<Integer> jumps = new TreeSet<>();
    for (int number = first; number <= last; number++) {
      jumps.addAll(chain.jumpsOf(number));
    }
    return hopping(jumps.tailSet(last + 1, true), () -> cases(first, last));
  }

  private List<Instruction> cases(int first, int last) {
    List<Integer> labels = new ArrayList<>();
    for (int number = last; number >= first; number--) {
      around.add(new Target(Target.Kind.CASE, number));
      labels.add(labels.size());
    }
    List<Instruction> code = new ArrayList<>();
    code.add(plain(OpCode.LOCAL_GET, caseLocal));
    code.add(constant(first));
    code.add(plain(OpCode.I32_SUB));
    code.add(new Branch(OpCode.BR_TABLE, labels));
    for (int number = first; number <= last; number++) {
      around.remove(around.size() - 1);
      code = new ArrayList<>(List.of(block(code)));
      code.addAll(rewrite(chain.code(number), number, 0));
    }
    if (!code.get(code.size() - 1).ends()) {
      if (last == chain.lastCase()) {
        code.add(branch(new Target(Target.Kind.END, 0)));
      } else {
        goOn(code, last + 1);
      }
    }
    return code;
  }

  /** Code that may branch to cases of later groups, each by way of a block of its own. */
  private List<Instruction> hopping(
      NavigableSet<Integer> jumps, java.util.function.Supplier<List<Instruction>> inner) {
    List<Integer> targets = new ArrayList<>(jumps);
    for (int i = targets.size() - 1; i >= 0; i--) {
      around.add(new Target(Target.Kind.CASE, targets.get(i)));
    }
    List<Instruction> code = inner.get();
    for (int target : targets) {
      around.remove(around.size() - 1);
      code = new ArrayList<>(List.of(block(code)));
      goOn(code, target);
    }
    return code;
  }

  private void goOn(List<Instruction> code, int number) {
    code.add(constant(number));
    code.add(plain(OpCode.LOCAL_SET, caseLocal));
    code.add(branch(new Target(Target.Kind.GROUP, group(number))));
  }

  private List<Instruction> rewrite(List<Instruction> sequence, int number, int depth) {
    List<Instruction> result = new ArrayList<>();
    for (Instruction instruction : sequence) {
      if (instruction instanceof Branch branch) {
        List<Integer> labels =
            branch.labels().stream()
                .map(label -> label < depth ? label : depth + label(number + label - depth + 1))
                .toList();
        result.add(new Branch(branch.op(), labels));
      } else if (instruction instanceof Block block) {
        List<Instruction> body = rewrite(block.body(), number, depth + 1);
        List<Instruction> otherwise = rewrite(block.otherwise(), number, depth + 1);
        result.add(new Block(block.op(), block.type(), body, otherwise));
      } else if (instruction instanceof Plain) {
        result.add(instruction);
      }
    }
    return result;
  }

  /** The label that now stands for the end of block {@code number} of the old switch. */
  private int label(int number) {
    return number <= chain.lastCase()
        ? depthOf(new Target(Target.Kind.CASE, number))
        : outside(number);
  }

  /** Blocks around the switch are where they were, seen from its outermost block. */
  private int outside(int number) {
    return around.size() - 1 + number - (chain.lastCase() + 1);
  }

  private Branch branch(Target target) {
    return new Branch(OpCode.BR, List.of(depthOf(target)));
  }

  private int depthOf(Target target) {
    int position = around.lastIndexOf(target);
    if (position < 0) {
      throw new BuildException("no way to " + target + " in a split switch");
    }
    return around.size() - 1 - position;
  }

  private static Block block(List<Instruction> body) {
    return new Block(OpCode.BLOCK, Block.VOID, body, List.of());
  }
}
