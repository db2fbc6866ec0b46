package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system's refusals become. */
class FileTroubleTest {
  @TempDir Path folder;

  @Test
  void eachIsHalfASentence() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xff});
    assertThat(trouble(() -> Files.readString(folder.resolve("none"))))
        .isEqualTo("there is no such file or folder");
    assertThat(trouble(() -> Files.readString(file.resolve("below"))))
        .isEqualTo("there is no such file or folder");
    assertThat(trouble(() -> Files.readString(folder))).isEqualTo("it is a folder");
    assertThat(trouble(() -> Files.readString(file))).isEqualTo("it is not UTF-8");
    assertThat(trouble(() -> Files.createFile(file))).isEqualTo("it is there already");
    assertThat(trouble(() -> list(file))).isEqualTo("it is no folder");
    assertThat(trouble(() -> Files.delete(folder))).isEqualTo("the folder is not empty");
    Path one = folder.resolve("one");
    Files.createSymbolicLink(one, folder.resolve("two"));
    Files.createSymbolicLink(folder.resolve("two"), one);
    assertThat(trouble(() -> Files.readString(one)))
        .startsWith("too many levels of symbolic links");
  }

  private static void list(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file)) {
      throw new AssertionError(files.toList());
    }
  }

  private static String trouble(ThrowingCallable attempt) {
    return FileTrouble.of(catchThrowableOfType(IOException.class, attempt));
  }
}
