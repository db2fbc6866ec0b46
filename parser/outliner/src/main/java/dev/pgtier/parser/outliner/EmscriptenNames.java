package dev.pgtier.parser.outliner;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the minified names in an emscripten module stand for: its import {@code a} may be {@code
 * invoke_iii} in one release and {@code exit} in the next. The script that ships beside the module
 * tells.
 *
 * @param imports minified name → name in C
 * @param exports minified name → name in C
 */
record EmscriptenNames(Map<String, String> imports, Map<String, String> exports) {
  private static final Pattern IMPORTS = Pattern.compile("wasmImports=\\{([^}]*)}");
  private static final Pattern EXPORT =
      Pattern.compile("(\\w+)=(?:Module\\[\"\\w+\"]=)?(?:\\w+=)?wasmExports\\[\"(\\w+)\"]");
  private static final Pattern CONSTRUCTORS = Pattern.compile("wasmExports\\[\"(\\w+)\"]\\(\\)");

  /** Reads emscripten's glue code. */
  static EmscriptenNames read(String script) {
    Map<String, String> imports = new TreeMap<>();
    Matcher table = IMPORTS.matcher(script);
    if (!table.find()) {
      throw new BuildException("libpg-query.js has no table of imports as emscripten writes it");
    }
    for (String entry : table.group(1).split(",", -1)) {
      String[] pair = entry.split(":", -1);
      imports.put(pair[0].strip(), bare(pair[1].strip()));
    }
    Map<String, String> exports = new TreeMap<>();
    Matcher constructors = CONSTRUCTORS.matcher(script);
    if (constructors.find()) {
      exports.put(constructors.group(1), "wasm_call_ctors");
    }
    Matcher export = EXPORT.matcher(script);
    while (export.find()) {
      exports.putIfAbsent(export.group(2), bare(export.group(1)));
    }
    return new EmscriptenNames(Map.copyOf(imports), Map.copyOf(exports));
  }

  /** JavaScript's spelling of a C name begins with underscores of its own. */
  private static String bare(String name) {
    return name.replaceFirst("^_+", "");
  }
}
