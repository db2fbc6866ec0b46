// A session from its log-in to its end, statement by statement, at its own pace or faster.

import { ask, latest } from './api.js';
import { byId, h, icon } from './dom.js';
import { clock, count, counted, micros, moment, span } from './format.js';
import { decision, line, outcome, parameters, record, sqlBlock } from './statement.js';
import { show, state } from './state.js';
import { VirtualRows } from './virtual.js';

const PAGE = 500;
const SPEEDS = [1, 4, 16];
const LONGEST_WAIT = 3000;
const SHORTEST_WAIT = 350;

const onceSession = latest();
const onceEntry = latest();
let session = null;
let rows = [];
let at = 0;
let timer = 0;
let speed = 4;
let list = null;
let before = null;

export const isOpen = () => !byId('replay').hidden;

export function close() {
  show({ replay: null, step: 0 });
}

/** Follows the address. */
export async function follow() {
  const wanted = state().replay;
  const place = byId('replay');
  if (!wanted) {
    if (place.hidden) return;
    pause();
    place.hidden = true;
    session = null;
    document.body.classList.remove('has-replay');
    byId('review').inert = false;
    byId('drawer').inert = false;
    before?.focus?.({ preventScroll: true });
    return;
  }
  if (session === wanted) {
    const index = rows.findIndex((row) => row.seq === state().step);
    if (index >= 0 && index !== at) go(index, { along: true });
    return;
  }
  session = wanted;
  before = document.activeElement;
  place.hidden = false;
  document.body.classList.add('has-replay');
  byId('review').inert = true;
  byId('drawer').inert = true;
  place.replaceChildren(header(null), h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')));
  place.focus();
  try {
    rows = await onceSession((signal) => everything(wanted, signal));
    if (!rows || session !== wanted) return;
    draw();
    go(Math.max(0, rows.findIndex((row) => row.seq === state().step)), { along: true });
  } catch (e) {
    place.replaceChildren(header(null), h('p', { class: 'state-title is-error' }, e.message));
  }
}

/** A session's records, at most so many that a person could look at. */
async function everything(wanted, signal) {
  let all = [];
  let after = 0;
  while (after !== null && all.length < 20 * PAGE) {
    const page = await ask('session', [['session', wanted], ['after', after], ['limit', PAGE]], signal);
    all = all.concat(page.rows);
    after = page.next;
  }
  return all;
}

function header(first) {
  const statements = rows.filter((row) => row.event === 'decision');
  const denied = statements.filter((row) => row.verdict === 'deny').length;
  const lasted = first ? Date.parse(rows.at(-1).time) - Date.parse(first.time) : 0;
  return h(
    'header',
    { class: 'replay-head' },
    h('div', {}, h('h2', { id: 'replay-title' }, first ? `${first.principal ?? 'Somebody'}’s session` : 'Session'),
      first
        ? h('p', { class: 'quiet' }, [first.tier, first.upstream, first.address, first.application].filter(Boolean).join(' · '), ` · ${moment(first.time)} · ${span(lasted)} · ${counted(statements.length, 'statement')}, ${count(denied)} denied`)
        : null),
    h('button', { type: 'button', class: 'button square', 'aria-label': 'Close', title: 'Close (Esc)', onclick: close }, icon('close')),
  );
}

function draw() {
  const place = byId('replay');
  if (rows.length === 0) {
    place.replaceChildren(header(null), h('p', { class: 'state-title' }, 'The log has nothing of this session'));
    return;
  }
  const steps = h('div', { class: 'steps', role: 'list', tabindex: '0', 'aria-label': 'Steps' });
  const button = (name, label, action) => h('button', { type: 'button', class: 'button square', 'aria-label': label, title: label, onclick: action }, icon(name));
  place.replaceChildren(
    header(rows[0]),
    steps,
    h('div', { id: 'stage', class: 'stage', 'aria-live': 'polite' }),
    h(
      'div',
      { class: 'transport', role: 'group', 'aria-label': 'Replay' },
      button('first', 'First', () => go(0)),
      button('back', 'Back (k, ←)', () => step(-1)),
      h('button', { type: 'button', id: 'play', class: 'button primary square', onclick: toggle }),
      button('next', 'Next (j, →)', () => step(1)),
      button('last', 'Last', () => go(rows.length - 1)),
      h('input', { type: 'range', id: 'scrub', min: 0, max: rows.length - 1, value: at, 'aria-label': 'Step', oninput: (event) => go(Number(event.target.value)) }),
      h('span', { id: 'position', class: 'position' }),
      h('button', { type: 'button', id: 'speed', class: 'button small', title: 'How fast', onclick: faster }),
    ),
  );
  list = new VirtualRows(steps, (index) => h('div', { role: 'listitem', class: 'step' }, line(rows[index], () => go(index), index === at)), () => {});
  list.reset(rows.length);
  transport();
}

function transport() {
  byId('play').replaceChildren(icon(timer ? 'pause' : 'play'));
  byId('play').setAttribute('aria-label', timer ? 'Pause (Space)' : 'Play (Space)');
  byId('speed').textContent = `${speed}×`;
}

function faster() {
  speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
  transport();
}

export function toggle() {
  if (timer) pause();
  else {
    if (at >= rows.length - 1) go(0);
    schedule();
  }
  transport();
}

function pause() {
  clearTimeout(timer);
  timer = 0;
  if (byId('play')) transport();
}

function schedule() {
  if (at >= rows.length - 1) {
    pause();
    return;
  }
  const gap = Date.parse(rows[at + 1].time) - Date.parse(rows[at].time);
  timer = setTimeout(() => {
    go(at + 1, { playing: true });
    schedule();
  }, Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, gap / speed)));
}

export function step(by) {
  pause();
  go(at + by);
}

function go(index, { playing = false } = {}) {
  if (rows.length === 0) return;
  if (!playing) pause();
  const old = at;
  at = Math.max(0, Math.min(rows.length - 1, index));
  list.redraw(old);
  list.reveal(at);
  list.redraw(at);
  byId('scrub').value = at;
  byId('scrub').setAttribute('aria-valuetext', `${at + 1} of ${rows.length}`);
  byId('position').textContent = `${count(at + 1)} of ${count(rows.length)}`;
  if (state().step !== rows[at].seq) show({ step: rows[at].seq }, { along: true });
  stage();
}

async function stage() {
  const row = rows[at];
  const since = Date.parse(row.time) - Date.parse(rows[0].time);
  try {
    const found = await onceEntry((signal) => ask('entry', [['seq', row.seq]], signal));
    if (!found || rows[at] !== row) return;
    const { entry } = found;
    byId('stage').replaceChildren(
      h('p', { class: 'stage-time' }, h('b', {}, clock(row.time)), ` ${span(since)} after the session began`, row.micros ? ` · took ${micros(row.micros)}` : ''),
      ...(entry.event === 'decision' ? [sqlBlock(entry), decision(entry), parameters(entry), outcome(entry)].filter(Boolean) : [h('h3', { class: 'stage-event' }, entry.event), record(entry)]),
    );
    byId('stage').scrollTop = 0;
  } catch (e) {
    byId('stage').replaceChildren(h('p', { class: 'is-error' }, e.message));
  }
}
