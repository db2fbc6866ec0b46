package dev.pgtier.parser.outliner;

import com.dylibso.chicory.wasm.Encoding;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.WasmWriter;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.RawSection;
import com.dylibso.chicory.wasm.types.SectionId;
import com.dylibso.chicory.wasm.types.ValType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A WebAssembly module to which functions and globals can be added at the end, so that what is
 * there keeps its index. Chicory reads modules but writes only whole sections; this writes those
 * that change and copies the others byte for byte.
 */
final class ModuleEditor {
  private final WasmModule module;
  private final List<RawSection> sections = new ArrayList<>();
  private final List<FunctionType> types;
  private final List<Integer> addedFunctions = new ArrayList<>();
  private final List<ValType> addedGlobals = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();

  ModuleEditor(byte[] wasm) {
    module = Parser.parse(wasm);
    types = new ArrayList<>(List.of(module.typeSection().types()));
    Parser.parseWithoutDecoding(
        wasm,
        section -> {
          if (section.sectionId() != SectionId.CUSTOM) {
            sections.add((RawSection) section);
          }
        });
    ByteBuffer code = ByteBuffer.wrap(raw(SectionId.CODE));
    int count = (int) Encoding.readVarUInt32(code);
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[(int) Encoding.readVarUInt32(code)];
      code.get(body);
      bodies.add(body);
    }
  }

  WasmModule module() {
    return module;
  }

  int importCount() {
    return module.importSection().importCount();
  }

  /** The type of a function by its index in the whole module, added ones included. */
  FunctionType typeOf(int function) {
    return types.get(typeIndexOf(function));
  }

  FunctionType type(int index) {
    return types.get(index);
  }

  /** Whether the module had that type from the beginning. */
  boolean declares(FunctionType type) {
    return List.of(module.typeSection().types()).contains(type);
  }

  private int typeIndexOf(int function) {
    int imports = importCount();
    int own = module.functionSection().functionCount();
    if (function < imports) {
      return ((FunctionImport) module.importSection().getImport(function)).typeIndex();
    }
    return function < imports + own
        ? module.functionSection().getFunctionType(function - imports)
        : addedFunctions.get(function - imports - own);
  }

  /** Adds a function and returns its index; its body is to follow by {@link #setFunction}. */
  int addFunction(FunctionType type) {
    int index = types.indexOf(type);
    if (index < 0) {
      index = types.size();
      types.add(type);
    }
    addedFunctions.add(index);
    bodies.add(new byte[0]);
    return importCount() + bodies.size() - 1;
  }

  /** Adds a mutable global that starts at zero and returns its index. */
  int addGlobal(ValType type) {
    addedGlobals.add(type);
    return module.globalSection().globalCount() + addedGlobals.size() - 1;
  }

  /** How many functions there are, imported and added ones included. */
  int functionCount() {
    return importCount() + bodies.size();
  }

  Function function(int index) {
    return BodyReader.read(index, typeOf(index), bodies.get(index - importCount()));
  }

  void setFunction(Function function) {
    bodies.set(function.index() - importCount(), BodyWriter.write(function));
  }

  /** The module in binary form, its imports and exports under their names in C. */
  byte[] write(EmscriptenNames names) {
    WasmWriter writer = new WasmWriter();
    for (RawSection section : sections) {
      int id = section.sectionId();
      byte[] contents =
          switch (id) {
            case SectionId.TYPE -> typeSection();
            case SectionId.IMPORT -> importSection(names.imports());
            case SectionId.FUNCTION -> functionSection();
            case SectionId.GLOBAL -> globalSection();
            case SectionId.EXPORT -> exportSection(names.exports());
            case SectionId.CODE -> codeSection();
            default -> section.contents();
          };
      writer.writeSection(id, contents);
    }
    return writer.bytes();
  }

  private byte[] typeSection() {
    Binary out = new Binary().unsigned(types.size());
    for (FunctionType type : types) {
      out.raw(0x60);
      valueTypes(out, type.params());
      valueTypes(out, type.returns());
    }
    return out.bytes();
  }

  private byte[] importSection(Map<String, String> names) {
    Binary out = new Binary().unsigned(importCount());
    module.importSection().stream()
        .map(FunctionImport.class::cast)
        .forEach(
            function ->
                out.name("env")
                    .name(inC(names, function.name()))
                    .raw(0)
                    .unsigned(function.typeIndex()));
    return out.bytes();
  }

  private byte[] exportSection(Map<String, String> names) {
    var exports = module.exportSection();
    Binary out = new Binary().unsigned(exports.exportCount());
    for (int i = 0; i < exports.exportCount(); i++) {
      var export = exports.getExport(i);
      out.name(inC(names, export.name())).raw(export.exportType().id()).unsigned(export.index());
    }
    return out.bytes();
  }

  private static String inC(Map<String, String> names, String minified) {
    String name = names.get(minified);
    if (name == null) {
      throw new BuildException("libpg-query.js does not say what " + minified + " stands for");
    }
    return name;
  }

  private byte[] functionSection() {
    int own = module.functionSection().functionCount();
    Binary out = new Binary().unsigned(own + addedFunctions.size());
    for (int i = 0; i < own; i++) {
      out.unsigned(module.functionSection().getFunctionType(i));
    }
    addedFunctions.forEach(out::unsigned);
    return out.bytes();
  }

  private byte[] globalSection() {
    byte[] old = raw(SectionId.GLOBAL);
    ByteBuffer buffer = ByteBuffer.wrap(old);
    int count = (int) Encoding.readVarUInt32(buffer);
    byte[] entries = new byte[buffer.remaining()];
    buffer.get(entries);
    Binary out = new Binary().unsigned(count + addedGlobals.size()).raw(entries);
    for (ValType type : addedGlobals) {
      Code.zeroGlobal(out, type);
    }
    return out.bytes();
  }

  private byte[] codeSection() {
    Binary out = new Binary().unsigned(bodies.size());
    for (byte[] body : bodies) {
      out.sized(new Binary().raw(body));
    }
    return out.bytes();
  }

  static void valueTypes(Binary out, List<ValType> types) {
    out.unsigned(types.size());
    types.forEach(type -> out.raw(Code.encode(type)));
  }

  private byte[] raw(int id) {
    return sections.stream()
        .filter(section -> section.sectionId() == id)
        .findFirst()
        .orElseThrow(() -> new BuildException("the module has no section " + id))
        .contents();
  }
}
