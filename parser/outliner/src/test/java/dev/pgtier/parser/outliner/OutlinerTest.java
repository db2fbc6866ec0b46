package dev.pgtier.parser.outliner;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmWriter;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.SectionId;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cut into however small pieces, a function does what it did. */
class OutlinerTest {
  private static final EmscriptenNames NAMES =
      new EmscriptenNames(
          Map.of(), Map.of("value", "value", "void", "void", "trace", "trace", "fuel", "fuel"));
  private static final Sizes TINY = new Sizes(20, 60, 4, 2, 3);
  private static final Sizes SMALL = new Sizes(60, 200, 10, 3, 2);
  private static final Sizes UNSPLIT = new Sizes(30, 90, 6, 1_000, 128);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void outlinedFunctionsDoWhatTheyDid(long seed) throws Exception {
    Random random = new Random(seed);
    int added = 0;
    for (int i = 0; i < 24; i++) {
      byte[] original = module(random);
      String expected = run(original, random.nextLong());
      for (Sizes sizes : List.of(TINY, SMALL, UNSPLIT)) {
        ModuleEditor editor = new ModuleEditor(original);
        Outliner.outline(editor, sizes);
        added += editor.functionCount() - 2;
        assertThat(run(editor.write(NAMES), seedOf(expected)))
            .describedAs("module %d of seed %d, %s", i, seed, sizes)
            .isEqualTo(expected);
      }
    }
    assertThat(added).isGreaterThan(300);
  }

  /** Two random functions, one that returns a value and one that does not. */
  private static byte[] module(Random random) {
    ModuleEditor editor = new ModuleEditor(emptyModule());
    editor.setFunction(RandomFunction.next(random, 0, RandomFunction.VALUE));
    editor.setFunction(RandomFunction.next(random, 1, RandomFunction.VOID));
    return editor.write(NAMES);
  }

  private static byte[] emptyModule() {
    Binary types = new Binary().unsigned(2);
    for (FunctionType type : List.of(RandomFunction.VALUE, RandomFunction.VOID)) {
      types.raw(0x60);
      ModuleEditor.valueTypes(types, type.params());
      ModuleEditor.valueTypes(types, type.returns());
    }
    Binary globals = new Binary().unsigned(2);
    Code.zeroGlobal(globals, ValType.I32);
    Code.zeroGlobal(globals, ValType.I32);
    Binary exports = new Binary().unsigned(4);
    exports.name("value").raw(ExternalType.FUNCTION.id()).unsigned(0);
    exports.name("void").raw(ExternalType.FUNCTION.id()).unsigned(1);
    exports.name("trace").raw(ExternalType.GLOBAL.id()).unsigned(RandomFunction.TRACE);
    exports.name("fuel").raw(ExternalType.GLOBAL.id()).unsigned(RandomFunction.FUEL);
    // No locals; unreachable; end.
    Binary body = new Binary().raw(0).raw(0).raw(0x0B);
    WasmWriter writer = new WasmWriter();
    writer.writeSection(SectionId.TYPE, types.bytes());
    writer.writeSection(SectionId.FUNCTION, new Binary().unsigned(2).raw(0).raw(1).bytes());
    writer.writeSection(SectionId.GLOBAL, globals.bytes());
    writer.writeSection(SectionId.EXPORT, exports.bytes());
    writer.writeSection(SectionId.CODE, new Binary().unsigned(2).sized(body).sized(body).bytes());
    return writer.bytes();
  }

  /** The seed of the arguments, then what each call returned and left as a trace. */
  private static String run(byte[] module, long seed) {
    Random random = new Random(seed);
    Instance instance = Instance.builder(Parser.parse(module)).build();
    List<String> log = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      long a = random.nextInt(12);
      long b = random.nextInt();
      instance.exports().global("fuel").setValue(40);
      long value = instance.export("value").apply(a, b)[0];
      instance.export("void").apply(a, b);
      log.add((int) value + "/" + (int) instance.exports().global("trace").getValue());
    }
    return seed + ": " + log;
  }

  private static long seedOf(String log) {
    return Long.parseLong(log.substring(0, log.indexOf(':')));
  }
}
