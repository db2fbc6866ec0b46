package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Scan.Token;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScanTest {
  private final PostgresParser parser = new PostgresParser();

  @Test
  void aTokenLongerThanLibPgQueryReservesForItIsReadWhole() {
    String literal = "'\u0001\n\t\"\\é" + "x".repeat(100_000) + "'";

    Scan scan = Scan.of(parser, literal + "/* c */a");

    int end = literal.length() + 1;
    assertThat(scan.tokens())
        .containsExactly(
            new Token(0, end, 261, 0),
            new Token(end, end + 7, 276, 0),
            new Token(end + 7, end + 8, 258, 0));
  }

  @Test
  void whatCannotBeScannedIsAnError() {
    assertThat(Scan.of(parser, "select 'abc"))
        .isEqualTo(
            new Scan(List.of(), Optional.of("unterminated quoted string at or near \"'abc\"")));
    assertThat(Scan.of(parser, "a -- x").tokens()).hasSize(2);
  }
}
