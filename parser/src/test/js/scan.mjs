// Answers what libpg_query's scanner makes of texts, for the differential tests of the lexer.
// Standard input: batches, each a count and then that many texts, as a length and bytes; all numbers are big-endian int32.
// Standard output, for each text: the number of tokens and then start, end, token and keyword category of each; or -1 and the error's
// message as a length and bytes.
import fs from 'node:fs';
import PgQuery from 'libpg-query/wasm/libpg-query.js';

const wasm = await PgQuery();
const input = 0;
const output = 1;

function readFully(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = fs.readSync(input, bytes, at, length - at, null);
    if (count === 0) return null;
    at += count;
  }
  return bytes;
}

function writeFully(bytes) {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(output, bytes, at);
}

/** The zero-terminated string at an address. */
function stringAt(address) {
  const heap = wasm.HEAPU8;
  return Buffer.from(heap.subarray(address, heap.indexOf(0, address)));
}

/** The numbers of each token, in the order in which the answer holds them; the texts between, which are not always valid JSON, are skipped. */
function tokenNumbers(json) {
  const numbers = [];
  let at = json.indexOf('[') + 1;
  while (at < json.length) {
    const c = json[at];
    if (c === 0x22) {
      at++;
      while (json[at] !== 0x22) at += json[at] === 0x5c ? 2 : 1;
      at++;
    } else if (c >= 0x30 && c <= 0x39) {
      let value = 0;
      while (json[at] >= 0x30 && json[at] <= 0x39) value = value * 10 + json[at++] - 0x30;
      numbers.push(value);
    } else {
      at++;
    }
  }
  return numbers;
}

/** The answer for a text with an addition, as libpg_query writes it. */
function answer(text, addition) {
  const query = wasm._malloc(text.length + addition.length + 1);
  wasm.HEAPU8.set(text, query);
  wasm.HEAPU8.set(addition, query + text.length);
  wasm.HEAPU8[query + text.length + addition.length] = 0;
  const result = wasm._wasm_scan(query);
  const bytes = stringAt(result);
  wasm._free(query);
  wasm._wasm_free_string(result);
  return bytes;
}

/**
 * libpg_query reserves 200 bytes for each token, however long its text, and writes past them: semicolons on a further line make
 * room. In an error's message they would be in the way; there they are not needed.
 */
function scan(text) {
  const padded = answer(text, Buffer.from('\n' + ';'.repeat(text.length / 30 + 4)));
  const isError = padded[0] !== 0x7b;
  if (isError) {
    const message = answer(text, Buffer.alloc(0));
    const head = Buffer.alloc(8);
    head.writeInt32BE(-1, 0);
    head.writeInt32BE(message.length, 4);
    return Buffer.concat([head, message]);
  }
  const numbers = tokenNumbers(padded);
  let count = 0;
  while (numbers[4 * count] < text.length) count++;
  const bytes = Buffer.alloc(4 + 16 * count);
  bytes.writeInt32BE(count, 0);
  for (let i = 0; i < 4 * count; i++) bytes.writeInt32BE(numbers[i], 4 + 4 * i);
  return bytes;
}

for (let head = readFully(4); head !== null; head = readFully(4)) {
  const answers = [];
  for (let i = head.readInt32BE(0); i > 0; i--) {
    answers.push(scan(readFully(readFully(4).readInt32BE(0))));
  }
  writeFully(Buffer.concat(answers));
}
