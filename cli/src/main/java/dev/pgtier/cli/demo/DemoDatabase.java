package dev.pgtier.cli.demo;

import dev.pgtier.cli.Build;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The demo's running PostgreSQL with the shop in it; closing it stops the server. */
public final class DemoDatabase implements AutoCloseable {
  private final DemoFolder folder;
  private final PostgresServer server;
  private final UpstreamPasswords passwords;

  private DemoDatabase(DemoFolder folder, PostgresServer server, UpstreamPasswords passwords) {
    this.folder = folder;
    this.server = server;
    this.passwords = passwords;
  }

  /**
   * Takes the folder and stops what an earlier demo left running on it; starts nothing.
   *
   * @param progress told of every step that takes a while, in a few words
   */
  public static DemoDatabase open(Path path, Build build, Consumer<String> progress)
      throws CommandException, InterruptedException {
    DemoFolder folder = DemoFolder.open(path, build.postgresqlMajor());
    try {
      PostgresBinaries binaries = PostgresBinaries.in(folder.root(), build.postgresql());
      ServerAccount account = ServerAccount.choose(folder.root());
      if (!binaries.present()) {
        progress.accept("unpacking PostgreSQL " + build.postgresql() + " (60 MB, only once)");
        binaries.unpack();
      }
      PostgresServer server = new PostgresServer(binaries, account, folder.data(), folder.log());
      if (server.running().isPresent()) {
        progress.accept("stopping the PostgreSQL that an earlier demo left running");
        server.stop();
      }
      return new DemoDatabase(folder, server, new UpstreamPasswords(folder.secrets()));
    } catch (IOException e) {
      closeQuietly(folder, e);
      throw new CommandException(
          "the demo's PostgreSQL could not be prepared in %s: %s".formatted(folder.root(), e), e);
    } catch (CommandException | InterruptedException e) {
      closeQuietly(folder, e);
      throw e;
    }
  }

  /** Starts the server, with the shop in it when it first comes up. */
  public void start(int port, StopSignal stop, Consumer<String> progress)
      throws CommandException, InterruptedException, StopSignal.Stopped {
    try {
      Shop shop = new Shop(port, passwords);
      boolean fresh = !folder.complete();
      if (fresh) {
        progress.accept("making a new database in " + folder.root());
        PostgresBinaries.delete(folder.data()); // what an interrupted start left
        server.init(passwords.password(PostgresServer.SUPERUSER));
      }
      stop.check();
      progress.accept("starting PostgreSQL on port " + port);
      server.start(port);
      stop.check();
      if (fresh) {
        shop.create();
        stop.check();
        folder.markComplete();
      }
      shop.prepareClone();
      shop.setPasswords();
      shop.refreshDates(progress);
    } catch (IOException | SQLException e) {
      throw new CommandException(
          "the demo's PostgreSQL could not be made ready: %s (its log is %s)"
              .formatted(e.getMessage(), folder.log()),
          e);
    }
  }

  /** Where everything is kept. */
  public Path root() {
    return folder.root();
  }

  /** Completes when the server has ended, for whatever reason. */
  public CompletableFuture<?> ended() throws IOException {
    return server.ended();
  }

  /** Has the server end at once, without waiting for it. */
  public void abort() {
    server.abort();
  }

  @Override
  public void close() throws CommandException {
    try (folder) {
      server.stop();
    } catch (IOException e) {
      throw new CommandException("PostgreSQL could not be stopped: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.abort();
    }
  }

  private static void closeQuietly(DemoFolder folder, Exception because) {
    try {
      folder.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
