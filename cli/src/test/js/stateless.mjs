// The official client of revision 2026-07-28, which opens no session. Prints "all well" at the end.
//   node stateless.mjs URL-OF-PROD-READONLY URL-OF-VALIDATE-WRITE [COMMAND ARGUMENTS ...]
import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { until } from "./until.mjs";

const [url, writeUrl, command, ...args] = process.argv.slice(2);

async function readOnly(transport, mode) {
  const client = new Client({ name: "stateless-test", version: "1.0" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  assert.equal(client.getServerVersion().name, "prod-readonly");
  assert.equal(client.getNegotiatedProtocolVersion(), "2026-07-28");
  const { tools } = await client.listTools();
  assert.equal(tools.length, 3);
  const missing = await client.callTool({ name: "orders_missing_totals", arguments: {} });
  assert.equal(missing.structuredContent.row_count, 2);
  await assert.rejects(client.callTool({ name: "mark_refunded", arguments: { id: 2 } }), /no such tool/);
  await client.close();
}

const http = new StreamableHTTPClientTransport(new URL(url));
await readOnly(http, "auto");
assert.equal(http.sessionId, undefined);
await readOnly(new StreamableHTTPClientTransport(new URL(url)), { pin: "2026-07-28" });

// A validation tells its steps; closing its stream, which is how this revision gives up, cancels it.
const writer = new Client({ name: "stateless-test", version: "1.0" }, { versionNegotiation: { mode: "auto" } });
await writer.connect(new StreamableHTTPClientTransport(new URL(writeUrl)));
assert.equal(writer.getNegotiatedProtocolVersion(), "2026-07-28");
const steps = [];
const tried = await writer.callTool(
  { name: "validate_migration", arguments: { path: "migrations/backfill_order_totals.sql" } },
  { onprogress: ({ progress, message }) => steps.push([progress, message]) },
);
assert.ok(tried.structuredContent.passed, tried.content[0].text);
assert.deepEqual(steps.map(([progress]) => progress), steps.map((_, i) => i + 1), "progress counts up");
assert.ok(steps.some(([, message]) => /^statement \d+ of \d+/.test(message)), JSON.stringify(steps));
const stopTrying = new AbortController();
const trying = writer.callTool(
  { name: "validate_migration", arguments: { path: "migrations/slower.sql" } },
  { signal: stopTrying.signal },
);
const triers = async () => {
  const sql = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(602)%' AND pid <> pg_backend_pid()";
  return (await writer.callTool({ name: "execute_sql", arguments: { sql } })).structuredContent.results[0].rows[0].n;
};
await until("validations that sleep, one wanted", triers, (n) => n > 0);
stopTrying.abort();
await assert.rejects(trying);
await until("validations that sleep, none wanted", triers, (n) => n === 0);
await writer.close();

if (command) {
  await readOnly(new StdioClientTransport({ command, args }), "auto");
}
console.log("all well");
