package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.OpCode;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Which locals are live, that is, may still be read before they are written again, between any two
 * instructions of a function.
 */
final class Liveness {
  private final IdentityHashMap<List<Instruction>, List<BitSet>> sequences =
      new IdentityHashMap<>();
  private final IdentityHashMap<Block, BitSet> loops = new IdentityHashMap<>();
  private final List<BitSet> labels = new ArrayList<>();

  Liveness(Function function) {
    labels.add(new BitSet());
    sequence(function.body(), new BitSet());
  }

  /** Live before each instruction of {@code sequence}, and after the last one. */
  List<BitSet> of(List<Instruction> sequence) {
    return sequences.get(sequence);
  }

  private BitSet sequence(List<Instruction> sequence, BitSet after) {
    BitSet[] live = new BitSet[sequence.size() + 1];
    live[sequence.size()] = after;
    for (int i = sequence.size() - 1; i >= 0; i--) {
      live[i] = before(sequence.get(i), live[i + 1]);
    }
    sequences.put(sequence, List.of(live));
    return live[0];
  }

  private BitSet before(Instruction instruction, BitSet after) {
    if (instruction instanceof Plain plain) {
      return before(plain, after);
    } else if (instruction instanceof Branch branch) {
      BitSet live = branch.op() == OpCode.BR_IF ? copy(after) : new BitSet();
      branch.labels().forEach(label -> live.or(labels.get(labels.size() - 1 - label)));
      return live;
    } else if (instruction instanceof Block block) {
      return block.op() == OpCode.LOOP ? loop(block, after) : block(block, after);
    }
    throw new AssertionError(instruction);
  }

  private static BitSet before(Plain plain, BitSet after) {
    BitSet live = after;
    switch (plain.op()) {
      case RETURN, UNREACHABLE -> live = new BitSet();
      case LOCAL_GET -> {
        if (!after.get(plain.operand())) {
          live = copy(after);
          live.set(plain.operand());
        }
      }
      case LOCAL_SET, LOCAL_TEE -> {
        if (after.get(plain.operand())) {
          live = copy(after);
          live.clear(plain.operand());
        }
      }
      default -> {}
    }
    return live;
  }

  private BitSet block(Block block, BitSet after) {
    labels.add(after);
    BitSet live = sequence(block.body(), after);
    if (block.op() == OpCode.IF) {
      live = copy(live);
      live.or(block.otherwise().isEmpty() ? after : sequence(block.otherwise(), after));
    }
    labels.remove(labels.size() - 1);
    return live;
  }

  /** A branch to a loop goes to its start: what is live there is found by going round. */
  private BitSet loop(Block loop, BitSet after) {
    BitSet start = loops.getOrDefault(loop, new BitSet());
    while (true) {
      labels.add(start);
      BitSet live = sequence(loop.body(), after);
      labels.remove(labels.size() - 1);
      if (live.equals(start)) {
        return live;
      }
      BitSet grown = copy(start);
      grown.or(live);
      if (grown.equals(start)) {
        return start;
      }
      start = grown;
      loops.put(loop, start);
    }
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
