package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name in JSON is found as the grammar's own string, and nothing else is taken for it. */
class NamesTest {
  private static String find(String text) {
    byte[] json = ("{\"" + text + "\":").getBytes(StandardCharsets.UTF_8);
    return Grammar.NAMES.find(json, 2, json.length - 2);
  }

  @Test
  void everyTagAndFieldIsFoundAndNothingNearIt() {
    List<String> names = new ArrayList<>(Grammar.tags());
    Grammar.tags().forEach(tag -> names.addAll(Grammar.fields(tag).keySet()));

    assertThat(names).hasSizeGreaterThan(1_000).allSatisfy(NamesTest::isFound);
  }

  private static void isFound(String name) {
    assertThat(find(name)).isEqualTo(name).isSameAs(find(name));
    for (String other :
        List.of(name + "x", name + name, name.substring(1), "é" + name, "\\" + name)) {
      assertThat(find(other)).isIn(null, other);
    }
  }

  @Test
  void aTableOfNothingFindsNothing() {
    assertThat(new Names(List.of()).find(new byte[] {'a'}, 0, 1)).isNull();
    assertThat(find("")).isNull();
  }
}
