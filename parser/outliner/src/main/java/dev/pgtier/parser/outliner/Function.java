package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.List;

/**
 * A function of the module.
 *
 * @param index in the module, imports counted
 * @param locals types of its parameters and, behind them, of its other locals
 */
record Function(int index, FunctionType type, List<ValType> locals, List<Instruction> body) {
  Function {
    locals = List.copyOf(locals);
    body = List.copyOf(body);
  }
}
