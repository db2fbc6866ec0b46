package dev.pgtier.parser.wasm;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import java.util.Arrays;

/**
 * The functions that emscripten's modules import, as far as a parser needs them: C's setjmp and
 * longjmp (PostgreSQL raises its errors with them), memory growth, and a stderr that goes nowhere.
 */
final class Emscripten {
  private static final long[] BAD_FILE_DESCRIPTOR = {8};
  private static final long[] ZERO = {0};

  private Emscripten() {}

  static ImportFunction[] functions(WasmModule module) {
    return module.importSection().stream()
        .map(FunctionImport.class::cast)
        .map(
            function -> {
              var type = module.typeSection().getType(function.typeIndex());
              var handle = handle(function.name(), !type.returns().isEmpty());
              return new HostFunction(function.module(), function.name(), type, handle);
            })
        .toArray(ImportFunction[]::new);
  }

  private static WasmFunctionHandle handle(String name, boolean returns) {
    if (name.startsWith("invoke_")) {
      return (instance, arguments) -> invoke(instance, arguments, returns);
    }
    return switch (name) {
      case "emscripten_throw_longjmp" ->
          (instance, arguments) -> {
            throw new LongJump();
          };
      case "emscripten_resize_heap" -> Emscripten::resizeHeap;
      case "fd_write" -> Emscripten::discard;
      case "fd_close", "fd_read", "fd_seek" -> (instance, arguments) -> BAD_FILE_DESCRIPTOR;
      case "setitimer_js" -> (instance, arguments) -> ZERO;
      case "emscripten_runtime_keepalive_clear" -> (instance, arguments) -> null;
      // exit, abort and failed assertions: the instance is lost.
      default ->
          (instance, arguments) -> {
            throw new IllegalStateException("libpg_query called " + name);
          };
    };
  }

  /** Calls through the function table; a longjmp that passes is told to the caller's setjmp. */
  private static long[] invoke(Instance instance, long[] arguments, boolean returns) {
    long stackPointer = instance.export("emscripten_stack_get_current").apply()[0];
    try {
      int function = instance.table(0).requiredRef((int) arguments[0]);
      return instance
          .getMachine()
          .call(function, Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (LongJump jump) {
      instance.export("emscripten_stack_restore").apply(stackPointer);
      instance.export("setThrew").apply(1, 0);
      return returns ? ZERO : null;
    }
  }

  private static long[] resizeHeap(Instance instance, long... arguments) {
    long wanted = arguments[0] & 0xFFFFFFFFL;
    Memory memory = instance.memory();
    long pages = (wanted + Memory.PAGE_SIZE - 1) / Memory.PAGE_SIZE;
    if (pages > memory.maximumPages()) {
      return ZERO;
    }
    return new long[] {memory.grow((int) pages - memory.pages()) < 0 ? 0 : 1};
  }

  /** fd_write(descriptor, vectors, count, written): everything is taken, nothing is kept. */
  private static long[] discard(Instance instance, long... arguments) {
    Memory memory = instance.memory();
    int written = 0;
    for (int i = 0; i < arguments[2]; i++) {
      written += memory.readInt((int) arguments[1] + 8 * i + 4);
    }
    memory.writeI32((int) arguments[3], written);
    return ZERO;
  }

  /** Unwinds the JVM's stack from longjmp to the nearest {@link #invoke}. */
  private static final class LongJump extends RuntimeException {
    LongJump() {
      super(null, null, false, false);
    }
  }
}
