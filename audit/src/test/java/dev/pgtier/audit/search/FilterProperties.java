package dev.pgtier.audit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A filter that is written down and read again means the same. */
final class FilterProperties {
  @Property(tries = 300)
  void theQueryOfAUrlBringsItBack(@ForAll("filters") Filter filter) throws FilterException {
    assertThat(Filter.ofQuery(filter.toQuery())).isEqualTo(filter);
    assertThat(Filter.ofQuery("?" + filter.toQuery())).isEqualTo(filter);
    assertThat(filter.toQuery()).matches("[A-Za-z0-9._*%+=&-]*");
    assertThat(Filter.of(filter.parameters())).isEqualTo(filter);
  }

  @Property(tries = 300)
  void aWordForAValueMatchesThatValueAlone(@ForAll String value) {
    Words word = new Words(Filter.exactly(value));
    List<Object> bound = new java.util.ArrayList<>();
    assertThat(word.excludes()).isFalse();
    assertThat(word.compare("c", bound)).isEqualTo("c = ?");
    assertThat(bound).containsExactly(value);
  }

  @Provide
  Arbitrary<Filter> filters() {
    Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
    Arbitrary<Map<Field, List<String>>> words =
        Arbitraries.maps(Arbitraries.of(Field.class), text.list().ofMinSize(1).ofMaxSize(3))
            .ofMaxSize(4)
            .map(map -> map.isEmpty() ? new EnumMap<>(Field.class) : new EnumMap<>(map));
    Arbitrary<When> when =
        Arbitraries.oneOf(
            Arbitraries.longs()
                .between(0, 4_000_000_000_000_000L)
                .map(
                    micros ->
                        new When.Fixed(
                            Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000))),
            durations().map(When.Ago::new));
    return Combinators.combine(
            when.optional(),
            when.optional(),
            words,
            text.optional(),
            durations().optional(),
            durations().optional(),
            numbers(),
            numbers())
        .as(Filter::new);
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.longs()
        .between(0, 99_999_999_999L)
        .map(micros -> Duration.ofNanos(micros * 1000));
  }

  private static Arbitrary<OptionalLong> numbers() {
    return Arbitraries.longs()
        .between(0, 999_999_999_999_999_999L)
        .optional()
        .map(number -> number.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  @Example
  void timesAreReadAsPeopleWriteThem() throws FilterException {
    Instant now = Instant.parse("2026-01-02T12:00:00Z");
    assertThat(from("2026-01-02", now)).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(from("2026-01-02T03:04", now)).isEqualTo("2026-01-02T03:04:00Z");
    assertThat(from("2026-01-02 03:04:05.5", now)).isEqualTo("2026-01-02T03:04:05.500Z");
    assertThat(from("2026-01-02T03:04:05+02:00", now)).isEqualTo("2026-01-02T01:04:05Z");
    assertThat(from("90m", now)).isEqualTo("2026-01-02T10:30:00Z");
  }

  private static String from(String text, Instant now) throws FilterException {
    Optional<When> when = Filter.of(Map.of("from", List.of(text))).from();
    return when.orElseThrow().at(now).toString();
  }

  @Example
  void whatIsNoFilterIsSaidInOneSentence() {
    assertThatThrownBy(() -> Filter.ofQuery("colour=red"))
        .isInstanceOf(FilterException.class)
        .hasMessageStartingWith("there is no filter \"colour\"; there are from, to, event,");
    assertThatThrownBy(() -> Filter.ofQuery("from=yesterday"))
        .hasMessageContaining("\"yesterday\" is no time");
    assertThatThrownBy(() -> Filter.ofQuery("from=2026-02-30"))
        .hasMessageContaining("\"2026-02-30\" is no time");
    assertThatThrownBy(() -> Filter.ofQuery("min-rows=-1"))
        .hasMessage("min-rows: \"-1\" is no number of rows");
    assertThatThrownBy(() -> Filter.ofQuery("max-duration=5"))
        .hasMessageContaining("\"5\" is no duration");
    assertThatThrownBy(() -> Filter.ofQuery("text=a&text=b"))
        .hasMessage("text may be given only once");
    assertThatThrownBy(() -> Filter.ofQuery("text=%zz"))
        .hasMessage("the URL's query is not encoded as one");
  }
}
