package dev.pgtier.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.fixture.RealPostgres;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScramVerifierProperties {
  /** SASLprep has many tables, and the server's are not ours. */
  @Property(tries = 200)
  void theServerDerivesTheSameFromAPassword(@ForAll("passwords") String password) throws Exception {
    RealPostgres postgres = RealPostgres.shared();
    String literal = "'" + password.replace("'", "''") + "'";
    String text =
        postgres.queryAfter(
            "CREATE ROLE tried PASSWORD " + literal,
            "SELECT rolpassword FROM pg_authid WHERE rolname = 'tried'");
    ScramVerifier stored = ScramVerifier.parse(text);
    assertThat(ScramVerifier.derive(password, stored.iterations(), stored.salt()).text())
        .isEqualTo(text);
  }

  @Provide
  Arbitrary<String> passwords() {
    Arbitrary<Integer> character =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 0x7F),
            Arbitraries.integers().between(0x80, 0x7FF),
            Arbitraries.integers().between(0x2000, 0x33FF),
            Arbitraries.integers().between(0x800, 0xD7FF),
            Arbitraries.integers().between(0xF900, 0xFFFF),
            Arbitraries.integers().between(0x10000, 0x1FFFF));
    return character
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(
            codePoints -> {
              StringBuilder text = new StringBuilder();
              codePoints.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
