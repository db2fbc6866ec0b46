package dev.pgtier.parser.outliner;

import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a piece of a function has to do with what is around it. */
final class PieceSurvey {
  private final List<Label> labels;
  private final BitSet reads = new BitSet();
  private final BitSet writes = new BitSet();
  private final List<Integer> exits = new ArrayList<>();
  private boolean carriesValues;

  /**
   * @param labels of the blocks around the piece, the function first, the innermost last
   */
  PieceSurvey(List<Instruction> piece, List<Label> labels) {
    this.labels = labels;
    piece.forEach(instruction -> visit(instruction, 0));
  }

  private void visit(Instruction instruction, int depth) {
    if (instruction instanceof Plain plain) {
      switch (plain.op()) {
        case LOCAL_GET -> reads.set(plain.operand());
        case LOCAL_SET, LOCAL_TEE -> writes.set(plain.operand());
        case RETURN -> exit(labels.size() - 1);
        default -> {}
      }
    } else if (instruction instanceof Branch branch) {
      for (int label : branch.labels()) {
        if (label >= depth) {
          int outer = label - depth;
          carriesValues |= label(outer).results() > 0;
          exit(outer);
        }
      }
    } else if (instruction instanceof Block block) {
      block.body().forEach(inner -> visit(inner, depth + 1));
      block.otherwise().forEach(inner -> visit(inner, depth + 1));
    }
  }

  private void exit(int outer) {
    if (!exits.contains(outer)) {
      exits.add(outer);
    }
  }

  private Label label(int outer) {
    return labels.get(labels.size() - 1 - outer);
  }

  BitSet reads() {
    return reads;
  }

  BitSet writes() {
    return writes;
  }

  /** Labels outside of the piece that it branches to, as it would number them at its top level. */
  List<Integer> exits() {
    return exits;
  }

  /** Locals that are live at one of the exits. */
  BitSet liveAtExits() {
    BitSet live = new BitSet();
    exits.forEach(exit -> live.or(label(exit).live()));
    return live;
  }

  /** Whether a branch out of the piece carries a value; a return may. */
  boolean carriesValues() {
    return carriesValues;
  }
}
