package dev.pgtier.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often an address may be wrong. */
class ThrottleTest {
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
  private final Throttle throttle = new Throttle(() -> now);

  private int tries(String address) {
    int tries = 0;
    while (throttle.admits(address)) {
      throttle.wrong(address);
      tries++;
    }
    return tries;
  }

  @Test
  void tenWrongTokensThenOneEachSecond() {
    assertThat(tries("192.0.2.1")).isEqualTo(10);
    for (int i = 0; i < 5; i++) {
      now += TimeUnit.SECONDS.toNanos(1);
      assertThat(tries("192.0.2.1")).isEqualTo(1);
    }
    now += TimeUnit.SECONDS.toNanos(10);
    assertThat(tries("192.0.2.1")).isEqualTo(10);
  }

  @Test
  void anotherAddressIsNotHeldUpUnlessItIsOfTheSameNetwork() {
    assertThat(tries("192.0.2.1")).isEqualTo(10);
    assertThat(throttle.admits("192.0.2.2")).isTrue();
    assertThat(tries("2001:db8::1")).isEqualTo(10);
    assertThat(throttle.admits("2001:db8::ffff:1")).isFalse();
    assertThat(throttle.admits("2001:db8:0:1::1")).isTrue();
  }

  @Test
  void manyAddressesTakeBoundedMemoryAndTheLastOnesAreKnown() {
    for (int i = 0; i < 50_000; i++) {
      throttle.wrong("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 0xff, i & 0xff));
    }
    assertThat(tries("192.0.2.1")).isEqualTo(10);
    assertThat(throttle.admits("192.0.2.1")).isFalse();
  }
}
