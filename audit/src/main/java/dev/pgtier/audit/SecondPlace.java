package dev.pgtier.audit;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** Where else checkpoints go, so that a cut-off tail shows. */
public sealed interface SecondPlace {
  /** A file, best on another machine's disk; lines are appended. */
  record File(Path path) implements SecondPlace {
    public File {
      Objects.requireNonNull(path);
    }

    @Override
    public String toString() {
      return "file " + path;
    }
  }

  /** Takes a POST of {@code application/json} for each checkpoint and answers 2xx. */
  record Webhook(URI url) implements SecondPlace {
    public Webhook {
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
        throw new IllegalArgumentException("a webhook begins with https:// or http://");
      }
    }

    /** Only the host: the rest may hold a token. */
    @Override
    public String toString() {
      return "webhook at " + url.getHost();
    }
  }
}
