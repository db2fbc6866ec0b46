// Puts the page together: what changes in the address is followed by each part.

import * as chain from './chain.js';
import * as drawer from './drawer.js';
import * as filters from './filters.js';
import * as keys from './keys.js';
import * as rail from './rail.js';
import * as replay from './replay.js';
import * as table from './table.js';
import * as timeline from './timeline.js';
import { ask, url } from './api.js';
import { byId, h } from './dom.js';
import { setLocal, zoneName } from './format.js';
import { asked, differs, onShow, show, state } from './state.js';

const TICK = 2000;
const SLOW = 2;
const CALM = 8;

let live = true;
let version = null;
let ticks = 0;
let rest = 0;

function start() {
  setLocal(state().local);
  chain.start();
  filters.start();
  timeline.start();
  table.start();
  keys.start({ toggleLive, closeMenu });
  byId('live').addEventListener('click', toggleLive);
  byId('zone').addEventListener('click', () => show({ local: !state().local }, { along: true }));
  byId('export').addEventListener('click', () => menu(byId('export-menu').hidden));
  document.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('.menu')) menu(false);
  });
  onShow(follow);
  decorate();
  whenReady();
}

/** The log may have to be indexed first; that is said, and waited for. */
async function whenReady() {
  try {
    const head = await ask('head');
    if (head.indexing) {
      byId('state').hidden = false;
      byId('state').replaceChildren(h('p', { class: 'state-title' }, 'The log is being indexed'), h('p', {}, 'This happens once, and takes about a minute for ten million records.'), h('span', { class: 'spinner', 'aria-hidden': 'true' }));
      setTimeout(whenReady, 1000);
      return;
    }
    version = head.version;
  } catch (e) {
    byId('state').hidden = false;
    byId('state').replaceChildren(h('p', { class: 'state-title is-error' }, e.message), h('p', {}, h('button', { type: 'button', class: 'button', onclick: whenReady }, 'Try again')));
    return;
  }
  byId('state').hidden = true;
  everything();
  drawer.follow();
  replay.follow();
  setTimeout(tick, TICK);
}

function everything() {
  table.load();
  timeline.load();
  rail.load();
  chain.load();
}

function follow(now, before) {
  if (now.local !== before.local) {
    setLocal(now.local);
    everything();
    drawer.redraw();
  } else if (differs(now, before)) {
    everything();
  }
  decorate();
  drawer.follow();
  replay.follow();
}

function decorate() {
  filters.draw();
  byId('zone').textContent = zoneName();
  byId('zone').title = state().local ? 'Times are yours; show them in UTC' : 'Times are UTC; show them in your zone';
  byId('live').setAttribute('aria-pressed', String(live));
  byId('live').replaceChildren(h('span', { class: 'pulse', 'aria-hidden': 'true' }), live ? 'Live' : 'Paused');
  byId('live').title = live ? 'New statements appear by themselves (l)' : 'Nothing new appears (l)';
  const pairs = asked(state());
  byId('export-menu').replaceChildren(
    ...[['jsonl', 'JSON lines'], ['csv', 'CSV'], ['ocsf', 'OCSF']].map(([format, label]) => h('a', { href: url('export', [...pairs, ['format', format]]), download: '', onclick: () => menu(false) }, label)),
    h('p', { class: 'quiet' }, 'Everything that the filters mean.'),
  );
}

function toggleLive() {
  live = !live;
  decorate();
}

function menu(open) {
  byId('export-menu').hidden = !open;
  byId('export').setAttribute('aria-expanded', String(open));
}

function closeMenu() {
  if (byId('export-menu').hidden) return false;
  menu(false);
  byId('export').focus();
  return true;
}

/** Looks whether the log has grown. Nothing is asked while nobody looks. */
async function tick() {
  try {
    if (!document.hidden) {
      ticks++;
      if (ticks % SLOW === 1) await chain.load();
      if (live && state().to === null) await whatIsNew();
    }
    document.body.classList.remove('is-away');
  } catch {
    document.body.classList.add('is-away');
  } finally {
    setTimeout(tick, TICK);
  }
}

async function whatIsNew() {
  const head = await ask('head');
  if (head.version === version) return;
  const began = performance.now();
  if (began < rest) return;
  version = head.version;
  await table.refresh();
  await Promise.all([timeline.load(), rail.load()]);
  // A large log takes longer to ask, and is asked less often.
  rest = performance.now() + CALM * (performance.now() - began);
}

start();
