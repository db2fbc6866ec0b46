package dev.pgtier.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.proxy.fixture.RealPostgres;
import dev.pgtier.proxy.wire.Bytes;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramVerifierTest {
  private static final String KEY = "A".repeat(43) + "=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pencil",
        "with ünïcödé",
        "\u2168 becomes IX",
        "soft\u00ADhyphen",
        "a no-break\u00A0space",
        "\u00AD",
        "forbidden \u0007 bell",
        "mixed \u06271 direction",
        "\uD83D\uDE00",
        "unassigned \u0221"
      })
  void theServerDerivesTheSameFromAPassword(String password) throws Exception {
    RealPostgres postgres = RealPostgres.shared();
    postgres.execute("SET password_encryption = 'scram-sha-256'", "DROP ROLE IF EXISTS derived");
    postgres.execute("CREATE ROLE derived PASSWORD '" + password + "'");
    ScramVerifier stored =
        ScramVerifier.parse(
            postgres.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'derived'"));
    assertThat(ScramVerifier.derive(password, stored.iterations(), stored.salt()).text())
        .isEqualTo(stored.text());
  }

  @Test
  void partsAreWhatTheTextSays() {
    ScramVerifier verifier = ScramVerifier.parse("SCRAM-SHA-256$4096:c2FsdA==$" + KEY + ":" + KEY);
    assertThat(verifier.iterations()).isEqualTo(4096);
    assertThat(verifier.salt()).isEqualTo(Bytes.copyOf(new byte[] {'s', 'a', 'l', 't'}));
    assertThat(verifier.storedKey()).isEqualTo(Bytes.copyOf(Base64.getDecoder().decode(KEY)));
    assertThat(verifier.serverKey()).isEqualTo(verifier.storedKey());
  }

  @Test
  void twoOfOnePasswordDoNotLookAlike() {
    assertThat(ScramVerifier.derive("pencil").text())
        .isNotEqualTo(ScramVerifier.derive("pencil").text())
        .startsWith("SCRAM-SHA-256$4096:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pencil",
        "md5c6c2ac2f6ba0b8f2a4e1d62f2d9a7f07",
        "SCRAM-SHA-256$0:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$-1:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$04096:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$2147483648:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$4096:$KEY:KEY",
        "SCRAM-SHA-256$4096:c2FsdA$KEY:KEY",
        "SCRAM-SHA-256$4096:c2Fs dA==$KEY:KEY",
        "SCRAM-SHA-256$4096:c2FsdB==$KEY:KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$KEY:KEY:KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$c2FsdA==:KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$KEY:KEY\n",
        " SCRAM-SHA-256$4096:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-1$4096:c2FsdA==$KEY:KEY"
      })
  void anyOtherTextIsRefusedAndNotRepeated(String form) {
    String text = form.replace("KEY", KEY);
    IllegalArgumentException refusal =
        catchThrowableOfType(IllegalArgumentException.class, () -> ScramVerifier.parse(text));
    assertThat(refusal).hasMessageStartingWith("not a SCRAM verifier");
    if (!text.isEmpty()) {
      assertThat(refusal.getMessage()).doesNotContain(text);
    }
  }

  @Test
  void anEmptyPasswordHasNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> ScramVerifier.derive(""));
  }

  @Test
  void isNeverPrinted() {
    assertThat(ScramVerifier.derive("pencil")).hasToString("(verifier)");
  }
}
