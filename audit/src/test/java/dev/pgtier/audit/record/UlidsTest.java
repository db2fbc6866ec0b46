package dev.pgtier.audit.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class UlidsTest {
  @Test
  void sortByTimeAndAreNeverTheSame() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1));
    Ulids ulids = new Ulids(now::get);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ulids.next());
      if (i % 3 == 0) {
        now.set(now.get().plusMillis(i % 2 == 0 ? 1 : -1));
      }
    }
    assertThat(made)
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(u -> u.matches("[0-9A-HJKMNP-TV-Z]{26}"));
  }

  @Test
  void beginWithTheMilliseconds() {
    // The example of the ULID specification.
    Ulids ulids = new Ulids(() -> Instant.ofEpochMilli(1_469_918_176_385L));
    assertThat(ulids.next()).startsWith("01ARYZ6S41");
  }
}
