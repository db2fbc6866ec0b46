package dev.pgtier.parser.outliner;

import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the build step: {@code Main PARSER_FOLDER CLASS_NAME}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Thread t =
        new Thread(
            null,
            () -> {
              try {
                run(args);
              } catch (IOException e) {
                throw new RuntimeException(e);
              }
            },
            "outliner",
            512 << 20);
    t.start();
    t.join();
  }

  static void run(String[] args) throws IOException {
    Path parser = Path.of(args[0]);
    String className = args[1];
    Npm.install(parser);
    Path wasm = parser.resolve("node_modules/libpg-query/wasm");
    Path target = parser.resolve("target/libpg-query");
    ModuleEditor module = new ModuleEditor(Files.readAllBytes(wasm.resolve("libpg-query.wasm")));
    System.out.println("outlined " + Outliner.outline(module) + " " + module.functionCount());
    byte[] written =
        module.write(EmscriptenNames.read(Files.readString(wasm.resolve("libpg-query.js"))));
    Path outlined = target.resolve("outlined.wasm");
    Files.createDirectories(target);
    Files.write(outlined, written);

    Path classes = target.resolve("classes");
    Config config =
        Config.builder()
            .withWasmFile(outlined)
            .withName(className)
            .withTargetClassFolder(classes)
            .withTargetSourceFolder(target.resolve("sources"))
            .withTargetWasmFolder(classes)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .build();
    Generator generator = new Generator(config);
    generator.generateMetaWasm(generator.generateResources());
    Path types = classes.resolve("dev/pgtier/parser/node-types.txt");
    Files.createDirectories(types.getParent());
    Files.writeString(
        types,
        NodeTypes.describe(
            Files.readString(parser.resolve("node_modules/@pgsql/types/types.d.ts"))));
  }
}
