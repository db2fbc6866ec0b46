package dev.pgtier.parser.outliner;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Checks that HotSpot will compile every function: it never does those beyond 8,000 bytes. */
final class MethodLengths {
  private static final int HUGE_METHOD_LIMIT = 8_000;

  private MethodLengths() {}

  /**
   * @throws BuildException if a function's method in a class below {@code folder} is too long
   */
  static void check(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        for (Map.Entry<String, Integer> method : read(Files.readAllBytes(file)).entrySet()) {
          if (method.getKey().startsWith("func_") && method.getValue() > HUGE_METHOD_LIMIT) {
            throw new BuildException(
                method.getKey()
                    + " became "
                    + method.getValue()
                    + " bytes of JVM bytecode; beyond "
                    + HUGE_METHOD_LIMIT
                    + " HotSpot interprets it: let the outliner cut it smaller.");
          }
        }
      }
    }
  }

  /** The methods of a class file by name, each with the length of its code. */
  static Map<String, Integer> read(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(8); // magic, version
    String[] strings = constantPool(in);
    in.skipNBytes(6); // access, this, super
    in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
    Map<String, Integer> lengths = new TreeMap<>();
    for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
      member(in, strings, new TreeMap<>());
    }
    for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
      member(in, strings, lengths);
    }
    return lengths;
  }

  private static String[] constantPool(DataInputStream in) throws IOException {
    String[] strings = new String[in.readUnsignedShort()];
    for (int i = 1; i < strings.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> strings[i] = in.readUTF();
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // long and double take two entries
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> in.skipNBytes(4);
      }
    }
    return strings;
  }

  private static void member(DataInputStream in, String[] strings, Map<String, Integer> lengths)
      throws IOException {
    in.skipNBytes(2); // access
    String name = strings[in.readUnsignedShort()];
    in.skipNBytes(2); // descriptor
    for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
      String attribute = strings[in.readUnsignedShort()];
      int length = in.readInt();
      if (attribute.equals("Code")) {
        in.skipNBytes(4); // stack, locals
        lengths.put(name, in.readInt());
        length -= 8;
      }
      in.skipNBytes(length);
    }
  }
}
