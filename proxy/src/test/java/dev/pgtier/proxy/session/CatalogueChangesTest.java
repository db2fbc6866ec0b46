package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which conversations make the proxy look at the catalogue. */
class CatalogueChangesTest {
  private final AtomicInteger told = new AtomicInteger();
  private final CatalogueChanges changes = new CatalogueChanges(told::incrementAndGet);

  private void completed(String tag) {
    ByteBuf body = Unpooled.copiedBuffer(tag + "\0", StandardCharsets.US_ASCII);
    changes.completed(body, 0, body.readableBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE FUNCTION",
        "ALTER TABLE",
        "DROP VIEW",
        "DO",
        "CALL",
        "IMPORT FOREIGN SCHEMA"
      })
  void aStatementThatMayChangeItIsToldOnceItIsCommitted(String tag) {
    changes.ready((byte) 'I');
    completed("BEGIN");
    changes.ready((byte) 'T');
    completed(tag);
    changes.ready((byte) 'T');
    assertThat(told).hasValue(0);
    completed("COMMIT");
    changes.ready((byte) 'I');
    changes.ready((byte) 'I');
    assertThat(told).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1", "INSERT 0 1", "UPDATE 1", "DELETE 1", "DECLARE CURSOR", "DISCARD ALL",
        "DEALLOCATE", "COMMIT", "CLOSE CURSOR", "COPY 5", "ANALYZE", ""
      })
  void othersAreNot(String tag) {
    completed(tag);
    changes.ready((byte) 'I');
    assertThat(told).hasValue(0);
  }

  @Test
  void anotherChangeIsToldAgain() {
    for (int i = 0; i < 3; i++) {
      completed("CREATE VIEW");
      changes.ready((byte) 'I');
    }
    assertThat(told).hasValue(3);
  }
}
