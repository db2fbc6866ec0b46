// Answers what libpg_query's parser, the package as it is, makes of texts, for the differential tests of the parser.
// Standard input: batches, each a count and then that many texts, as a length and bytes; all numbers are big-endian int32.
// Standard output, for each text: 0 and the tree's JSON; 1 and the error as message, routine, file, line and position, NUL between them;
// or 2 and what broke the module, which is then loaded anew. What follows the number is a length and bytes.
import fs from 'node:fs';
import PgQuery from 'libpg-query/wasm/libpg-query.js';

const TREE = 0;
const ERROR = 1;
const BROKEN = 2;
let wasm = await PgQuery();

function read(length) {
  const bytes = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const count = fs.readSync(0, bytes, at, length - at, null);
    if (count === 0) process.exit(0);
    at += count;
  }
  return bytes;
}

function write(bytes) {
  let at = 0;
  while (at < bytes.length) at += fs.writeSync(1, bytes, at);
}

const int32 = (address) => wasm.getValue(address, 'i32');

function cString(address) {
  if (address === 0) return Buffer.alloc(0);
  return Buffer.from(wasm.HEAPU8.subarray(address, wasm.HEAPU8.indexOf(0, address)));
}

function parse(text) {
  const query = wasm._malloc(text.length + 1);
  wasm.HEAPU8.set(text, query);
  wasm.HEAPU8[query + text.length] = 0;
  const result = wasm._wasm_parse_query_raw(query);
  const error = int32(result + 8);
  const fields = [0, 4, 8].map((offset) => (error === 0 ? null : cString(int32(error + offset))));
  const answer =
    error === 0
      ? [TREE, cString(int32(result))]
      : [ERROR, Buffer.from([...fields, int32(error + 12), int32(error + 16)].join('\0'))];
  wasm._wasm_free_parse_result(result);
  wasm._free(query);
  return answer;
}

for (;;) {
  const answers = [];
  for (let rest = read(4).readInt32BE(0); rest > 0; rest--) {
    const text = read(read(4).readInt32BE(0));
    let answer;
    try {
      answer = parse(text);
    } catch (e) {
      answer = [BROKEN, Buffer.from(String(e))];
      wasm = await PgQuery();
    }
    const head = Buffer.alloc(8);
    head.writeInt32BE(answer[0], 0);
    head.writeInt32BE(answer[1].length, 4);
    answers.push(head, answer[1]);
  }
  write(Buffer.concat(answers));
}
