package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordCommandTest {
  private static final String VERIFIER =
      "SCRAM-SHA-256\\$4096:[A-Za-z0-9+/]{22}==\\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=";

  @Test
  void printsOneVerifierWithASaltOfItsOwn() throws Exception {
    CommandProcess first = CommandProcess.run("correct horse\n", "password");
    CommandProcess second = CommandProcess.run("correct horse\n", "password");
    assertThat(first.exitCode()).isZero();
    assertThat(first.errors()).isEmpty();
    assertThat(first.output()).singleElement().asString().matches(VERIFIER);
    assertThat(second.output()).singleElement().asString().matches(VERIFIER);
    assertThat(first.output()).isNotEqualTo(second.output());
  }

  @Test
  void emptyPasswordIsRefused() throws Exception {
    for (String input : new String[] {"", "\n"}) {
      CommandProcess empty = CommandProcess.run(input, "password");
      assertThat(empty.exitCode()).isEqualTo(1);
      assertThat(empty.errors()).contains("empty").hasLineCount(1);
      assertThat(empty.output()).isEmpty();
    }
  }
}
