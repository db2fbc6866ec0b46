package dev.pgtier.parser.wasm;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One instance of libpg_query, with a memory of its own. Not thread-safe. Deep statements need deep
 * stacks: call it from a thread that has one. Once a call has thrown, whatever it was, the instance
 * is in an unknown state and must be dropped.
 */
public final class LibPgQuery {
  private static final int INITIAL_HEAP = 4 << 20;

  private final ModuleMemory memory;
  private final ExportFunction malloc;
  private final ExportFunction free;
  private final ExportFunction parse;
  private final ExportFunction freeParseResult;
  private final ExportFunction fingerprint;
  private final ExportFunction freeString;
  private final ExportFunction stackPointer;

  /**
   * @param maximumMemory bytes; an allocation beyond it fails inside of PostgreSQL as "out of
   *     memory"
   */
  public LibPgQuery(long maximumMemory) {
    WasmModule module = Compiled.MODULE;
    // Its first global; the heap begins where the stack does.
    int stackTop = (int) module.globalSection().getGlobal(0).initInstructions().get(0).operand(0);
    int start = (stackTop + INITIAL_HEAP) / Memory.PAGE_SIZE;
    int end = (int) Math.max(start, (stackTop + maximumMemory) / Memory.PAGE_SIZE);
    memory = new ModuleMemory(new MemoryLimits(start, end), stackTop);
    Instance instance =
        Instance.builder(module)
            .withMachineFactory(PgQueryMachine::new)
            .withMemoryFactory(limits -> memory)
            .withImportValues(
                ImportValues.builder().addFunction(Emscripten.functions(module)).build())
            .build();
    malloc = instance.export("malloc");
    free = instance.export("free");
    parse = instance.export("wasm_parse_query_raw");
    freeParseResult = instance.export("wasm_free_parse_result");
    fingerprint = instance.export("wasm_fingerprint");
    freeString = instance.export("wasm_free_string");
    stackPointer = instance.export("emscripten_stack_get_current");
    instance.export("wasm_call_ctors").apply();
  }

  /**
   * Parses {@code sql}, UTF-8 without a NUL byte.
   *
   * @return libpg_query's JSON
   * @throws ReportedException if PostgreSQL's parser reports an error
   */
  public byte[] parse(byte[] sql) throws ReportedException {
    int text = copyIn(sql);
    int result = (int) parse.apply(text)[0];
    // struct PgQueryParseResult { char *parse_tree; char *stderr_buffer; PgQueryError *error; }
    int error = memory.readInt(result + 8);
    ReportedException report = error == 0 ? null : report(error);
    byte[] json = error == 0 ? string(memory.readInt(result)) : null;
    freeParseResult.apply(result);
    free.apply(text);
    if (report != null) {
      throw report;
    }
    return json;
  }

  /** struct PgQueryError { message, funcname, filename: char *; lineno, cursorpos: int; … } */
  private ReportedException report(int at) {
    return new ReportedException(
        text(memory.readInt(at)),
        text(memory.readInt(at + 4)),
        text(memory.readInt(at + 8)),
        memory.readInt(at + 12),
        memory.readInt(at + 16));
  }

  /** 16 hexadecimal digits, or PostgreSQL's error message. */
  public byte[] fingerprint(byte[] sql) {
    int text = copyIn(sql);
    int result = (int) fingerprint.apply(text)[0];
    byte[] reply = string(result);
    freeString.apply(result);
    free.apply(text);
    return reply;
  }

  /** Bytes of memory that the instance holds. */
  public long memorySize() {
    return memory.held();
  }

  /** Where the instance's own stack ends; the same between any two calls. */
  public int stackPointer() {
    return (int) stackPointer.apply()[0];
  }

  private int copyIn(byte[] sql) {
    int at = (int) malloc.apply(sql.length + 1)[0];
    if (at == 0) {
      throw new OutOfModuleMemoryException();
    }
    memory.write(at, sql);
    memory.writeByte(at + sql.length, (byte) 0);
    return at;
  }

  private String text(int at) {
    return at == 0 ? "" : new String(string(at), StandardCharsets.UTF_8);
  }

  private byte[] string(int at) {
    if (at == 0) {
      throw new OutOfModuleMemoryException();
    }
    return memory.readString(at);
  }

  /** Loads the module's declarations once, on first use. */
  private static final class Compiled {
    static final WasmModule MODULE = load();

    private static WasmModule load() {
      try (InputStream in = LibPgQuery.class.getResourceAsStream("PgQuery.meta")) {
        return Parser.parse(Objects.requireNonNull(in, "PgQuery.meta").readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
