// node-postgres as an application uses it: node client.js PORT USER DATABASE
const { Client, Pool } = require('pg');
const Cursor = require('pg-cursor');
const { from: copyFrom, to: copyTo } = require('pg-copy-streams');
const { pipeline } = require('stream/promises');
const { Readable } = require('stream');
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
  // A cursor asks for so many rows by Execute and Flush, and closes a portal that is not at its end.
  const cursor = client.query(new Cursor('SELECT i FROM generate_series(1, $1) i', [1000]));
  assert.strictEqual((await cursor.read(7)).length, 7);
  assert.deepStrictEqual((await cursor.read(2)).map((r) => r.i), [8, 9]);
  await cursor.close();
  assert.strictEqual((await client.query('SELECT 1 AS a')).rows[0].a, 1);

  await client.query('CREATE TEMP TABLE t (a int, b text)');
  const lines = [...Array(5000).keys()].map((i) => `${i}\trow ${i}\n`);
  await pipeline(Readable.from(lines), client.query(copyFrom('COPY t FROM STDIN')));
  const out = [];
  for await (const chunk of client.query(copyTo('COPY (SELECT * FROM t ORDER BY a) TO STDOUT'))) out.push(chunk);
  assert.strictEqual(Buffer.concat(out).toString(), lines.join(''));
  await assert.rejects(
    pipeline(Readable.from(['x\ty\n']), client.query(copyFrom('COPY t FROM STDIN'))),
    (e) => e.code === '22P02');
  assert.strictEqual((await client.query('SELECT count(*)::int AS n FROM t')).rows[0].n, 5000);
  await client.end();

  await assert.rejects(new Client({ ...config, password: 'wrong' }).connect(), (e) => e.code === '28P01');
  await assert.rejects(new Client({ ...config, database: 'elsewhere' }).connect(), (e) => e.code === '3D000');

  const pool = new Pool({ ...config, max: 4 });
  const sums = await Promise.all([...Array(40).keys()].map((i) => pool.query('SELECT $1::int + 1 AS n', [i])));
  assert.deepStrictEqual(sums.map((r) => r.rows[0].n), [...Array(40).keys()].map((i) => i + 1));
  await pool.end();
  console.log('node-pg: all well');
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
