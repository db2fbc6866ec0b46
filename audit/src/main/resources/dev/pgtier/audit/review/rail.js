// Who asks most, and what is refused most.

import { ask, latest } from './api.js';
import { byId, h } from './dom.js';
import { count, counted, oneLine, short } from './format.js';
import { highlighted } from './sql.js';
import { asked, exactly, filter, filtered, show, state } from './state.js';

const onceDenied = latest();
const oncePrincipals = latest();

export function load() {
  return Promise.all([
    fill('denied', onceDenied, [...asked(state(), 'verdict'), ['verdict', 'deny'], ['field', 'shape'], ['most', 7]], shape, 'Nothing was denied.'),
    fill('principals', oncePrincipals, [...asked(state()), ['field', 'principal'], ['most', 8]], principal, 'Nobody.'),
  ]);
}

async function fill(id, once, parameters, draw, nothing) {
  const list = byId(id);
  try {
    const groups = await once((signal) => ask('top', parameters, signal));
    if (!groups) return;
    const most = Math.max(1, ...groups.map((group) => group.count));
    list.replaceChildren(...(groups.length > 0 ? groups.map((group) => draw(group, most)) : [h('li', { class: 'quiet' }, nothing)]));
  } catch (e) {
    list.replaceChildren(h('li', { class: 'quiet is-error' }, e.message));
  }
}

function bar(part, whole, className) {
  if (part <= 0) return null;
  const inner = h('i', { class: className });
  inner.style.width = `${Math.max(1.5, (100 * part) / whole)}%`;
  return inner;
}

function shape(group, most) {
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        title: 'Show these statements',
        'aria-label': `${counted(group.count, 'denial')} of ${oneLine(group.sample ?? group.value).slice(0, 120)}`,
        onclick: () => show({ filters: { ...filtered('shape', exactly(group.value), { alone: true }), verdict: ['deny'] } }),
      },
      h('code', { class: 'clamp' }, group.sample === null ? group.value : highlighted(oneLine(group.sample).slice(0, 160))),
      h('span', { class: 'meter' }, bar(group.count, most, 'fill-deny')),
      h('b', {}, short(group.count)),
    ),
  );
}

function principal(group, most) {
  return h(
    'li',
    {},
    h(
      'button',
      { type: 'button', title: `Show ${group.value}’s only`, onclick: () => filter('principal', exactly(group.value), { alone: true }) },
      h('span', { class: 'clamp' }, group.value),
      h('span', { class: 'meter' }, bar(group.denied, most, 'fill-deny'), bar(group.count - group.denied, most, 'fill-allow')),
      h('b', { title: `${count(group.count)}, of which ${count(group.denied)} denied` }, short(group.count)),
    ),
  );
}
