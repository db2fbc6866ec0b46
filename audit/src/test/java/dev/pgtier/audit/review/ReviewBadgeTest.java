package dev.pgtier.audit.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says of the chain, and what it says before and after there is anything to show. */
class ReviewBadgeTest {
  @TempDir private Path folder;

  @Test
  void theBadgeNamesTheRecordThatWasChanged() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("tampered"));
    try (SampleLog changed = new SampleLog(directory).fill();
        ReviewServer other = new ReviewServer(directory);
        Chromium chromium = Chromium.start(folder);
        BrowserPage shown = chromium.page(1280, 800)) {
      shown.go(other.url()).awaitText("#chain", "Chain whole");
      Path file = changed.directory.resolve("audit-0000000000000001.jsonl");
      List<String> lines = Files.readAllLines(file);
      int at = 0;
      while (!lines.get(at).contains("'refunded'")) {
        at++;
      }
      byte[] bytes = Files.readAllBytes(file);
      int word = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("'refunded'") + 1;
      bytes[word] = 'R';
      Files.write(file, bytes);
      shown.awaitText("#chain", "Chain broken at record " + (at + 1)).press("c");
      shown.awaitText("#chain-panel", "record %d was changed".formatted(at + 1));
      shown.click("#chain-panel .button").awaitText("#drawer .sql", "UPDATE public.orders");
      assertThat(shown.complaints()).isEmpty();
    }
  }

  @Test
  void whatHasNoTextIsNamedAndWhatFailedIsNoCountOfRows() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("textless"));
    try (SampleLog log = new SampleLog(directory);
        ReviewServer server = new ReviewServer(directory);
        Chromium chromium = Chromium.start(folder);
        BrowserPage shown = chromium.page(1280, 800)) {
      log.textless();
      shown.go(server.url()).awaitCount("#rows .row", 3);
      assertThat(shown.texts("#rows .cell-sql"))
          .containsExactly("SELECT 1 / 0", "a text too long to be kept", "function call: lo_open");
      shown.press("j", "j", "Enter").awaitText("#drawer", "it never reached the database");
      assertThat(shown.text("#drawer"))
          .contains("There is no SQL here: a text too long to be kept.")
          .doesNotContainIgnoringCase("Parameters")
          .doesNotContain("FunctionCall");
      shown.awaitText("#of-session", "Replay the session");
      assertThat(shown.texts("#of-session .line small")).contains("error", "0");
      assertThat(shown.texts("#of-session .line .out-error")).containsExactly("error");
      assertThat(shown.complaints()).isEmpty();
    }
  }

  @Test
  void anEmptyLogAndAServerThatIsGoneAreSaid() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("empty"));
    try (SampleLog log = new SampleLog(directory);
        Chromium chromium = Chromium.start(folder);
        BrowserPage shown = chromium.page(1280, 800)) {
      try (ReviewServer server = new ReviewServer(directory)) {
        shown.go(server.url()).awaitText("#state", "No statement yet");
        log.oneMore("SELECT 'the first'");
        shown.awaitText("#rows .row", "the first");
        assertThat(shown.complaints()).isEmpty();
      }
      shown.await("document.body.classList.contains('is-away')");
      shown.press("d").awaitText("#state", "pgtier cannot be reached");
    }
  }
}
