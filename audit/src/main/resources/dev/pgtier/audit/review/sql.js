// Cuts SQL into words for colouring. It colours, it judges nothing; unknown text stays plain.

import { h } from './dom.js';

const KEYWORDS = new Set(
  `all alter analyze and any as asc authorization begin between by call cascade case cast check checkpoint close cluster coalesce collate
  column comment commit concurrently constraint copy create cross current_date current_timestamp current_user cursor database deallocate declare
  default delete desc discard distinct do drop else end except execute exists explain extension false fetch filter first following for foreign
  from full function grant group having if ilike immutable in index inner insert intersect into is isolation join key language lateral
  left level like limit listen local lock materialized merge move natural next no not notify nothing null nulls of off offset on only or order
  outer over owner partition policy preceding prepare primary privileges procedure publication range read recursive references refresh reindex
  release rename replace reset restrict returning returns revoke right role rollback row rows savepoint schema security select sequence session
  set show similar start table temp temporary then to transaction trigger true truncate type union unique unlisten update user using vacuum
  values view when where window with within without work write`.split(/\s+/),
);

// In this order: comment, dollar quote, string, quoted name, number, parameter, word, operator, anything.
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<dollar>\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<string>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$))`,
    String.raw`(?<name>(?:[uU]&)?"(?:[^"]|"")*(?:"|$))`,
    String.raw`(?<number>\b0[xX][0-9a-fA-F_]+|\b\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)`,
    String.raw`(?<parameter>\$\d+)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<space>\s+)`,
    String.raw`(?<operator>[\s\S])`,
  ].join('|'),
  'gu',
);

const LONGEST = 40_000;

/** [[kind, text], …]; together the texts are the input. */
export function tokens(sql) {
  const found = [];
  for (const match of sql.slice(0, LONGEST).matchAll(TOKEN)) {
    found.push([kind(match.groups, match, sql), match[0]]);
  }
  if (sql.length > LONGEST) found.push(['plain', sql.slice(LONGEST)]);
  return found;
}

function kind(groups, match, sql) {
  if (groups.comment) return 'comment';
  if (groups.dollar || groups.string) return 'string';
  if (groups.number) return 'number';
  if (groups.parameter) return 'parameter';
  if (groups.word && KEYWORDS.has(groups.word.toLowerCase())) return 'keyword';
  if (groups.word && sql[match.index + match[0].length] === '(') return 'call';
  return 'plain';
}

/** Spans and texts, for append(). */
export function highlighted(sql) {
  const nodes = [];
  let plain = '';
  for (const [type, text] of tokens(sql)) {
    if (type === 'plain') {
      plain += text;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = '';
    nodes.push(h('span', { class: `sql-${type}` }, text));
  }
  if (plain) nodes.push(plain);
  return nodes;
}
