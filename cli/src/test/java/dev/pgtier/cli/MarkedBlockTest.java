package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs the documents' commands sees a difference where there is one. */
class MarkedBlockTest {
  private static final String DOCUMENT =
      """
      Not marked:
      ```sh
      rm -rf /
      ```
      <!-- run: exit 3 -->
      ```sh
      one
      two
      ```
      Then
      <!-- prints -->
      ```
       id | total
      ----+------
        1 | …
      ```
      <!-- run -->
      ```sh
      three
      ```
      """;

  @TempDir Path folder;

  @Test
  void takesWhatIsMarkedAndNothingElse() throws IOException {
    List<MarkedBlock> blocks = blocks(DOCUMENT);
    assertThat(blocks)
        .extracting(MarkedBlock::script, MarkedBlock::exitCode, MarkedBlock::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("one\ntwo", 3, "a.md:7"),
            org.assertj.core.groups.Tuple.tuple("three", 0, "a.md:19"));
  }

  @Test
  void missesALineThatIsNotThereOrNotInItsPlace() throws IOException {
    MarkedBlock block = blocks(DOCUMENT).get(0);
    assertThat(
            block.missing(List.of("x", " id |  total", "----+--------", "  1 |   120", "(1 row)")))
        .isEmpty();
    assertThat(block.missing(List.of(" id | total", "----+------", "  2 | 120")))
        .contains("  1 | …");
    assertThat(block.missing(List.of("----+------", " id | total", "  1 | 120")))
        .contains("----+------");
    assertThat(block.missing(List.of())).contains(" id | total");
  }

  @Test
  void aMarkWithoutABlockIsAMistake() {
    assertThatThrownBy(() -> blocks("<!-- run -->\n\n```sh\nx\n```\n"))
        .hasMessage("a.md:3: no block follows the mark");
  }

  private List<MarkedBlock> blocks(String text) throws IOException {
    return MarkedBlock.of(Files.writeString(folder.resolve("a.md"), text));
  }
}
