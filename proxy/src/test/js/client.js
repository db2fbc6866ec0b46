// node-postgres as an application uses it: node client.js PORT USER DATABASE
const { Client, Pool } = require('pg');
const assert = require('assert');

const [port, user, database] = process.argv.slice(2);
const config = { host: '127.0.0.1', port: Number(port), user, password: user, database };

(async () => {
  const client = new Client(config);
  const notices = [];
  client.on('notice', (n) => notices.push(n.message));
  await client.connect();

  const typed = await client.query('SELECT $1::int AS n, $2::text AS t, $3::jsonb AS j', [7, "it's", { a: [1] }]);
  assert.deepStrictEqual(typed.rows, [{ n: 7, t: "it's", j: { a: [1] } }]);

  const named = { name: 'by-id', text: 'SELECT status FROM orders WHERE id = $1' };
  for (const id of [1, 2, 3, 1]) {
    const row = await client.query({ ...named, values: [id] });
    assert.strictEqual(row.rowCount, 1);
  }

  await assert.rejects(client.query('SELECT nope'), (e) => e.code === '42703');
  const several = await client.query('SELECT 1 AS a; SELECT 2 AS b');
  assert.deepStrictEqual(several.map((r) => r.rows[0]), [{ a: 1 }, { b: 2 }]);

  await client.query("DO $$ BEGIN RAISE NOTICE 'hear me'; END $$");
  assert.deepStrictEqual(notices, ['hear me']);

  const heard = new Promise((resolve) => client.on('notification', resolve));
  await client.query('LISTEN news');
  await client.query("NOTIFY news, 'hello'");
  const notification = await heard;
  assert.strictEqual(notification.payload, 'hello');
  assert.strictEqual(notification.processId, client.processID);
  await client.end();

  const pool = new Pool({ ...config, max: 4 });
  const sums = await Promise.all([...Array(40).keys()].map((i) => pool.query('SELECT $1::int + 1 AS n', [i])));
  assert.deepStrictEqual(sums.map((r) => r.rows[0].n), [...Array(40).keys()].map((i) => i + 1));
  await pool.end();
  console.log('node-pg: all well');
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
