package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Blocks nested in each other around a br_table; see {@link SwitchSplitter}.
 *
 * @param blocks the innermost first
 */
record SwitchChain(List<Block> blocks) {
  /** The one with the most blocks among those in {@code sequence} and below. */
  static Optional<SwitchChain> largest(List<Instruction> sequence) {
    List<SwitchChain> found = new ArrayList<>();
    collect(sequence, found);
    return found.stream().max(Comparator.comparingInt(SwitchChain::lastCase));
  }

  private static void collect(List<Instruction> sequence, List<SwitchChain> found) {
    for (int i = 0; i < sequence.size(); i++) {
      if (sequence.get(i) instanceof Block block) {
        startingAt(block).ifPresent(found::add);
        // What begins with a chain's block belongs to that chain.
        boolean chained = block.op() == OpCode.BLOCK && block.results() == 0;
        List<Instruction> rest = block.body();
        while (chained && !rest.isEmpty() && rest.get(0) instanceof Block inner && isLink(inner)) {
          collect(rest.subList(1, rest.size()), found);
          rest = inner.body();
        }
        collect(rest, found);
        collect(block.otherwise(), found);
      }
    }
  }

  private static boolean isLink(Block block) {
    return block.op() == OpCode.BLOCK && block.results() == 0;
  }

  private static Optional<SwitchChain> startingAt(Block root) {
    List<Block> blocks = new ArrayList<>();
    int length = 0;
    for (Block block = root; block != null && isLink(block); ) {
      blocks.add(block);
      List<Instruction> body = block.body();
      if (!body.isEmpty() && isSwitch(body.get(body.size() - 1))) {
        length = blocks.size();
      }
      block = !body.isEmpty() && body.get(0) instanceof Block inner ? inner : null;
    }
    if (length == 0) {
      return Optional.empty();
    }
    List<Block> innermostFirst = new ArrayList<>(blocks.subList(0, length));
    Collections.reverse(innermostFirst);
    return Optional.of(new SwitchChain(List.copyOf(innermostFirst)));
  }

  private static boolean isSwitch(Instruction instruction) {
    return instruction instanceof Branch branch && branch.op() == OpCode.BR_TABLE;
  }

  /** The outermost block. */
  Block root() {
    return blocks.get(blocks.size() - 1);
  }

  Branch dispatch() {
    List<Instruction> innermost = blocks.get(0).body();
    return (Branch) innermost.get(innermost.size() - 1);
  }

  /** Cases are numbered from 1, as the blocks whose ends they follow. */
  int lastCase() {
    return blocks.size() - 1;
  }

  /** A case's instructions; for 0, what precedes the br_table. */
  List<Instruction> code(int number) {
    List<Instruction> body = blocks.get(number).body();
    return number == 0 ? body.subList(0, body.size() - 1) : body.subList(1, body.size());
  }

  /** The cases to which a case branches. */
  NavigableSet<Integer> jumpsOf(int number) {
    NavigableSet<Integer> jumps = new TreeSet<>();
    jumps(code(number), number, 0, jumps);
    return jumps;
  }

  private void jumps(
      List<Instruction> sequence, int number, int depth, NavigableSet<Integer> jumps) {
    for (Instruction instruction : sequence) {
      if (instruction instanceof Branch branch) {
        branch.labels().stream()
            .map(label -> number + label - depth + 1)
            .filter(target -> target > number && target <= lastCase())
            .forEach(jumps::add);
      } else if (instruction instanceof Block block) {
        jumps(block.body(), number, depth + 1, jumps);
        jumps(block.otherwise(), number, depth + 1, jumps);
      }
    }
  }
}
