// Puts the page together: what changes in the address is followed by each part.

import * as chain from './chain.js';
import * as drawer from './drawer.js';
import * as filters from './filters.js';
import * as keys from './keys.js';
import * as rail from './rail.js';
import * as replay from './replay.js';
import * as table from './table.js';
import * as timeline from './timeline.js';
import { ask, logOut, url } from './api.js';
import { byId, h, toast } from './dom.js';
import { count, counted, setLocal, zoneName } from './format.js';
import { asked, differs, onShow, show, state } from './state.js';

const TICK = 2000;
const SLOW = 2;
const CALM = 8;

let live = true;
let version = null;
let ticks = 0;
let rest = 0;
let indexed = 0;

function start() {
  setLocal(state().local);
  chain.start();
  filters.start();
  timeline.start();
  table.start();
  keys.start({ toggleLive, closeMenu });
  byId('live').addEventListener('click', toggleLive);
  byId('zone').addEventListener('click', () => show({ local: !state().local }, { along: true }));
  byId('logout').addEventListener('click', () => logOut().catch((e) => toast(e.message)));
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
    if (head.opening) {
      byId('state').hidden = false;
      byId('state').replaceChildren(h('p', { class: 'state-title' }, 'The log is being indexed'), h('p', {}, 'The newest file comes first; it takes a few seconds.'), h('span', { class: 'spinner', 'aria-hidden': 'true' }));
      setTimeout(whenReady, 1000);
      return;
    }
    version = head.version;
    indexed = head.indexed;
    byId('logout').hidden = !head.signedIn;
    notice(head);
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
      const head = await ask('head');
      notice(head);
      if (head.indexed !== indexed) {
        // Older records have come, whatever is shown.
        indexed = head.indexed;
        await Promise.all([head.indexed === head.files ? table.load() : null, timeline.load(), rail.load()]);
      }
      if (live && state().to === null) await whatIsNew(head);
    }
    document.body.classList.remove('is-away');
  } catch {
    document.body.classList.add('is-away');
  } finally {
    setTimeout(tick, TICK);
  }
}

/** What the answers are not from. */
function notice(head) {
  const growing = head.indexed < head.files;
  byId('notice').hidden = !growing && head.warnings.length === 0;
  byId('notice').replaceChildren(
    ...(growing ? [h('p', {}, h('span', { class: 'spinner', 'aria-hidden': 'true' }), `Indexing: ${count(head.indexed)} of ${counted(head.files, 'file')}. Older records are not shown yet.`)] : []),
    ...head.warnings.map((warning) => h('p', { class: 'is-error' }, `Not everything is shown: ${warning}.`)),
  );
}

async function whatIsNew(head) {
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
