// The statements, newest first: pages by number of record, and what is new in front.

import { ask, latest } from './api.js';
import { byId, h, icon, verdictBadge } from './dom.js';
import { clock, count, counted, day, micros, oneLine, short } from './format.js';
import { highlighted } from './sql.js';
import { asked, isFiltered, show, state } from './state.js';
import { textless } from './statement.js';
import { VirtualRows } from './virtual.js';

const PAGE = 100;
const ONE_LINE = 240;

let rows = [];
let next = null;
let loading = false;
let active = -1;
let pending = [];
let list;
const once = latest();

export function start() {
  const place = byId('rows');
  list = new VirtualRows(place, draw, more);
  place.addEventListener('click', (event) => {
    const row = event.target.closest('[data-index]');
    if (row) open(Number(row.dataset.index));
  });
  place.addEventListener('focus', () => {
    if (active < 0 && rows.length > 0 && place.matches(':focus-visible')) activate(0);
  });
  place.addEventListener('scroll', () => {
    if (place.scrollTop === 0 && pending.length > 0) takePending();
  }, { passive: true });
  byId('fresh').addEventListener('click', () => {
    place.scrollTop = 0;
    takePending();
  });
}

/** Reads the first page anew. */
export async function load() {
  loading = true;
  pending = [];
  byId('fresh').hidden = true;
  byId('rows').setAttribute('aria-busy', 'true');
  const waiting = setTimeout(skeleton, 120);
  try {
    const page = await once((signal) => ask('statements', [...asked(state()), ['limit', PAGE]], signal));
    if (!page) return;
    clearTimeout(waiting);
    loading = false;
    rows = page.rows;
    next = page.next;
    active = rows.findIndex((row) => String(row.seq) === state().open);
    byId('rows').scrollTop = 0;
    list.reset(rows.length);
    describe();
  } catch (e) {
    clearTimeout(waiting);
    loading = false;
    rows = [];
    next = null;
    list.reset(0);
    problem(e.message);
  } finally {
    byId('rows').removeAttribute('aria-busy');
  }
}

async function more() {
  if (loading || next === null) return;
  loading = true;
  const before = next;
  try {
    const page = await once((signal) => ask('statements', [...asked(state()), ['limit', PAGE], ['before', before]], signal));
    if (!page) return;
    rows = rows.concat(page.rows);
    next = page.next;
    loading = false;
    list.grow(rows.length);
    describe();
  } catch (e) {
    loading = false;
    next = null;
    byId('count').textContent = `Older statements could not be read: ${e.message}`;
  }
}

/** Looks for what is new, and for outcomes of what was still running. */
export async function refresh() {
  if (loading) return;
  const wanted = state();
  const page = await ask('statements', [...asked(wanted), ['limit', PAGE]]);
  if (loading || wanted !== state() || !page) return;
  const newest = pending[0]?.seq ?? rows[0]?.seq ?? 0;
  const fresh = page.rows.filter((row) => row.seq > newest);
  const bySeq = new Map(page.rows.map((row) => [row.seq, row]));
  rows.slice(0, PAGE).forEach((row, index) => {
    const now = bySeq.get(row.seq);
    if (now && now.status !== row.status) {
      rows[index] = now;
      list.redraw(index);
    }
  });
  if (fresh.length === 0) return;
  if (fresh.length === page.rows.length && rows.length > 0) {
    // More came than a page holds: what lies between is read like any older page.
    if (byId('rows').scrollTop === 0) {
      rows = page.rows;
      next = page.next;
      active = -1;
      list.reset(rows.length);
      describe();
      return;
    }
  }
  pending = fresh.concat(pending);
  if (byId('rows').scrollTop === 0) takePending();
  else announce();
}

function announce() {
  const button = byId('fresh');
  button.textContent = `${counted(pending.length, 'new statement')} ↑`;
  button.hidden = false;
}

function takePending() {
  byId('fresh').hidden = true;
  if (pending.length >= PAGE) {
    pending = [];
    load();
    return;
  }
  const added = pending;
  pending = [];
  rows = added.concat(rows);
  if (active >= 0) active += added.length;
  list.shift(added.length, rows.length);
  added.forEach((row, index) => list.shown.get(index)?.classList.add('is-new'));
  describe();
}

function draw(index) {
  const row = rows[index];
  const own = row.event === 'decision';
  const element = h(
    'div',
    {
      class: `row is-${own ? row.verdict : row.event}${index === active ? ' is-active' : ''}`,
      role: 'row',
      id: `row-${row.seq}`,
      data: { index, seq: row.seq },
      'aria-selected': index === active ? 'true' : 'false',
    },
    h('span', { role: 'gridcell', class: 'cell-time', title: row.time }, h('span', { class: 'row-day' }, `${day(row.time).slice(5)} `), clock(row.time)),
    h('span', { role: 'gridcell', class: 'cell-verdict' }, own ? verdictBadge(row.verdict) : h('span', { class: 'verdict is-other' }, row.event)),
    h('span', { role: 'gridcell', class: 'cell-who' }, h('b', {}, row.principal ?? ''), row.tier ? h('small', {}, row.tier) : null),
    h('span', { role: 'gridcell', class: 'cell-sql' }, own ? sqlOf(row) : (row.reason ?? '')),
    h('span', { role: 'gridcell', class: 'cell-tool' }, row.tool ?? row.application ?? ''),
    h('span', { role: 'gridcell', class: `cell-outcome out-${row.status ?? 'none'}` }, outcome(row)),
  );
  return element;
}

function sqlOf(row) {
  if (row.sql === null) return h('i', {}, textless(row));
  return h('code', {}, highlighted(oneLine(row.sql).slice(0, ONE_LINE)));
}

/** In a few words how it ended. */
export function outcome(row) {
  if (row.event !== 'decision') return row.sqlstate ?? '';
  if (row.verdict === 'deny') return row.rule ?? 'refused';
  if (row.status === null) return h('span', { class: 'running' }, 'no outcome yet');
  if (row.status !== 'ok') return [row.status, row.sqlstate ? ` ${row.sqlstate}` : ''].join('');
  const amount = row.rows === null ? '' : `${short(row.rows)} ${row.rows === 1 ? 'row' : 'rows'}`;
  return [amount, h('small', {}, micros(row.micros))];
}

function describe() {
  const place = byId('state');
  const empty = rows.length === 0;
  place.hidden = !empty;
  byId('rows').classList.toggle('is-empty', empty);
  byId('rows').setAttribute('aria-rowcount', next === null ? rows.length : -1);
  mark();
  const kind = state().filters.event ? 'event' : 'statement';
  byId('count').textContent = empty ? '' : next === null ? `${counted(rows.length, kind)}` : `${count(rows.length)} read, more below`;
  if (!empty) return;
  if (isFiltered(state())) {
    place.replaceChildren(
      h('p', { class: 'state-title' }, 'Nothing matches'),
      h('p', {}, 'No record has all of these filters at this time.'),
      h('p', {}, h('button', { class: 'button', type: 'button', onclick: () => show({ filters: {}, from: null, to: null }) }, 'Clear the filters')),
    );
  } else {
    place.replaceChildren(
      icon('shield'),
      h('p', { class: 'state-title' }, 'No statement yet'),
      h('p', {}, 'As soon as a client sends one through pgtier, it is here.'),
    );
  }
}

function problem(message) {
  byId('count').textContent = '';
  const place = byId('state');
  place.hidden = false;
  place.replaceChildren(
    h('p', { class: 'state-title is-error' }, 'The log could not be read'),
    h('p', {}, message),
    h('p', {}, h('button', { class: 'button', type: 'button', onclick: load }, 'Try again')),
  );
}

function skeleton() {
  if (!loading || rows.length > 0) return;
  const place = byId('state');
  place.hidden = false;
  place.replaceChildren(
    h('span', { class: 'hidden-text' }, 'Reading the log'),
    h('div', { class: 'skeleton', 'aria-hidden': 'true' }, Array.from({ length: 9 }, () => h('i'))),
  );
}

export function activate(index) {
  if (rows.length === 0) return;
  const before = active;
  active = Math.max(0, Math.min(rows.length - 1, index));
  list.reveal(active);
  // The elements stay: one that is replaced between a button's down and up gets no click.
  for (const index of [before, active]) {
    const row = list.shown.get(index);
    row?.classList.toggle('is-active', index === active);
    row?.setAttribute('aria-selected', String(index === active));
  }
  mark();
}

function mark() {
  const place = byId('rows');
  if (active >= 0 && rows[active]) place.setAttribute('aria-activedescendant', `row-${rows[active].seq}`);
  else place.removeAttribute('aria-activedescendant');
}

/** Goes up or down, and takes an open drawer along. */
export function step(by) {
  activate(active < 0 ? 0 : active + by);
  if (state().open && rows[active]) show({ open: String(rows[active].seq) }, { along: true });
}

export function open(index = active) {
  const row = rows[index];
  if (!row) return;
  activate(index);
  byId('rows').focus({ preventScroll: true });
  show({ open: String(row.seq) });
}

export const activeRow = () => rows[active];
