// Everything about one record, beside the table.

import { ask, latest } from './api.js';
import { byId, copy, h, icon, toast, verdictBadge } from './dom.js';
import { clock, count, day, zoneName } from './format.js';
import { decision, facts, line, many, outcome, parameters, part, record, searchable, sqlBlock, who } from './statement.js';
import { exactly, filtered, show, state } from './state.js';

const once = latest();
let shown = null;

export const current = () => shown;

export function close() {
  if (state().open) show({ open: null });
}

/** Follows the address. */
export async function follow() {
  const place = byId('drawer');
  const open = state().open;
  document.body.classList.toggle('has-drawer', open !== null);
  if (open === null) {
    if (place.hidden) return;
    const focused = place.contains(document.activeElement);
    place.hidden = true;
    shown = null;
    if (focused) byId('rows').focus({ preventScroll: true });
    return;
  }
  place.hidden = false;
  if (shown?.entry && String(shown.entry.seq) === open) return;
  place.setAttribute('aria-busy', 'true');
  if (!shown) place.replaceChildren(head('Reading …'), h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')));
  try {
    const found = await once((signal) => ask('entry', [['seq', open]], signal));
    if (!found || state().open !== open) return;
    shown = found;
    draw(found);
  } catch (e) {
    shown = null;
    place.replaceChildren(head(`Record ${count(Number(open))}`), h('p', { class: 'state-title is-error' }, e.message));
  } finally {
    place.removeAttribute('aria-busy');
  }
}

export function redraw() {
  if (shown) draw(shown);
}

function head(title, ...more) {
  return h(
    'header',
    { class: 'drawer-head' },
    h('h2', { id: 'drawer-title' }, title),
    ...more,
    h('button', { type: 'button', class: 'button square', 'aria-label': 'Close', title: 'Close (Esc)', onclick: close }, icon('close')),
  );
}

function draw({ entry }) {
  const own = entry.event === 'decision';
  const place = byId('drawer');
  place.replaceChildren(
    head(
      own ? h('span', {}, verdictBadge(entry.verdict)) : entry.event,
      h('time', { class: 'drawer-time', datetime: entry.time }, h('b', {}, clock(entry.time)), ` ${day(entry.time)} ${zoneName()}`),
    ),
    h(
      'div',
      { class: 'drawer-body' },
      own ? [sqlBlock(entry), decision(entry), parameters(entry), outcome(entry), who(entry)] : [who(entry), record(entry)],
      entry.session ? h('div', { id: 'of-session' }) : null,
      entry.shape ? h('div', { id: 'of-shape' }) : null,
      own
        ? part(
            'Record',
            facts([
              ['Number', `${count(entry.seq)}${entry.outcome ? `, its outcome ${count(entry.outcome.seq)}` : ''}`],
              ['Statement', h('button', { type: 'button', class: 'value', title: 'Copy', onclick: () => copy(entry.statement) }, entry.statement)],
              ['Session', searchable('session', entry.session)],
              ['Shape', searchable('shape', entry.shape)],
            ]),
          )
        : null,
      h('p', {}, h('button', { type: 'button', class: 'button small', onclick: () => copy(location.href) }, 'Copy a link to this')),
    ),
  );
  place.scrollTop = 0;
  if (entry.session) ofSession(entry);
  if (entry.shape) ofShape(entry);
}

const openRow = (row) => show({ open: String(row.seq) });

async function ofSession(entry) {
  const place = byId('of-session');
  try {
    const around = await ask('around', [['session', entry.session], ['seq', entry.seq]]);
    place.replaceChildren(
      part(
        'This session',
        h('div', { class: 'lines' }, around.rows.map((row) => line(row, () => openRow(row), row.seq === entry.seq))),
        h('p', {}, h('button', { type: 'button', class: 'button', onclick: () => replay(entry) }, icon('play'), 'Replay the session')),
      ),
    );
  } catch (e) {
    place.replaceChildren(part('This session', h('p', { class: 'is-error' }, e.message)));
  }
}

async function ofShape(entry) {
  const place = byId('of-shape');
  try {
    const found = await ask('shape', [['shape', entry.shape]]);
    const others = found.rows.filter((row) => row.session !== entry.session).slice(0, 5);
    place.replaceChildren(
      part(
        'The same shape elsewhere',
        h('p', { class: 'quiet' }, `${many(found.totals)}: ${found.principals.map((group) => group.value).join(', ')}`),
        others.length > 0
          ? h('div', { class: 'lines' }, others.map((row) => line(row, () => openRow(row), false)))
          : h('p', { class: 'quiet' }, 'In no other session lately.'),
        h('p', {}, h('button', { type: 'button', class: 'button', onclick: () => show({ filters: { ...filtered('shape', exactly(entry.shape), { alone: true }) } }) }, 'Show all of this shape')),
      ),
    );
  } catch (e) {
    place.replaceChildren(part('The same shape elsewhere', h('p', { class: 'is-error' }, e.message)));
  }
}

/** Opens the session of a record at that record. */
export function replay(entry) {
  if (!entry?.session) {
    toast('This record belongs to no session');
    return;
  }
  show({ replay: entry.session, step: entry.seq });
}
