package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class KeywordsTest {
  /**
   * The server's keywords stand one after the other in libpg_query's own table, each with a zero
   * byte after it.
   */
  @Test
  void areThoseOfTheServer() throws IOException {
    byte[] module = Files.readAllBytes(Path.of("node_modules/libpg-query/wasm/libpg-query.wasm"));
    String table = new String(module, StandardCharsets.ISO_8859_1);
    int start = table.indexOf("abort\0absent\0");
    int end = table.indexOf("zone\0", start) + "zone".length();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < Keywords.count(); i++) {
      words.add(Keywords.word(i));
    }
    assertThat(String.join("\0", words)).isEqualTo(table.substring(start, end));
  }

  @Test
  void areFoundInAnyCase() {
    for (int i = 0; i < Keywords.count(); i++) {
      String word = Keywords.word(i);
      assertThat(Keywords.number(word)).isEqualTo(i);
      assertThat(Keywords.number(word.toUpperCase(Locale.ROOT))).isEqualTo(i);
    }
  }

  @Test
  void areNotFoundWhereALetterDiffers() {
    for (int i = 0; i < Keywords.count(); i++) {
      String word = Keywords.word(i);
      for (int at = 0; at < word.length(); at++) {
        String other = word.substring(0, at) + "@" + word.substring(at + 1);
        assertThat(Keywords.number(other)).describedAs(other).isEqualTo(Keywords.NONE);
      }
      assertThat(Keywords.number(word + "_")).isEqualTo(Keywords.NONE);
    }
    assertThat(Keywords.number("")).isEqualTo(Keywords.NONE);
    assertThat(Keywords.number("users")).isEqualTo(Keywords.NONE);
  }

  /** The underscore and DEL differ by the bit that makes a capital letter small. */
  @Test
  void areNotFoundInCharactersThatOnlyLookLikeACapitalLetter() {
    assertThat(Keywords.number("merge_action")).isNotEqualTo(Keywords.NONE);
    assertThat(Keywords.number("merge\u007faction")).isEqualTo(Keywords.NONE);
  }
}
