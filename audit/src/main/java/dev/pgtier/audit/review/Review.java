package dev.pgtier.audit.review;

import jakarta.servlet.http.HttpServlet;
import java.io.Closeable;
import java.io.IOException;

/** The review page of one log, with what it needs in the background. */
public final class Review implements Closeable {
  private final OpenedSearch search;
  private final ChainWatch chain;
  private final HttpServlet servlet;

  private Review(OpenedSearch search, ChainWatch chain, HttpServlet servlet) {
    this.search = search;
    this.chain = chain;
    this.servlet = servlet;
  }

  /**
   * Makes the page. The log is indexed in the background; until that is done, the page says so.
   *
   * @throws IOException where the page's own files are missing
   */
  public static Review open(ReviewOptions options) throws IOException {
    Assets assets = Assets.load();
    OpenedSearch search = new OpenedSearch(options.search());
    ChainWatch chain =
        new ChainWatch(options.search().directory(), options.key(), options.elsewhere());
    Answers answers = new Answers(options, search, chain);
    return new Review(search, chain, new ReviewServlet(assets, answers));
  }

  /** To be put under a path that ends in {@code /*}, behind whatever decides who may look. */
  public HttpServlet servlet() {
    return servlet;
  }

  @Override
  public void close() throws IOException {
    chain.close();
    search.close();
  }
}
