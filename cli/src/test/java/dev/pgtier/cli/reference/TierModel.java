package dev.pgtier.cli.reference;

import static dev.pgtier.cli.reference.Type.FUNCTION;
import static dev.pgtier.cli.reference.Type.NAMED;
import static dev.pgtier.cli.reference.Type.PROSE;
import static dev.pgtier.cli.reference.Type.RELATION;
import static dev.pgtier.cli.reference.Type.RELATION_OR_COLUMN;
import static dev.pgtier.cli.reference.Type.duration;
import static dev.pgtier.cli.reference.Type.number;
import static dev.pgtier.cli.reference.Type.section;
import static dev.pgtier.cli.reference.Type.size;
import static dev.pgtier.cli.reference.Type.words;

import dev.pgtier.policies.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A tier file. */
final class TierModel {
  private static final String SETTING = "[A-Za-z_][A-Za-z0-9_$]*(\\\\.[A-Za-z0-9_$]+)*";
  private static final String EFFECTS =
      Stream.concat(Arrays.stream(Effect.values()).map(Effect::word), Stream.of("all"))
          .collect(Collectors.joining(" "));
  private static final Type COUNT = number(1, Integer.MAX_VALUE);
  private static final Type VALUE =
      Type.of(
          "text",
          "'type': ['string', 'number', 'boolean'], 'not': {'type': 'string', 'pattern': '^[0-9]+(m|[KMG]iB|KB)$'}");

  private TierModel() {}

  static List<Group> groups() {
    return List.of(file(), statements(), functions(), relations(), settings(), limits(), deploy());
  }

  private static Group file() {
    return Group.of(
            "",
            "the tier",
            "the top level",
            "A tier: what its principals' statements may do, and where. docs/policies.md explains it.")
        .key("tier", NAMED, "required", "its name")
        .key("description", PROSE, "none", "what it is for, in a sentence")
        .key("upstream", NAMED, "required", "where its statements run")
        .key(
            "mode",
            words("read-only", "read-write", "approved-migrations"),
            "required",
            "`read-only`: every statement in a READ ONLY transaction that ends in ROLLBACK; `read-write`: as sent; `approved-migrations`: only the statements of approved files")
        .key("statements", section("statements"), "required", "what they may do")
        .key("functions", section("functions"), "required", "which functions they may call")
        .key("relations", section("relations"), "all", "which tables and views they may name")
        .key(
            "settings",
            section("settings"),
            "nothing pinned, nothing settable",
            "run-time parameters")
        .key("limits", section("limits"), "as below", "bounds")
        .key("hint", PROSE, "none", "what a refused client should do instead")
        .key("deploy", section("deploy"), "none", "only with `approved-migrations`")
        .rule(
            "{'if': {'properties': {'mode': {'const': 'read-only'}}, 'required': ['mode']}, 'then': {'properties': {'statements': {'properties': {'allow': {'items': {'enum': ['read', 'explain', 'show', 'cursor', 'prepare', 'copy-out', 'transaction', 'session']}}}}}}}")
        .rule(
            "{'if': {'properties': {'mode': {'enum': ['read-only', 'approved-migrations']}}, 'required': ['mode']}, 'then': {'properties': {'settings': {'properties': {'settable': {'items': {'not': {'const': '*'}}}}}}}}")
        .rule(
            "{'if': {'properties': {'mode': {'enum': ['read-only', 'read-write']}}, 'required': ['mode']}, 'then': {'properties': {'deploy': false}}}");
  }

  private static Group statements() {
    return Group.of("statements", "statements", "`statements`", "")
        .key("allow", words(EFFECTS.split(" ")).set(), "required", "the effects that are allowed");
  }

  private static Group functions() {
    return Group.of("functions", "functions", "`functions`", "")
        .key(
            "allow",
            words("non-volatile", "any"),
            "required",
            "`non-volatile`: what pg_proc calls immutable or stable and not SECURITY DEFINER; `any`")
        .key("also", FUNCTION.set(), "none", "allowed besides")
        .key("deny", FUNCTION.set(), "none", "denied whatever else says otherwise")
        .rule(
            "{'if': {'properties': {'allow': {'const': 'any'}}, 'required': ['allow']}, 'then': {'properties': {'also': false}}, 'else': {'properties': {'also': {'items': {'not': {'const': '*'}}}}}}");
  }

  private static Group relations() {
    return Group.of("relations", "relations", "`relations`", "")
        .key("allow", RELATION.called("pattern").set().notEmpty(), "all", "nothing but these")
        .key("deny", RELATION_OR_COLUMN.set(), "none", "not these; wins over `allow`");
  }

  private static Group settings() {
    return Group.of("settings", "settings", "`settings`", "")
        .key(
            "pinned",
            Type.named(Type.text("", "^" + SETTING + "$"), VALUE),
            "none",
            "setting: value; in the start-up packet to the server, so that RESET falls back on it")
        .key(
            "settable",
            Type.text("name", "^(" + SETTING + "|\\\\*)$").set().called("list"),
            "none",
            "what a client may set; `\"*\"`, with `mode: read-write`, is every setting");
  }

  private static Group limits() {
    return Group.of("limits", "limits", "`limits`", "")
        .key(
            "time",
            duration("", "576h"),
            "none",
            "of one statement, by the proxy's own clock; `0s` for none")
        .key("rows", number(1, Long.MAX_VALUE - 1), "none", "of one statement's answer")
        .key("result", size("", "", 1, Long.MAX_VALUE), "none", "bytes of one statement's answer")
        .key("sql", size("", "1GiB", 1, 1L << 30), "`256KiB`", "bytes of one statement's text")
        .key("sessions", COUNT, "100", "at once, of all its principals together")
        .key("statements-per-second", COUNT, "none", "of one session")
        .key("prepared-statements", COUNT, "10000", "with a name, of one session")
        .key(
            "idle",
            duration("", "8760h"),
            "none",
            "a session without a statement for so long is closed; `0s` for never");
  }

  private static Group deploy() {
    return Group.of("deploy", "deploy", "`deploy`", "")
        .key(
            "bookkeeping",
            RELATION.set(),
            "required",
            "tables of a migration tool that it may keep, such as Flyway's history");
  }
}
