// The official client of revision 2026-07-28, which opens no session. Prints "all well" at the end.
//   node stateless.mjs URL-OF-PROD-READONLY [COMMAND ARGUMENTS ...]
import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [url, command, ...args] = process.argv.slice(2);

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
if (command) {
  await readOnly(new StdioClientTransport({ command, args }), "auto");
}
console.log("all well");
