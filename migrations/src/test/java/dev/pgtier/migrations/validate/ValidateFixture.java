package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.clone.CloneRun;
import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.clone.FreshDatabases;
import dev.pgtier.migrations.clone.TemplateWay;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.policies.judge.Judges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A shop, its clone, and a validator that reaches the fresh copies as their owner without a proxy
 * between; what the proxy does with a validation is tested where there is one.
 */
final class ValidateFixture implements AutoCloseable {
  static final String PRODUCTION = "validating_production";
  private static final String WORK = "validating";

  private final Path directory;
  private final Judges judges =
      Judges.open(new Judges.Options(1, 64, Duration.ofSeconds(30), 16 << 20));
  final FreshDatabases databases;

  ValidateFixture(Path directory) throws Exception {
    this.directory = directory;
    TestPostgres.run(
        "postgres",
        "DROP DATABASE IF EXISTS " + PRODUCTION,
        "CREATE DATABASE " + PRODUCTION + " OWNER deployer_owner");
    TestPostgres.as(
        "deployer_owner",
        PRODUCTION,
        """
        CREATE TABLE orders (id serial PRIMARY KEY, user_id int, status text, total numeric, created_at timestamp DEFAULT now());
        CREATE TABLE order_items (id serial PRIMARY KEY, order_id int REFERENCES orders (id), price numeric, qty int);
        INSERT INTO orders (user_id, status, total) VALUES (1, 'paid', NULL), (2, 'failed', NULL), (3, 'paid', 120);
        INSERT INTO order_items (order_id, price, qty) VALUES (1, 30, 2), (1, 40, 1), (2, 10, 1), (2, 15, 1);
        CREATE TABLE events AS SELECT i AS id, 'event ' || i AS note FROM generate_series(1, 150000) i;
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE parts (d date, x int) PARTITION BY RANGE (d);
        CREATE TABLE parts_2024 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """);
    TestPostgres.as("deployer_owner", PRODUCTION, "ANALYZE");
    CloneTarget target = TestPostgres.target(WORK, Optional.empty());
    new CloneRun(target, true, step -> {}, InstantSource.system())
        .clone(
            new TemplateWay(TestPostgres.parameters("cloner", PRODUCTION), true),
            List.of(),
            report -> {});
    databases = new FreshDatabases(target, InstantSource.system());
  }

  Validator validator(boolean lockTimeoutPinned) {
    int port = TestPostgres.parameters("writer", WORK).port();
    return new Validator(
        databases,
        new ProxyAccess("127.0.0.1", port, "writer", () -> "", Optional.empty()),
        new Validator.Reader(sql -> judges.read(sql).join(), sql -> judges.lint(sql).join()),
        lockTimeoutPinned,
        InstantSource.system());
  }

  MigrationFile file(String name, String sql, String... rollback) throws Exception {
    Files.writeString(directory.resolve(name), sql);
    Path undoing = directory.resolve(MigrationFile.rollbackName(name));
    Files.deleteIfExists(undoing);
    for (String text : rollback) {
      Files.writeString(undoing, text);
    }
    return MigrationFile.read(directory, name);
  }

  Validator.Validated validate(String sql, String... rollback) throws Exception {
    return validator(true).validate(file("file.sql", sql, rollback), "test", Watcher.NONE);
  }

  @Override
  public void close() {
    judges.close();
  }
}
