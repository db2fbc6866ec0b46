// The badge that says whether the log is whole, by the same verifier as `pgtier audit verify`.

import { ask } from './api.js';
import { byId, h, icon } from './dom.js';
import { count, counted, moment, span } from './format.js';
import { show } from './state.js';

const WORDS = {
  whole: 'Chain whole',
  unsealed: 'Chain whole',
  broken: 'Chain broken',
  checking: 'Checking the chain',
  unknown: 'Chain not checked',
};

let last = { state: 'checking' };

export function start() {
  byId('chain').addEventListener('click', () => toggle());
  document.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('#chain-panel, #chain')) toggle(false);
  });
  draw();
}

export async function load() {
  try {
    last = await ask('chain');
  } catch (e) {
    last = { state: 'unknown', text: e.message };
  }
  draw();
}

export function toggle(open = byId('chain-panel').hidden) {
  byId('chain-panel').hidden = !open;
  byId('chain').setAttribute('aria-expanded', String(open));
}

export const isOpen = () => !byId('chain-panel').hidden;

function draw() {
  const badge = byId('chain');
  const detail = last.state === 'broken' && last.record > 0 ? ` at record ${count(last.record)}` : '';
  badge.className = `chain is-${last.state}`;
  badge.dataset.state = last.state;
  badge.replaceChildren(icon('shield'), h('span', {}, WORDS[last.state] + detail));
  byId('chain-panel').replaceChildren(...panel());
}

function panel() {
  const rows = [];
  const line = (name, value) => rows.push(h('dt', {}, name), h('dd', {}, value));
  if (last.records > 0) line('Records', `${count(last.records)} (${count(last.first)} to ${count(last.last)})`);
  if (last.state === 'whole') line('Sealed', 'to the end');
  if (last.state === 'unsealed') line('Waiting for their seal', counted(last.unsealed, 'newest record'));
  if (last.deleted > 0) line('Deleted by retention', count(last.deleted));
  if (last.checked) line('Checked', `${moment(last.checked)}, in ${span(last.millis)}`);
  const broken = last.state === 'broken';
  return [
    h('p', { class: `popover-title is-${last.state}` }, icon('shield'), WORDS[last.state]),
    broken ? h('p', { class: 'finding' }, last.what) : null,
    broken ? h('p', { class: 'quiet' }, last.place) : null,
    last.state === 'unknown' ? h('p', {}, last.text ?? '') : null,
    rows.length > 0 ? h('dl', {}, rows) : null,
    broken && last.record > 0
      ? h('p', {}, h('button', { type: 'button', class: 'button', onclick: () => { toggle(false); show({ open: String(last.record) }); } }, `Look at record ${count(last.record)}`))
      : null,
    h('p', { class: 'quiet' }, broken
      ? 'Somebody or something changed the log after it was written. Keep the directory as it is, and verify it with the public key and the checkpoints that another machine keeps.'
      : 'Held against the key that pgtier signs with. The proof for others is “pgtier audit verify” with a public key and checkpoints that another machine keeps.'),
  ].filter(Boolean);
}
