package dev.pgtier.cli.reference;

import static dev.pgtier.cli.reference.Type.ADDRESS;
import static dev.pgtier.cli.reference.Type.FLAG;
import static dev.pgtier.cli.reference.Type.HTTPS;
import static dev.pgtier.cli.reference.Type.NAMED;
import static dev.pgtier.cli.reference.Type.PATH;
import static dev.pgtier.cli.reference.Type.SECRET;
import static dev.pgtier.cli.reference.Type.TEXT;
import static dev.pgtier.cli.reference.Type.duration;
import static dev.pgtier.cli.reference.Type.number;
import static dev.pgtier.cli.reference.Type.section;
import static dev.pgtier.cli.reference.Type.sections;
import static dev.pgtier.cli.reference.Type.size;
import static dev.pgtier.cli.reference.Type.words;

import java.util.List;
import java.util.stream.Stream;

/** The configuration file but for its migrations. */
final class ConfigurationModel {
  private static final Type COUNT = number(1, Integer.MAX_VALUE);

  private ConfigurationModel() {}

  static List<Group> groups() {
    return Stream.concat(
            Stream.of(file(), proxy(), tls(), limits(), admin(), audit(), stream()),
            Stream.concat(
                Stream.of(upstream(), principal(), mcp(), oauth()),
                MigrationsModel.groups().stream()))
        .toList();
  }

  private static Group file() {
    return Group.of(
            "",
            "the configuration",
            "the top level",
            "The configuration of pgtier; docs/configuration.md explains it.")
        .key("proxy", section("proxy"), "", "where clients connect; `serve` needs it")
        .key("admin", section("admin"), "none", "the port for operators")
        .key("audit", section("audit"), "", "the audit log; `serve` needs it")
        .key(
            "upstreams",
            Type.named(NAMED, section("upstream")).notEmpty(),
            "required",
            "PostgreSQL servers, by a name of yours")
        .key("tiers", PATH.list().notEmpty(), "required", "the tier files")
        .key("principals", sections("principal").notEmpty(), "required", "who may log in")
        .key("mcp", sections("mcp-server"), "none", "MCP servers")
        .key("migrations", section("migrations"), "none", "the way of a migration to production");
  }

  private static Group proxy() {
    return Group.of("proxy", "proxy", "`proxy`", "")
        .key("listen", ADDRESS, "required", "where clients connect")
        .key(
            "tls",
            section("tls"),
            "none",
            "TLS towards clients; without it they connect in clear text, which warns beyond this machine")
        .key("limits", section("limits"), "as below", "what clients may take of the proxy itself");
  }

  private static Group tls() {
    return Group.of("tls", "tls", "`proxy.tls`", "")
        .key("certificate", PATH, "required", "the certificate chain, PEM")
        .key("key", PATH, "required", "its private key, PEM")
        .key(
            "client-ca",
            PATH,
            "none are asked for",
            "who signs client certificates, PEM; with it a principal may log in by certificate")
        .key("required", FLAG, "`false`", "whether a log-in without TLS is refused");
  }

  private static Group limits() {
    return Group.of("limits", "limits of the proxy", "`proxy.limits`", "")
        .key(
            "login",
            duration("1ms", "24h"),
            "`10s`",
            "from the first byte to the end of the log-in")
        .key("stall", duration("1ms", "24h"), "`10s`", "how long a begun message may gain no byte")
        .key(
            "half-open",
            COUNT,
            "1000",
            "connections that are not logged in; one more drops the oldest")
        .key("per-address", COUNT, "10000", "logged-in sessions of one client address")
        .key(
            "drain",
            duration("", "24h"),
            "`20s`",
            "how long running statements may finish when the proxy stops");
  }

  private static Group admin() {
    return Group.of("admin", "admin", "`admin`", "")
        .key("listen", ADDRESS, "required", "where health, metrics and the review page are")
        .key(
            "token",
            SECRET,
            "none, which only loopback allows",
            "what requests carry as a bearer's token, and what a browser is asked for at `/login`");
  }

  private static Group audit() {
    return Group.of("audit", "audit", "`audit`", "")
        .key("directory", PATH, "required", "where the log's files are")
        .key(
            "durability",
            words("written", "synced"),
            "`written`",
            "`written`: the operating system has a record before its statement goes on; `synced`: the disk has it")
        .key(
            "parameters",
            words("omit", "hash", "plain"),
            "`hash`",
            "values bound to statements: not at all (`omit`), as keyed hashes (`hash`), or as they are (`plain`)")
        .key(
            "parameter-bytes",
            size("1B", "64MiB", 1, 64L << 20),
            "`1KiB`",
            "with `parameters: plain`, at most so much of each value")
        .key(
            "sql",
            size("1KiB", "64MiB", 1L << 10, 64L << 20),
            "`1MiB`",
            "at most so much of each statement's text")
        .key(
            "rotate",
            size("1MiB", "", 1L << 20, Long.MAX_VALUE),
            "`256MiB`",
            "a new file begins at this size")
        .key(
            "rotate-age",
            duration("1m", "876000h"),
            "none",
            "a new file begins at this age, though the old one is small")
        .key("compress", FLAG, "`false`", "closed files are compressed (gzip)")
        .key(
            "retention",
            duration("1h", "876000h"),
            "kept for ever",
            "closed files are deleted when their last record is so old; a signed stub stays")
        .key(
            "key",
            PATH,
            "`audit.key` in `directory`",
            "the file with the pair of keys that signs checkpoints; made where it is missing")
        .key(
            "checkpoints",
            SECRET.list().called("list"),
            "none",
            "where checkpoints go besides the directory: paths, or URLs that take a POST; may be looked up as a secret")
        .key("stream", section("stream"), "none", "where records go as they are written")
        .rule(
            "{'if': {'required': ['parameter-bytes']}, 'then': {'properties': {'parameters': {'const': 'plain'}}, 'required': ['parameters']}}");
  }

  private static Group stream() {
    return Group.of("stream", "audit.stream", "`audit.stream`", "")
        .key(
            "to",
            Type.text(
                "text",
                "^(?!\\\\$\\\\{)(?:(?:udp|tcp|tls)://[^/?#@]+:[0-9]{1,5}|(?![\\\\s\\\\S]*://)[\\\\s\\\\S]*\\\\S[\\\\s\\\\S]*)$"),
            "required",
            "`stdout`, the path of a file, or a syslog receiver (RFC 5424): `udp://HOST:PORT`, `tcp://HOST:PORT` (octet counting), `tls://HOST:PORT`")
        .key(
            "format",
            words("ocsf", "native"),
            "`ocsf`",
            "`ocsf`: an event of OCSF 1.8.0 for each statement and log-in; `native`: each record as it is in the log")
        .key("ca", PATH, "the system's", "certificates to trust, PEM; only with `tls://`")
        .key(
            "position",
            PATH,
            "`stream.position` in `directory`",
            "the file that remembers how far it got, so that a restart goes on there")
        .rule(
            "{'if': {'required': ['ca']}, 'then': {'properties': {'to': {'type': 'string', 'pattern': '^tls://'}}}}");
  }

  private static Group upstream() {
    return Group.of(
            "upstream",
            "an upstream",
            "`upstreams.NAME`",
            "A PostgreSQL server, and the credential that only the proxy knows.")
        .key(
            "host",
            TEXT,
            "required",
            "a name, an address, or the directory of a Unix-domain socket")
        .key("port", number(1, 65_535), "5432", "")
        .key("database", TEXT, "required", "what its sessions connect to; a client names the same")
        .key("user", TEXT, "required", "the role")
        .key("password", SECRET, "none, for servers that trust the proxy", "its password")
        .key(
            "tls",
            words("disable", "require", "verify-ca", "verify-full"),
            "`verify-full`; `disable` on loopback and Unix-domain sockets",
            "`disable`, `require` (encrypts, checks nobody), `verify-ca`, `verify-full`")
        .key(
            "ca",
            PATH,
            "the system's",
            "certificates to trust, PEM; only with `verify-ca` and `verify-full`")
        .rule(
            "{'if': {'properties': {'tls': {'enum': ['disable', 'require']}}, 'required': ['tls']}, 'then': {'not': {'required': ['ca']}}}")
        .rule(
            "{'if': {'required': ['ca'], 'not': {'required': ['tls']}}, 'then': {'properties': {'host': {'not': {'type': 'string', 'pattern': '^(/|localhost$|127\\\\.|::1$)'}}}}}");
  }

  private static Group principal() {
    return Group.of(
            "principal",
            "a principal",
            "`principals`",
            "Somebody who may log in, and the tier that says what may be done then.")
        .key(
            "name",
            Type.text(
                "text, 1 to 63 characters",
                "^(?=[\\\\s\\\\S]*\\\\S)[^\\\\u0000-\\\\u001f\\\\u007f]{1,63}$"),
            "required",
            "the user that a client logs in as")
        .key("tier", TEXT, "required", "its tier, by name")
        .key("scram", SECRET, "", "its verifier, as `pgtier password` prints it")
        .key("password", SECRET, "", "in place of `scram`; accepted with a warning")
        .key(
            "trusted-context",
            FLAG,
            "`false`",
            "whether the comment `/*pgtier {…}*/` before its statements is believed by the audit")
        .rule("{'not': {'required': ['scram', 'password']}}");
  }

  private static Group mcp() {
    return Group.of("mcp-server", "an MCP server", "`mcp`", "Tools for agents, over one principal.")
        .key("name", NAMED, "required", "as MCP clients see it")
        .key("listen", ADDRESS, "required", "where")
        .key("principal", TEXT, "required", "as whom its tools reach the proxy")
        .key("password", SECRET, "required", "that principal's")
        .key(
            "tokens",
            SECRET.list(),
            "none, which only loopback allows",
            "bearer tokens, one of which a request carries")
        .key("oauth", section("oauth"), "none", "whose access tokens are taken as well")
        .key(
            "tools",
            PATH,
            "required",
            "the file of its tools; its own keys are in [mcp.md](mcp.md)");
  }

  private static Group oauth() {
    return Group.of("oauth", "oauth", "`mcp.oauth`", "")
        .key(
            "resource",
            HTTPS,
            "required",
            "the server's address as clients know it; a token must name it as its audience")
        .key("issuer", TEXT, "required", "the authorization server, as its tokens name it")
        .key("jwks", HTTPS, "required", "where its public keys are")
        .key("scopes", TEXT.list(), "none", "all of which a token must have");
  }
}
