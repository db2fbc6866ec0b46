package dev.pgtier.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.search.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class FilterOptionsTest {
  @Command(name = "search")
  static final class Search {
    @Mixin private FilterOptions filters;
  }

  @Test
  void thereIsAnOptionForEachKeyOfAFilterAndNoOther() {
    List<String> options =
        new CommandLine(new Search())
            .getCommandSpec().options().stream()
                .map(option -> option.longestName().substring(2))
                .toList();
    assertThat(options).containsExactlyInAnyOrderElementsOf(Filter.keys());
  }

  @Test
  void optionsMeanWhatTheUrlMeans() throws Exception {
    String query =
        "from=1h&to=2026-01-02T03%3A04%3A05Z&verdict=deny&verdict=rewrite&principal=%21pool"
            + "&relation=public.*&text=a+b&min-duration=20ms&max-duration=5s&min-rows=1&max-rows=9";
    Filter filter = Filter.ofQuery(query);
    Search search = new Search();
    new CommandLine(search).parseArgs(filter.toOptions().toArray(String[]::new));
    assertThat(search.filters.filter()).isEqualTo(filter);
    assertThat(filter.toQuery()).isEqualTo(query);
  }
}
