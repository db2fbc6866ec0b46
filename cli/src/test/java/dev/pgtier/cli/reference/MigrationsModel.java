package dev.pgtier.cli.reference;

import static dev.pgtier.cli.reference.Type.FLAG;
import static dev.pgtier.cli.reference.Type.NAMED;
import static dev.pgtier.cli.reference.Type.PATH;
import static dev.pgtier.cli.reference.Type.PROSE;
import static dev.pgtier.cli.reference.Type.SECRET;
import static dev.pgtier.cli.reference.Type.TEXT;
import static dev.pgtier.cli.reference.Type.duration;
import static dev.pgtier.cli.reference.Type.number;
import static dev.pgtier.cli.reference.Type.section;
import static dev.pgtier.cli.reference.Type.sections;
import static dev.pgtier.cli.reference.Type.words;

import java.util.List;

/** The section {@code migrations} of the configuration file. */
final class MigrationsModel {
  private static final Type COLUMN =
      Type.text("text", "^[^.\\\\s]+\\\\.[^.\\\\s]+\\\\.[^.\\\\s]+$");
  private static final Type MASK =
      Type.of(
          "section",
          "'anyOf': [{'type': ['string', 'number', 'boolean', 'null'], 'pattern': '\\\\S'}, {'$ref': '#/$defs/mask'}]");

  private MigrationsModel() {}

  static List<Group> groups() {
    return List.of(migrations(), login(), mask(), copy(), approver(), approvals());
  }

  private static Group migrations() {
    return Group.of("migrations", "migrations", "`migrations`", "")
        .key("directory", PATH, "required", "of the `.sql` files")
        .key("ledger", PATH, "required", "where the records are kept")
        .key("production", TEXT, "required", "the upstream that migrations are for")
        .key(
            "validation",
            TEXT,
            "required",
            "the upstream that they are tried on; never production's database")
        .key("apply-as", section("login"), "none", "as whom they are applied")
        .key(
            "validate-as",
            section("login"),
            "none",
            "as whom they are tried; its tier works on `validation`. Nobody else may name the databases of validations")
        .key(
            "masking",
            Type.named(COLUMN, MASK),
            "nothing",
            "by `schema.table.column`: `null`, `hash`, `{ constant: … }` or an SQL expression; see [migrations.md](migrations.md)")
        .key("clone", section("clone"), "none", "how the validation database is made")
        .key("approvers", sections("approver"), "none", "who may approve")
        .key("approvals", section("approvals"), "as below", "how many must, and for how long");
  }

  private static Group login() {
    return Group.of("login", "a log-in", "`migrations.apply-as`, `migrations.validate-as`", "")
        .key("principal", TEXT, "required", "a principal of this file")
        .key("password", SECRET, "required", "its password");
  }

  private static Group mask() {
    return Group.of("mask", "a mask", "`migrations.masking`, where it is no word", "")
        .key("constant", Type.ANY, "required", "what every row shows, as a text");
  }

  private static Group copy() {
    return Group.of("clone", "clone", "`migrations.clone`", "")
        .key(
            "by",
            words("pg_dump", "template", "command"),
            "required",
            "`pg_dump`, `template` (CREATE DATABASE … TEMPLATE, on one server) or `command`")
        .key(
            "source",
            TEXT,
            "required but with `by: command`",
            "the upstream that is copied; one that no tier uses")
        .key(
            "target",
            TEXT,
            "required",
            "the upstream whose database is made: validation's, with a role that may make it; one that no tier uses, never production's database")
        .key(
            "command",
            PROSE,
            "required with `by: command`",
            "for `sh -c`; prints the copy's connection string")
        .key("time", duration("1s", ""), "`1h`", "how long the command may take")
        .key("jobs", number(1, 256), "4", "sessions at once, with `by: pg_dump`")
        .key(
            "temp",
            PATH,
            "the system's folder for such",
            "where the dump is kept meanwhile, with `by: pg_dump`")
        .key(
            "ttl",
            duration("1s", ""),
            "none",
            "a base copy that is older is stale, and no validation takes it")
        .key(
            "maintenance",
            TEXT,
            "`postgres`",
            "the database of target's server from which others are made and renamed")
        .rule(
            "{'if': {'properties': {'by': {'const': 'command'}}}, 'then': {'required': ['command'], 'properties': {'source': false}}, 'else': {'required': ['source'], 'properties': {'command': false, 'time': false}}}")
        .rule(
            "{'if': {'properties': {'by': {'enum': ['template', 'command']}}}, 'then': {'properties': {'jobs': false, 'temp': false}}}");
  }

  private static Group approver() {
    return Group.of("approver", "an approver", "`migrations.approvers`", "")
        .key("name", NAMED, "required", "as `migration approve --as` names it")
        .key(
            "public-key",
            TEXT,
            "required",
            "an Ed25519 key as `pgtier keygen` prints it; no other approver's");
  }

  private static Group approvals() {
    return Group.of("approvals", "approvals", "`migrations.approvals`", "")
        .key("required", number(1, 100), "1", "how many approvers must agree")
        .key(
            "not-author",
            FLAG,
            "`true`",
            "whether the author's own yes does not count: whom the file's `-- author:` line names, else who had it validated")
        .key("expire", duration("1m", "8760h"), "`168h`", "how long an approval lasts")
        .key(
            "validation",
            duration("1m", "8760h"),
            "none",
            "how old a validation may be when its file is begun on production");
  }
}
