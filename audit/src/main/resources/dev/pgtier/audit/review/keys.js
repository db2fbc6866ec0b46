// The keyboard, and the page that explains it.

import * as chain from './chain.js';
import * as drawer from './drawer.js';
import * as replay from './replay.js';
import * as table from './table.js';
import * as timeline from './timeline.js';
import { byId, h, icon } from './dom.js';
import { FILTERS, show, state } from './state.js';

const KEYS = [
  ['j  k', 'next, previous statement'],
  ['Enter', 'open it'],
  ['Esc', 'close what is open'],
  ['/', 'search'],
  ['d', 'only what was denied'],
  ['r', 'replay the session'],
  ['Space  ←  →', 'in a replay: play, back, next'],
  ['a', 'all: clear the filters'],
  ['l', 'follow new statements, or stop'],
  ['c', 'the chain'],
  ['?', 'this page'],
];

export function start(actions) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (byId('keys').open) {
      if (event.key === '?') byId('keys').close();
      return;
    }
    if (event.key === 'Escape') {
      escape(actions);
      return;
    }
    const field = event.target.closest('input, textarea, select');
    if (field && field.type !== 'range') return;
    const action = replay.isOpen() ? inReplay(event) : onPage(event, actions);
    if (action) {
      event.preventDefault();
      action();
    }
  });
  byId('help').addEventListener('click', help);
}

function escape(actions) {
  if (actions.closeMenu()) return;
  if (chain.isOpen()) {
    chain.toggle(false);
    byId('chain').focus();
  } else if (replay.isOpen()) replay.close();
  else if (state().open) {
    drawer.close();
    byId('rows').focus({ preventScroll: true });
  }
}

function onPage(event, actions) {
  const inButton = event.target.closest('button, a');
  switch (event.key) {
    case 'j':
      return () => table.step(1);
    case 'k':
      return () => table.step(-1);
    case 'ArrowDown':
      return event.target.id === 'rows' ? () => table.step(1) : null;
    case 'ArrowUp':
      return event.target.id === 'rows' ? () => table.step(-1) : null;
    case 'Enter':
      return inButton || event.target.id === 'chart' ? null : () => table.open();
    case '/':
      return () => byId('search').focus();
    case 'd':
      return timeline.onlyDenied;
    case 'r':
      return () => drawer.replay(drawer.current()?.entry ?? table.activeRow());
    case 'a':
      return () => show({ filters: {}, from: null, to: null });
    case 'l':
      return actions.toggleLive;
    case 'c':
      return () => chain.toggle();
    case '?':
      return help;
    default:
      return null;
  }
}

function inReplay(event) {
  const slider = event.target.type === 'range';
  switch (event.key) {
    case 'j':
      return () => replay.step(1);
    case 'k':
      return () => replay.step(-1);
    case 'ArrowRight':
    case 'ArrowDown':
      return slider ? null : () => replay.step(1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return slider ? null : () => replay.step(-1);
    case ' ':
      return event.target.closest('button') ? null : replay.toggle;
    case '?':
      return help;
    default:
      return null;
  }
}

function help() {
  const dialog = byId('keys');
  dialog.replaceChildren(
    h('header', { class: 'drawer-head' }, h('h2', { id: 'keys-title' }, 'Keys and filters'), h('button', { type: 'button', class: 'button square', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close'))),
    h(
      'div',
      { class: 'keys-body' },
      h('dl', { class: 'keys-list' }, KEYS.map(([key, what]) => [h('dt', {}, key.split('  ').map((one) => h('kbd', {}, one))), h('dd', {}, what)])),
      h('p', {}, 'In the search box, words are looked for in the SQL, and ', h('code', {}, 'name:value'), ' filters. ', h('code', {}, '*'), ' stands for anything, ', h('code', {}, '!name:value'), ' excludes. Values of one name are alternatives. The same names are options of ', h('code', {}, 'pgtier audit search'), '.'),
      h('dl', { class: 'keys-list is-filters' }, [...FILTERS].map(([name, what]) => [h('dt', {}, h('code', {}, name)), h('dd', {}, what)])),
    ),
  );
  dialog.showModal();
}
