package dev.pgtier.parser.outliner;

import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * From the npm package to class files: fetch, outline, check against the pinned hash, compile. Does
 * nothing when neither the package, nor the pin, nor this program changed since it last succeeded.
 */
final class Build {
  private final Path parser;
  private final String machineClass;
  private final Path target;
  private final Path classes;

  /**
   * @param machineClass the class to make, its name without "Machine" at the end
   */
  Build(Path parser, String machineClass) {
    this.parser = parser;
    this.machineClass = machineClass;
    this.target = parser.resolve("target/libpg-query");
    this.classes = target.resolve("classes");
  }

  Void run() throws IOException {
    Npm.install(parser);
    Path stamp = target.resolve("stamp");
    String inputs = sha256(inputs());
    if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
      return null;
    }
    deleteTarget();
    compile(outline());
    nodeTypes();
    Files.writeString(stamp, inputs);
    return null;
  }

  private Path packaged(String file) {
    return parser.resolve("node_modules").resolve(file);
  }

  private byte[] inputs() throws IOException {
    Binary all = new Binary();
    List<Path> files =
        List.of(
            packaged("libpg-query/wasm/libpg-query.wasm"),
            packaged("libpg-query/wasm/libpg-query.js"),
            packaged("@pgsql/types/types.d.ts"),
            pin());
    for (Path file : files) {
      all.sized(new Binary().raw(Files.readAllBytes(file)));
    }
    return all.name(machineClass).name(ownCode()).bytes();
  }

  /** A hash of this program's classes, from wherever they run: a folder or a jar. */
  private static String ownCode() throws IOException {
    URI location =
        URI.create(Build.class.getProtectionDomain().getCodeSource().getLocation().toString());
    Path code = Path.of(location);
    Binary all = new Binary();
    if (Files.isDirectory(code)) {
      addClasses(code, all);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        addClasses(jar.getPath("/"), all);
      }
    }
    return sha256(all.bytes());
  }

  private static void addClasses(Path folder, Binary all) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        all.sized(new Binary().raw(Files.readAllBytes(file)));
      }
    }
  }

  private Path pin() {
    return parser.resolve("outlined.sha256");
  }

  private Path outline() throws IOException {
    ModuleEditor module =
        new ModuleEditor(Files.readAllBytes(packaged("libpg-query/wasm/libpg-query.wasm")));
    Outliner.outline(module, Sizes.HOTSPOT);
    String script = Files.readString(packaged("libpg-query/wasm/libpg-query.js"));
    byte[] outlined = module.write(EmscriptenNames.read(script));
    String hash = sha256(outlined);
    String pinned = Files.readString(pin()).strip();
    if (!hash.equals(pinned)) {
      throw new BuildException(
          "The outlined module has the SHA-256 "
              + hash
              + ", parser/outlined.sha256 says "
              + pinned
              + ": if libpg-query, Chicory or the outliner was changed on purpose, put the new one"
              + " there and let the differential tests judge it.");
    }
    Files.createDirectories(target);
    Path file = target.resolve("outlined.wasm");
    Files.write(file, outlined);
    return file;
  }

  private void compile(Path wasm) throws IOException {
    Config config =
        Config.builder()
            .withWasmFile(wasm)
            .withName(machineClass)
            .withTargetClassFolder(classes)
            .withTargetSourceFolder(classes)
            .withTargetWasmFolder(classes)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .build();
    Generator generator = new Generator(config);
    generator.generateMetaWasm(generator.generateResources());
    MethodLengths.check(classes);
  }

  private void nodeTypes() throws IOException {
    Path file = classes.resolve("dev/pgtier/parser/node-types.txt");
    Files.createDirectories(file.getParent());
    String declarations = Files.readString(packaged("@pgsql/types/types.d.ts"));
    Files.writeString(file, NodeTypes.describe(declarations));
  }

  private void deleteTarget() throws IOException {
    if (Files.exists(target)) {
      try (Stream<Path> files = Files.walk(target)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
