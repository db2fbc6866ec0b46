package dev.pgtier.cli.demo;

import dev.pgtier.cli.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server on one data directory, on loopback only, every log-in by password.
 *
 * <p>It is started by pg_ctl, which gives it a process group of its own: Ctrl-C on a terminal
 * reaches the demo alone, and the demo decides when the server goes.
 */
final class PostgresServer {
  static final String SUPERUSER = "postgres";
  static final String HOST = "127.0.0.1";

  private static final int EXIT_POLLS = 100;
  private static final int EXIT_POLL_MILLIS = 20;

  private final PostgresBinaries binaries;
  private final ServerAccount account;
  private final Path data;
  private final Path log;

  PostgresServer(PostgresBinaries binaries, ServerAccount account, Path data, Path log) {
    this.binaries = binaries;
    this.account = account;
    this.data = data;
    this.log = log;
  }

  /** Makes an empty data directory whose superuser has the password. */
  void init(String password) throws IOException, CommandException, InterruptedException {
    Files.createDirectory(data);
    account.give(data);
    Path passwordFile = Files.createTempFile(data.getParent(), "password", "");
    try {
      Files.writeString(passwordFile, password);
      account.give(passwordFile);
      run(
          "initdb",
          List.of(
              "--pgdata=" + data,
              "--username=" + SUPERUSER,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              // Independent of what locales the machine has.
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--locale=C",
              "--no-instructions"));
    } finally {
      Files.delete(passwordFile);
    }
  }

  /** Starts the server and waits until it takes connections. */
  void start(int port) throws IOException, CommandException, InterruptedException {
    String options =
        "-c listen_addresses=%s -c port=%d -c unix_socket_directories='' -c max_connections=200"
            .formatted(HOST, port);
    run(
        "pg_ctl",
        List.of("start", "--pgdata=" + data, "--log=" + log, "--wait", "--options=" + options));
  }

  /** Ends every session and stops the server; does nothing where none runs. */
  void stop() throws IOException, CommandException, InterruptedException {
    Optional<ProcessHandle> server = running();
    if (server.isEmpty()) {
      return;
    }
    run("pg_ctl", List.of("stop", "--pgdata=" + data, "--mode=fast", "--wait"));
    // pg_ctl waits for the pid file to go, which is a moment before the process does. Where nobody
    // reaps orphans it stays listed, so this does not insist.
    for (int i = 0; server.get().isAlive() && i < EXIT_POLLS; i++) {
      TimeUnit.MILLISECONDS.sleep(EXIT_POLL_MILLIS);
    }
  }

  /** Has the server end at once and does not wait; its next start recovers the data. */
  void abort() {
    try {
      new ProcessBuilder(
              account.command(
                  binaries.program("pg_ctl"),
                  List.of("stop", "--pgdata=" + data, "--mode=immediate", "--no-wait")))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(2, TimeUnit.SECONDS);
    } catch (IOException e) {
      System.err.println("pgtier: PostgreSQL may still run on " + data + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The server process on this data directory, also one that an earlier demo left behind.
   *
   * <p>A postmaster.pid whose number another program has by now would keep the server from
   * starting; who calls this holds the folder's lock, so such a file is a leftover and goes.
   */
  Optional<ProcessHandle> running() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
    Optional<ProcessHandle> process =
        lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    Optional<ProcessHandle> server =
        process.filter(p -> p.info().command().orElse("postgres").contains("postgres"));
    if (process.isPresent() && server.isEmpty()) {
      Files.delete(pidFile);
    }
    return server;
  }

  /** Completes when the running server has ended, for whatever reason. */
  CompletableFuture<?> ended() throws IOException {
    return running()
        .<CompletableFuture<?>>map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private void run(String program, List<String> arguments)
      throws IOException, CommandException, InterruptedException {
    if (!Files.exists(log)) {
      Files.createFile(log);
      account.give(log);
    }
    long logged = Files.size(log);
    ProcessBuilder builder =
        new ProcessBuilder(account.command(binaries.program(program), arguments))
            .directory(data.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // PGPORT, PGDATA and their like would be taken for ours.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process process = builder.start();
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new CommandException(
          "PostgreSQL's %s failed: %s (all of it is in %s)".formatted(program, why(logged), log));
    }
  }

  /** The first line that names a failure among those logged since. */
  private String why(long since) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int from = (int) Math.min(since, all.length);
    String text = new String(all, from, all.length - from, StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("error:"))
        .findFirst()
        .orElse("no reason given");
  }
}
