package dev.pgtier.mcp.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.mcp.TestMcp;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TrustedCommentProperties {
  @Example
  void theControlCharacterThatJsonDoesNotEscapeIsEscaped() {
    String comment = TrustedComment.of(Map.of("agent", "\u007f"));
    assertThat(comment).isEqualTo("/*pgtier {\"agent\":\"\\u007f\"}*/ ");
  }

  /** A value out of the comment would be SQL of the caller's. */
  @Property
  void nothingGetsOutOfTheComment(@ForAll String value) {
    String comment = TrustedComment.of(Map.of("agent", value + "*/ x /*" + value));
    assertThat(comment).startsWith("/*pgtier {").endsWith("}*/ ");
    String inside = comment.substring(2, comment.length() - 3);
    assertThat(inside).doesNotContain("*", "/", "?", "\n", "\r", "\0");
    assertThat(inside.chars()).allMatch(c -> c >= ' ' && c < 127);
    assertThat(TestMcp.tree(inside.substring("pgtier ".length())).path("agent").isTextual())
        .isTrue();
  }
}
