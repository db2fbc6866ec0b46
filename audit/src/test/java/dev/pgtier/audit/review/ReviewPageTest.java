package dev.pgtier.audit.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a browser, over a log that the real writer made. */
class ReviewPageTest {
  private static final String READY =
      "document.querySelectorAll('#rows .row').length > 0"
          + " && document.querySelectorAll('#principals li').length > 0"
          + " && document.querySelectorAll('#chart rect').length > 1";

  @TempDir static Path folder;
  private static SampleLog log;
  private static ReviewServer server;
  private static Chromium chromium;
  private BrowserPage page;

  @BeforeAll
  static void start() throws Exception {
    log = new SampleLog(Files.createDirectories(folder.resolve("log"))).fill();
    server = new ReviewServer(log.directory);
    chromium = Chromium.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
    log.close();
  }

  @BeforeEach
  void open() throws Exception {
    page = chromium.page(1440, 900).go(server.url()).await(READY);
  }

  /** Whatever a test does: no mistake in the console, and no request to anywhere else. */
  @AfterEach
  void leave() {
    try {
      assertThat(page.complaints()).isEmpty();
      assertThat(page.requests()).isNotEmpty().allMatch(url -> url.startsWith(server.url()));
    } finally {
      page.close();
    }
  }

  @Test
  void filtersLiveInTheAddressAndTheBackButtonTakesThemBack() {
    page.click(".segment.is-deny").awaitCount("#rows .row", 4).await(READY);
    assertThat(page.query()).isEqualTo("?verdict=deny");
    assertThat(page.texts("#rows .cell-outcome")).contains("relations.deny", "statements.allow");
    page.click("#denied button").awaitCount("#rows .row", 3);
    assertThat(page.query()).contains("shape=3f2a90cc17e0b1aa");
    assertThat(page.texts(".chip")).hasSize(2);
    String link = page.eval("location.href").asText();
    page.back().awaitCount("#rows .row", 4);
    page.back()
        .await("location.search === ''")
        .await("document.querySelectorAll('.row').length > 4");
    page.go(link).awaitCount("#rows .row", 3);
    page.click(".chip[data-filter=shape] .chip-close").awaitCount("#rows .row", 4);
    page.click(".chip[data-filter=verdict] .chip-turn")
        .await("location.search === '?verdict=%21deny'")
        .await("document.querySelectorAll('.row.is-deny').length === 0 && " + READY);
  }

  @Test
  void theSearchBoxReadsNamesAndWords() {
    page.press("/").type("principal:agent !status:ok ordres").press("Enter");
    page.awaitCount("#rows .row", 1).awaitText("#rows .row", "public.ordres");
    assertThat(page.query()).isEqualTo("?principal=agent&status=%21ok&text=ordres");
    assertThat(page.text("#rows .cell-outcome")).isEqualTo("error 42P01");
    page.press("Escape", "a").await("location.search === ''").await(READY);
    page.press("/")
        .type("tool:")
        .await("document.querySelectorAll('#suggestions li').length === 2");
    assertThat(page.texts("#suggestions li span")).containsExactly("recent_orders", "execute_sql");
    page.press("ArrowDown", "ArrowDown", "Enter").await("location.search === '?tool=execute_sql'");
    page.awaitText("#count", "5 statements");
  }

  @Test
  void theTimelineNarrowsTheTime() {
    page.drag("#chart", 0.4, 0.5).await("location.search.includes('from=')");
    page.await(READY).awaitText(".chip[data-filter=time]", "2026-03-02 08:02");
    page.await("Number(document.querySelector('.segment.is-all b').textContent) < 40");
    page.click("#unzoom").await("location.search === ''").awaitText(".segment.is-all b", "11");
    page.eval("document.querySelector('#chart').focus()");
    page.press("ArrowRight", "Enter").await("location.search.includes('from=2026-03-02')");
    page.awaitText(".segment.is-all b", "1");
  }

  @Test
  void theDrawerTellsEverythingAboutAStatement() {
    page.press("d").awaitCount("#rows .row", 4);
    page.press("j", "j", "Enter").awaitText("#of-session", "Replay the session");
    assertThat(page.text("#drawer .sql"))
        .startsWith("UPDATE public.orders SET status = 'refunded'");
    assertThat(page.texts("#drawer .sql .sql-keyword")).containsExactly("UPDATE", "SET", "WHERE");
    assertThat(page.text("#drawer .ruling"))
        .contains("statements.allow", "tier inspect does not allow write (UPDATE)")
        .contains("This tier only reads.");
    assertThat(page.text("#drawer .parameters")).contains("$1", "text", "NULL");
    assertThat(page.text("#drawer")).contains("it never reached the database", "prod-readonly");
    page.awaitText("#of-shape", "3 times, 3 denied, by 1 principal in 1 session: agent");
    assertThat(page.count("#of-session .line.is-current")).isEqualTo(1);
    String link = page.eval("location.href").asText();
    page.press("k").awaitText("#drawer .sql", "pg_authid");
    page.press("Escape").await("document.querySelector('#drawer').hidden");
    assertThat(page.eval("document.activeElement.id").asText()).isEqualTo("rows");
    page.go(link).awaitText("#drawer .sql", "refunded");
  }

  @Test
  void anOutcomeIsShownWithRowsAndTime() {
    page.go(server.url() + "?principal=builder&effect=write").awaitCount("#rows .row", 1);
    page.click("#rows .row").awaitText("#drawer", "SELECT 318");
    assertThat(page.texts("#drawer .sql-comment")).containsExactly("-- the backfill");
    assertThat(page.text("#drawer")).contains("done", "318", "KiB", "ms");
  }

  @Test
  void aSessionIsReplayedStatementByStatement() {
    page.go(server.url() + "?session=" + SampleLog.AGENT_SESSION).await(READY);
    page.press("j", "r").awaitText("#replay-title", "agent’s session");
    page.awaitText("#stage", "public.ordres").awaitText("#position", "13 of 14");
    page.press("k").awaitText("#position", "12 of 14").awaitText("#stage", "<script>");
    page.eval("document.querySelector('[aria-label=First]').click()");
    page.awaitText("#position", "1 of 14").awaitText("#stage", "TLSv1.3");
    page.press("j")
        .awaitText("#stage", "created_at DESC")
        .await("location.search.includes('step=')");
    page.eval("document.querySelector('[aria-label=Last]').click()");
    page.awaitText("#stage", "the client left").press("ArrowLeft", "ArrowLeft");
    page.awaitText("#position", "12 of 14").press(" ");
    // It plays to the end by itself.
    page.awaitText("#position", "14 of 14").awaitText("#stage", "the client left");
    page.press("Escape").await("document.querySelector('#replay').hidden");
    assertThat(page.query()).doesNotContain("replay");
  }

  @Test
  void sqlIsTextAndNeverMarkup() {
    page.go(server.url() + "?relation=public.notes").awaitCount("#rows .row", 1);
    assertThat(page.text("#rows .cell-sql")).startsWith("SELECT '<script>document.title");
    page.press("j", "Enter").awaitText("#drawer .sql", SampleLog.NASTY);
    page.awaitText("#of-session", "<script>").press("r").awaitText("#stage .sql", SampleLog.NASTY);
    assertThat(page.eval("document.title").asText()).isEqualTo("Review · pgtier");
    assertThat(page.count("script")).isEqualTo(1);
    assertThat(page.count("img")).isEqualTo(1);
    page.go(server.url() + "?text=%3Cimg+src%3Dx%20onerror%3Dalert(1)%3E")
        .await("document.querySelectorAll('.chip').length === 1");
    assertThat(page.text(".chip")).contains("<img src=x onerror=alert(1)>");
    assertThat(page.count("img")).isEqualTo(1);
  }

  @Test
  void whatTurnsTheWayOfReadingAndOtherUnseenCharactersShow() {
    page.go(server.url() + "?text=%E2%80%AEgnp.exe%1B%5B2J%E2%80%8B")
        .await("document.querySelectorAll('.chip').length === 1");
    assertThat(page.text(".chip")).contains("\uFFFDgnp.exe\u241B[2J\uFFFD");
    assertThat(page.query()).contains("%E2%80%AEgnp.exe%1B%5B2J%E2%80%8B");
  }

  @ParameterizedTest
  @ValueSource(ints = {375, 768, 1280})
  void aLongOutcomeLeavesThePrincipalsNameWhole(int width) throws Exception {
    try (BrowserPage other = chromium.page(width, 900)) {
      other.go(server.url()).await(READY);
      other.eval(
          """
          document.querySelector('#rows .cell-who b').textContent = 'release-mgr';
          document.querySelector('#rows .cell-outcome').textContent = 'limits.statements-per-second';
          """);
      String who = "document.querySelector('#rows .cell-who b').getBoundingClientRect().right";
      String cell = "document.querySelector('#rows .cell-who').getBoundingClientRect().right";
      assertThat(other.eval(who + " - " + cell).asDouble()).isLessThanOrEqualTo(0.5);
      String end = "document.querySelector('#rows .cell-outcome').getBoundingClientRect().right";
      assertThat(other.eval(end).asDouble()).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void theButtonToLogOutFitsOnANarrowScreen() throws Exception {
    try (BrowserPage narrow = chromium.page(375, 844)) {
      narrow.go(server.url()).await(READY);
      narrow.eval("document.querySelector('#logout').hidden = false");
      assertThat(narrow.eval("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(375);
    }
  }

  @Test
  void everythingCanBeReachedByKeys() {
    page.press("?").await("document.querySelector('#keys').open");
    assertThat(page.text("#keys")).contains("replay the session", "min-duration");
    page.press("?").await("!document.querySelector('#keys').open");
    page.press("/").await("document.activeElement.id === 'search'");
    page.type("jkd")
        .press("Escape", "Escape", "Escape")
        .await("document.activeElement.id !== 'search'");
    assertThat(page.query()).isEmpty();
    page.press("c").await("!document.querySelector('#chain-panel').hidden");
    page.press("Escape").await("document.querySelector('#chain-panel').hidden");
    page.press("l").awaitText("#live", "Paused").press("l").awaitText("#live", "Live");
    page.press("j", "j", "k")
        .await("document.querySelector('.row.is-active')?.dataset.index === '0'");
    assertThat(
            page.eval("document.querySelector('#rows').getAttribute('aria-activedescendant')")
                .asText())
        .isEqualTo(page.eval("document.querySelector('.row.is-active').id").asText());
  }

  @Test
  void olderPagesAreReadWhenOneScrollsThere() {
    page.awaitText("#count", "more below");
    page.eval("document.querySelector('#rows').scrollTop = 1e6");
    page.await("/^11\\d statements$/.test(document.querySelector('#count').textContent)");
    page.eval("document.querySelector('#rows').scrollTop = 1e6");
    page.awaitText("#rows", "08:00:03");
    assertThat(page.count("#rows .row")).isLessThan(60);
  }

  @Test
  void newStatementsAppearByThemselves() throws Exception {
    page.go(server.url() + "?principal=agent").await(READY);
    log.oneMore("SELECT 'just now'");
    page.awaitText("#rows .row", "just now");
    page.eval("document.querySelector('#rows').style.maxHeight = '120px'");
    page.eval("document.querySelector('#rows').scrollTop = 200");
    log.oneMore("SELECT 'while reading'");
    page.awaitText("#fresh", "1 new statement").click("#fresh");
    page.awaitText("#rows .row", "while reading").await("document.querySelector('#fresh').hidden");
  }

  /** The server's answer is changed on its way: an index that is half made is soon whole. */
  @Test
  void whatIsNotIndexedYetIsSaid() {
    page.await("document.querySelector('#notice').hidden");
    page.eval(
        """
        const real = window.fetch;
        window.fetch = async (to, how) => {
          const answer = await real(to, how);
          if (!String(to).startsWith('api/head')) return answer;
          return Response.json({ ...(await answer.json()), indexed: 3, files: 7 });
        };
        """);
    page.awaitText("#notice", "Indexing: 3 of 7 files. Older records are not shown yet.");
    assertThat(page.count("#rows .row")).isPositive();
    page.go(server.url()).await(READY).await("document.querySelector('#notice').hidden");
  }

  @Test
  void nothingFoundAndWrongFiltersAreSaid() {
    page.press("/")
        .type("no such words anywhere")
        .press("Enter")
        .awaitText("#state", "Nothing matches");
    page.click("#state button").await("location.search === ''").await(READY);
    page.click(".segment.is-events").awaitText("#rows", "no such principal");
    assertThat(page.text("#rows")).contains("login-failed", "session-start", "28P01");
    page.await("document.querySelector('#state').hidden");
  }

  @Test
  void textCanBeReadInLightAndDark() {
    for (String scheme : List.of("light", "dark")) {
      page.prefers(scheme).press("d").awaitCount("#rows .row", 4);
      page.press("j", "Enter")
          .awaitText("#of-session", "Replay")
          .awaitText("#of-shape", "denied, by");
      // Nothing moves any more, so that no colour is on its way.
      page.await(
          "document.getAnimations().every((one) => one.animationName === 'pulse' || one.playState === 'finished')");
      assertThat(page.eval(Contrast.POOR)).as(scheme).isEmpty();
      page.press("Escape", "a").await("location.search === ''").await(READY);
    }
  }

  @Test
  void onANarrowScreenNothingIsWiderThanTheScreen() throws Exception {
    try (BrowserPage narrow = chromium.page(390, 844)) {
      narrow.go(server.url()).await(READY);
      assertThat(narrow.eval("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(390);
      narrow.click("#rows .row").awaitText("#drawer", "statements.allow");
      assertThat(narrow.eval("document.querySelector('#drawer').scrollWidth").asInt())
          .isLessThanOrEqualTo(390);
      assertThat(narrow.complaints()).isEmpty();
    }
  }
}
