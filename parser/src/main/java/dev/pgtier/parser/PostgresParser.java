package dev.pgtier.parser;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import dev.pgtier.parser.Refused.Reason;
import dev.pgtier.parser.wasm.LibPgQuery;
import dev.pgtier.parser.wasm.OutOfModuleMemoryException;
import dev.pgtier.parser.wasm.OutOfModuleStackException;
import dev.pgtier.parser.wasm.ReportedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * PostgreSQL's parser. One thread at a time may use it; nested statements take stack, so that a
 * thread with the usual one has them refused where PostgreSQL would not ({@link ParserPool} has
 * threads with 16 MB). Each parser holds about 12 MB; the first one of a JVM takes most of a second
 * to load.
 */
public final class PostgresParser {
  private static final long MAXIMUM_MEMORY = 128L << 20;
  private static final long KEPT_MEMORY = 32L << 20;
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

  private final ParseLimits limits;
  private LibPgQuery library;

  public PostgresParser() {
    this(ParseLimits.DEFAULT);
  }

  public PostgresParser(ParseLimits limits) {
    this.limits = limits;
    this.library = new LibPgQuery(MAXIMUM_MEMORY);
  }

  /**
   * Reads {@code sql}, all statements of it, as PostgreSQL's simple Query would. Interrupting the
   * thread ends it with {@link Reason#DEADLINE}; the thread stays interrupted.
   */
  public ParseResult parse(String sql) {
    Optional<Refused> refused = TextGuard.check(sql, limits);
    if (refused.isPresent()) {
      return refused.get();
    }
    ServerText text = ServerText.of(sql);
    try {
      byte[] json = library().parse(text.bytes());
      dropIfGrown();
      return text.junk().isPresent()
          ? text.junk().get()
          : TreeReader.read(json, text.bytes().length, limits.depth());
    } catch (ReportedException e) {
      return reported(text, e);
    } catch (TreeReader.TreeTooDeepException e) {
      return tooDeep();
    } catch (RuntimeException | Error e) {
      library = null;
      return refused(e);
    }
  }

  /**
   * libpg_query's fingerprint: equal for statements that differ only in constants and in lists'
   * lengths. For people and statistics; nothing may be decided by it.
   *
   * @return 16 hexadecimal digits; empty if {@link #parse} would not give a tree
   */
  public Optional<String> fingerprint(String sql) {
    if (TextGuard.check(sql, limits).isPresent()) {
      return Optional.empty();
    }
    ServerText text = ServerText.of(sql);
    if (text.junk().isPresent()) {
      return Optional.empty();
    }
    try {
      byte[] reply = library().fingerprint(text.bytes());
      dropIfGrown();
      return Optional.of(new String(reply, StandardCharsets.UTF_8))
          .filter(FINGERPRINT.asMatchPredicate());
    } catch (RuntimeException | Error e) {
      library = null;
      return Optional.empty();
    }
  }

  /** Puts a new library in the place of one that was dropped, before the next text needs it. */
  void repair() {
    try {
      library();
    } catch (RuntimeException | Error e) {
      // The next parse tries again, and says so if it fails too.
      library = null;
    }
  }

  private LibPgQuery library() {
    if (library == null) {
      library = new LibPgQuery(MAXIMUM_MEMORY);
    }
    return library;
  }

  private void dropIfGrown() {
    if (library.memorySize() > KEPT_MEMORY) {
      library = null;
    }
  }

  private ParseResult reported(ServerText text, ReportedException report) {
    // Two of them are the parser's own walls, not the grammar's word.
    if (report.getMessage().startsWith("out of memory")) {
      library = null;
      return outOfMemory();
    } else if (report.getMessage().startsWith("stack depth limit exceeded")) {
      return tooDeep();
    }
    dropIfGrown();
    return text.error(report);
  }

  private Refused refused(Throwable failure) {
    if (failure instanceof StackOverflowError
        || failure.getCause() instanceof StackOverflowError
        || failure instanceof OutOfModuleStackException) {
      return tooDeep();
    } else if (failure instanceof OutOfModuleMemoryException
        || failure instanceof OutOfMemoryError) {
      return outOfMemory();
    } else if (failure instanceof ChicoryInterruptedException) {
      return new Refused(Reason.DEADLINE, "the statement took too long to parse");
    }
    return new Refused(Reason.FAILED, "the parser failed: " + failure);
  }

  private Refused tooDeep() {
    return new Refused(
        Reason.TOO_DEEP, "the statement is nested deeper than " + limits.depth() + " levels");
  }

  private static Refused outOfMemory() {
    return new Refused(
        Reason.OUT_OF_MEMORY, "the statement needs more memory than a parser may use");
  }
}
