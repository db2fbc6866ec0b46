package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskRule;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A production database and the clones of it, by CREATE DATABASE … TEMPLATE. */
final class CloneFixture {
  final String production;
  final String work;
  final List<String> steps = new ArrayList<>();
  final List<CloneReport> records = new ArrayList<>();
  final List<BaseCopy> resets = new ArrayList<>();

  private CloneFixture(String name) {
    this.production = name + "_production";
    this.work = name + "_validate";
  }

  /** Everything is made by its owner, deployer_owner. */
  static CloneFixture of(String name, String... statements) {
    CloneFixture fixture = new CloneFixture(name);
    TestPostgres.run("postgres", "CREATE DATABASE " + fixture.production + " OWNER deployer_owner");
    TestPostgres.as("deployer_owner", fixture.production, statements);
    return fixture;
  }

  static MaskRule rule(String column, Mask mask) {
    String[] names = column.split("\\.", -1);
    return new MaskRule(names[0], names[1], names[2], mask);
  }

  static MaskRule hash(String column) {
    return rule(column, new Mask.Hash());
  }

  CloneTarget target() {
    return TestPostgres.target(work, Optional.empty());
  }

  CloneRun run(boolean endSessions) {
    return new CloneRun(target(), endSessions, steps::add, InstantSource.system());
  }

  TemplateWay way(boolean endSessions) {
    return new TemplateWay(TestPostgres.parameters("cloner", production), endSessions);
  }

  CloneReport cloneNow(MaskRule... rules) throws Exception {
    return run(false).clone(way(false), List.of(rules), records::add);
  }

  void reset() throws Exception {
    run(false).reset(resets::add);
  }

  /** A clone and a database of it that can be looked into. */
  CloneReport cloneAndReset(MaskRule... rules) throws Exception {
    CloneReport report = cloneNow(rules);
    reset();
    return report;
  }

  /** The first column, in the agents' database. */
  List<String> values(String sql) {
    return TestPostgres.values(work, sql);
  }

  /** Every database whose name begins with the clones'. */
  List<String> databases() {
    return TestPostgres.values(
        "postgres",
        "SELECT datname FROM pg_database WHERE starts_with(datname, '" + work + "') ORDER BY 1");
  }
}
