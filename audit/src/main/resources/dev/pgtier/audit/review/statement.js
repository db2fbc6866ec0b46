// One record in words: used by the drawer and by the replay.

import { copy, h, verdictBadge } from './dom.js';
import { bytes, count, counted, micros, moment, oneLine, short } from './format.js';
import { highlighted } from './sql.js';
import { exactly, filter } from './state.js';

/** A value that can be searched for. */
export function searchable(name, value) {
  if (value === null || value === undefined || value === '') return null;
  return h('button', { type: 'button', class: 'value', title: `Filter by ${name}`, onclick: () => filter(name, exactly(value)) }, value);
}

/** Pairs of names and values; what is not there is left out. */
export function facts(pairs) {
  const list = h('dl', { class: 'facts' });
  for (const [name, value] of pairs) {
    const values = (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== undefined && one !== '');
    if (values.length > 0) list.append(h('dt', {}, name), h('dd', {}, values));
  }
  return list;
}

export function part(title, ...content) {
  return h('section', { class: 'part' }, h('h3', {}, title), ...content);
}

/** What stands where a text would, if there is none. */
export function textless(row) {
  if (row.protocol === 'function-call') {
    return row.functions?.length > 0 ? `function call: ${row.functions.join(', ')}` : 'function call';
  }
  if (row.verdict === 'deny') return row.cut > 0 ? `a text of ${bytes(row.cut)}, too long to be kept` : 'a text too long to be kept';
  return 'something that was prepared unseen';
}

export function sqlBlock(entry) {
  if (entry.sql === null) return h('p', { class: 'quiet' }, 'There is no SQL here: ', textless(entry), '.');
  return h(
    'div',
    { class: 'sql-block' },
    h('pre', { class: 'sql', tabindex: '0', 'aria-label': 'SQL' }, h('code', {}, highlighted(entry.sql))),
    h('button', { type: 'button', class: 'button small copy', onclick: () => copy(entry.sql) }, 'Copy'),
    entry.cut > 0 ? h('p', { class: 'quiet' }, `${bytes(entry.cut)} more were not recorded.`) : null,
  );
}

export function decision(entry) {
  return part(
    'Decision',
    h(
      'div',
      { class: `ruling is-${entry.verdict}` },
      h('p', { class: 'ruling-head' }, verdictBadge(entry.verdict), searchable('rule', entry.rule)),
      entry.reason ? h('p', {}, entry.reason) : null,
      entry.hint ? h('p', { class: 'hint' }, h('b', {}, 'Hint '), entry.hint) : null,
    ),
    facts([
      ['Effect', searchable('effect', entry.effect)],
      ['Relations', entry.relations.map((one) => searchable('relation', one))],
      ['Functions', entry.functions.map((one) => searchable('function', one))],
      ['Policy', entry.policy ? h('code', { class: 'hash', title: entry.policy }, entry.policy.slice(0, 23), '…') : null],
    ]),
  );
}

const STATUS = {
  ok: 'done',
  error: 'the server gave an error',
  cancelled: 'cancelled',
  limit: 'a limit of the tier ended it',
  suspended: 'left before its last row',
  skipped: 'passed over after an error',
  lost: 'the connection broke; whether it took effect is not known',
};

export function outcome(entry) {
  const ending = entry.outcome;
  if (!ending) {
    return part('Outcome', h('p', { class: 'quiet' }, entry.verdict === 'deny' ? 'Refused: it never reached the database.' : 'There is none yet.'));
  }
  return part(
    'Outcome',
    facts([
      ['Status', [searchable('status', ending.status), h('span', { class: 'quiet' }, STATUS[ending.status] ?? '')]],
      ['Answer', ending.tag],
      ['SQLSTATE', searchable('sqlstate', ending.sqlstate)],
      ['Limit', searchable('rule', ending.rule)],
      ['Rows', ending.rows === null ? null : count(ending.rows)],
      ['Size', bytes(ending.bytes)],
      ['Took', micros(ending.micros)],
    ]),
  );
}

export function who(entry) {
  const context = Object.entries(entry.context ?? {}).filter(([name]) => name !== 'tool');
  return part(
    'Who',
    facts([
      ['Principal', searchable('principal', entry.principal)],
      ['Tier', searchable('tier', entry.tier)],
      ['Tool', searchable('tool', entry.context?.tool)],
      ...context.map(([name, value]) => [name, value]),
      ['Application', searchable('application', entry.application)],
      ['Client', searchable('client', entry.address)],
      ['Upstream', searchable('upstream', entry.upstream)],
      ['Protocol', entry.protocol],
    ]),
  );
}

/** Parameters as they were recorded: what they are, and their value. */
export function parameters(entry) {
  if (entry.protocol === 'simple') return null;
  if (entry.parameters === null) {
    // What is refused before values are bound has none, and neither has a FunctionCall.
    const unbound = entry.verdict === 'deny' || entry.protocol !== 'extended';
    return unbound ? null : part('Parameters', h('p', { class: 'quiet' }, 'None were recorded.'));
  }
  if (entry.parameters.length === 0) return null;
  return part(
    'Parameters',
    h(
      'ol',
      { class: 'parameters' },
      entry.parameters.map((value, index) => {
        const [, kind, text] = value === null ? [null, 'NULL', ''] : (/^([^:]*):([\s\S]*)$/.exec(value) ?? [null, '', value]);
        return h('li', {}, h('span', { class: 'sql-parameter' }, `$${index + 1}`), h('small', {}, kind), h('code', {}, text));
      }),
    ),
  );
}

/** A short line about a record, as a button. */
export function line(row, onclick, current) {
  return h(
    'button',
    { type: 'button', class: `line is-${row.verdict ?? row.event}${current ? ' is-current' : ''}`, 'aria-current': current ? 'true' : null, onclick },
    h('time', { datetime: row.time, title: moment(row.time) }, moment(row.time).slice(11, 19)),
    row.event === 'decision' ? verdictBadge(row.verdict) : h('span', { class: 'verdict is-other' }, row.event),
    h('code', { class: 'clamp' }, row.event !== 'decision' ? (row.reason ?? '') : row.sql === null ? h('i', {}, textless(row)) : highlighted(oneLine(row.sql).slice(0, 160))),
    h('small', { class: `out-${row.status ?? 'none'}` }, ended(row)),
  );
}

/** In a word: a number of rows is good news. */
function ended(row) {
  if (row.status && row.status !== 'ok') return row.status;
  return row.rows === null || row.rows === undefined ? '' : short(row.rows);
}

/** What a record other than a decision holds, name by name. */
export function record(entry) {
  const known = entry.line ? JSON.parse(entry.line) : {};
  return part(
    'Record',
    facts(
      Object.entries(known)
        .filter(([name, value]) => value !== null && !['v', 'seq', 'time', 'event'].includes(name))
        .map(([name, value]) => [name, h('span', { class: name === 'hash' || name === 'prev' ? 'hash wrap' : '' }, typeof value === 'object' ? JSON.stringify(value) : String(value))]),
    ),
  );
}

export function many(totals) {
  return `${counted(totals.decisions, 'time')}, ${count(totals.denied)} denied, by ${counted(totals.principals, 'principal')} in ${counted(totals.sessions, 'session')}`;
}
