// The official client of the revisions with sessions, and the same over stdio. Prints "all well" at the
// end; whatever differs from what a user was promised throws.
//   node sessions.mjs URL-OF-PROD-READONLY URL-OF-VALIDATE-WRITE [COMMAND ARGUMENTS ...]
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { until } from "./until.mjs";

const [readUrl, writeUrl, command, ...args] = process.argv.slice(2);

async function connect(transport) {
  const client = new Client({ name: "sessions-test", version: "1.0" });
  client.onerror = (error) => console.error("client:", error.message);
  await client.connect(transport);
  return client;
}

async function readOnly(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map((tool) => tool.name),
    ["recent_orders", "orders_missing_totals", "describe_schema"],
  );
  assert.ok(tools.every((tool) => tool.annotations.readOnlyHint && tool.outputSchema));
  await client.ping();
  const failed = await client.callTool({
    name: "recent_orders",
    arguments: { since_hours: 24, status: "failed" },
  });
  assert.equal(failed.structuredContent.row_count, 1);
  assert.equal(failed.structuredContent.rows[0].id, 2);
  const wrong = await client.callTool({ name: "recent_orders", arguments: { since_hours: "1; DROP TABLE orders" } });
  assert.ok(wrong.isError);
  assert.match(wrong.content[0].text, /since_hours/);
}

const reader = new StreamableHTTPClientTransport(new URL(readUrl));
const inspect = await connect(reader);
assert.ok(reader.sessionId, "this client opens a session");
await readOnly(inspect);

const writer = await connect(new StreamableHTTPClientTransport(new URL(writeUrl)));
const ran = await writer.callTool({
  name: "run_migration_file",
  arguments: { path: "migrations/backfill_order_totals.sql" },
});
assert.ok(!ran.isError, ran.content[0].text);
const { statements } = ran.structuredContent;
assert.ok(statements.length > 3, "BEGIN, COMMIT and what is between them");
assert.deepEqual(statements.map(({ statement }) => statement), statements.map((_, i) => i + 1));
const left = await writer.callTool({
  name: "execute_sql",
  arguments: { sql: "SELECT count(*) AS missing FROM orders WHERE total IS NULL" },
});
assert.equal(left.structuredContent.results[0].rows[0].missing, 0);

// A call that its client gives up is cancelled in the database too.
const giveUp = new AbortController();
const sleeping = writer.callTool(
  { name: "execute_sql", arguments: { sql: "SELECT pg_sleep(60)" } },
  undefined,
  { signal: giveUp.signal },
);
const running = { name: "execute_sql", arguments: { sql: "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()" } };
const sleepers = async () => (await writer.callTool(running)).structuredContent.results[0].rows[0].n;
await until("statements that sleep, one wanted", sleepers, (n) => n > 0);
giveUp.abort();
await assert.rejects(sleeping);
await until("statements that sleep, none wanted", sleepers, (n) => n === 0);

// A validation tells its steps, and can be given up; what it runs then is cancelled.
const steps = [];
const tried = await writer.callTool(
  { name: "validate_migration", arguments: { path: "migrations/backfill_order_totals.sql" } },
  undefined,
  { onprogress: ({ progress, message }) => steps.push([progress, message]) },
);
assert.ok(tried.structuredContent.passed, tried.content[0].text);
assert.deepEqual(steps.map(([progress]) => progress), steps.map((_, i) => i + 1), "progress counts up");
assert.ok(steps.some(([, message]) => /^statement \d+ of \d+/.test(message)), JSON.stringify(steps));
const stopTrying = new AbortController();
const trying = writer.callTool(
  { name: "validate_migration", arguments: { path: "migrations/slow.sql" } },
  undefined,
  { signal: stopTrying.signal },
);
const triers = async () => {
  const sql = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(601)%' AND pid <> pg_backend_pid()";
  return (await writer.callTool({ name: "execute_sql", arguments: { sql } })).structuredContent.results[0].rows[0].n;
};
await until("validations that sleep, one wanted", triers, (n) => n > 0);
stopTrying.abort();
await assert.rejects(trying);
await until("validations that sleep, none wanted", triers, (n) => n === 0);

const { structuredContent: untouched } = await inspect.callTool({ name: "orders_missing_totals", arguments: {} });
assert.equal(untouched.row_count, 2, "production is as it was");
await reader.terminateSession();
await inspect.close();
await writer.close();

if (command) {
  const local = await connect(new StdioClientTransport({ command, args, stderr: "inherit" }));
  await readOnly(local);
  await local.close();
}
console.log("all well");
