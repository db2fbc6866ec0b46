package dev.pgtier.parser.outliner;

import static dev.pgtier.parser.outliner.Code.plain;

import com.dylibso.chicory.wasm.types.OpCode;
import dev.pgtier.parser.outliner.Instruction.Block;
import dev.pgtier.parser.outliner.Instruction.Branch;
import dev.pgtier.parser.outliner.Instruction.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A piece's instructions as those of another function, inside of a block for each of its exits, the
 * first exit's innermost.
 *
 * @param locals old index → new index
 * @param exits labels outside of the piece
 * @param returnExit the one of them that stands for the function's end
 * @param returnGlobal where the value of a return goes, if it has one
 */
record PieceRewriter(
    Map<Integer, Integer> locals, List<Integer> exits, int returnExit, OptionalInt returnGlobal) {
  List<Instruction> rewrite(List<Instruction> piece) {
    return rewrite(piece, 0);
  }

  private List<Instruction> rewrite(List<Instruction> sequence, int depth) {
    List<Instruction> result = new ArrayList<>();
    for (Instruction instruction : sequence) {
      if (instruction instanceof Plain plain) {
        rewrite(plain, depth, result);
      } else if (instruction instanceof Branch branch) {
        List<Integer> targets =
            branch.labels().stream()
                .map(label -> label < depth ? label : depth + exits.indexOf(label - depth))
                .toList();
        result.add(new Branch(branch.op(), targets));
      } else if (instruction instanceof Block block) {
        List<Instruction> body = rewrite(block.body(), depth + 1);
        List<Instruction> otherwise = rewrite(block.otherwise(), depth + 1);
        result.add(new Block(block.op(), block.type(), body, otherwise));
      }
    }
    return result;
  }

  private void rewrite(Plain plain, int depth, List<Instruction> result) {
    switch (plain.op()) {
      case LOCAL_GET, LOCAL_SET, LOCAL_TEE ->
          result.add(plain(plain.op(), locals.get(plain.operand())));
      case RETURN -> {
        returnGlobal.ifPresent(global -> result.add(plain(OpCode.GLOBAL_SET, global)));
        result.add(new Branch(OpCode.BR, List.of(depth + exits.indexOf(returnExit))));
      }
      default -> result.add(plain);
    }
  }
}
