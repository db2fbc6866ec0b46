// Statements over time, stacked by verdict. Denials stand at the foot, where they can be compared, and one among a million is still seen.

import { ask, latest } from './api.js';
import { byId, h, icon, svg } from './dom.js';
import { clock, count, counted, day, minute, moment, short, span, zoneName } from './format.js';
import { asked, filter, show, state, unfilter } from './state.js';

const HEIGHT = 112;
const FOOT = 18;
const LEFT = 38;
const KINDS = ['deny', 'rewrite', 'allow', 'other'];
const SEGMENTS = [['', 'All'], ['allow', 'Allowed'], ['deny', 'Denied'], ['rewrite', 'Rewritten']];

const once = latest();
let line = null;
let cursor = -1;
let anchor = -1;

export function start() {
  const chart = byId('chart');
  chart.tabIndex = 0;
  chart.setAttribute('role', 'group');
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(chart.clientWidth - width) < 2) return;
    width = chart.clientWidth;
    draw();
  }).observe(chart);
  chart.addEventListener('keydown', keys);
  chart.addEventListener('blur', () => {
    cursor = anchor = -1;
    draw();
  });
  chart.addEventListener('pointerdown', drag);
  chart.addEventListener('pointermove', (event) => hover(at(event)));
  chart.addEventListener('pointerleave', () => hover(-1));
  byId('unzoom').addEventListener('click', () => show({ from: null, to: null }));
}

export async function load() {
  const most = Math.max(20, Math.min(140, Math.floor((byId('chart').clientWidth - LEFT) / 7)));
  try {
    const found = await once((signal) => ask('timeline', [...asked(state(), 'verdict'), ['buckets', most]], signal));
    if (!found) return;
    if (anchor >= 0) return;
    line = arrange(found);
    cursor = -1;
    document.body.classList.toggle('with-days', line.to - line.from > 86400e3 || day(line.from) !== day(Date.now()));
    draw();
    segments();
  } catch (e) {
    byId('chart').replaceChildren(h('p', { class: 'chart-note is-error' }, e.message));
  }
}

function arrange(found) {
  const width = found.width * 1000;
  const from = Date.parse(found.from);
  const to = Date.parse(found.to);
  const length = Math.min(2000, Math.max(0, Math.round((to - from) / width)));
  const buckets = Array.from({ length }, (_, index) => ({ start: from + index * width, deny: 0, rewrite: 0, allow: 0, other: 0 }));
  const totals = { deny: 0, rewrite: 0, allow: 0, other: 0 };
  for (const one of found.buckets) {
    const kind = KINDS.includes(one.kind) ? one.kind : 'other';
    const bucket = buckets[Math.round((Date.parse(one.start) - from) / width)];
    if (bucket) bucket[kind] += one.count;
    totals[kind] += one.count;
  }
  return { from, to, width, buckets, totals };
}

const sum = (bucket) => KINDS.reduce((all, kind) => all + bucket[kind], 0);

function segments() {
  const verdicts = state().filters.verdict ?? [];
  const events = state().filters.event?.join() === '!decision';
  const all = KINDS.reduce((n, kind) => n + line.totals[kind], 0);
  byId('verdicts').replaceChildren(
    ...SEGMENTS.map(([verdict, label]) =>
      h(
        'button',
        {
          type: 'button',
          class: `segment is-${verdict || 'all'}`,
          'aria-pressed': !events && (verdict ? verdicts.includes(verdict) : verdicts.length === 0),
          data: { verdict },
          onclick: () => choose(verdict),
        },
        verdict ? icon(verdict) : null,
        label,
        h('b', {}, events ? '–' : short(verdict ? line.totals[verdict] : all)),
      ),
    ),
    h(
      'button',
      { type: 'button', class: 'segment is-events', 'aria-pressed': events, title: 'Log-ins that failed, sessions, reloads, gaps', onclick: () => chooseEvents(!events) },
      'Events',
    ),
  );
}

function choose(verdict) {
  const filters = { ...state().filters };
  delete filters.verdict;
  if (filters.event?.join() === '!decision') delete filters.event;
  if (verdict && !(state().filters.verdict ?? []).includes(verdict)) filters.verdict = [verdict];
  show({ filters });
}

function chooseEvents(on) {
  const filters = { ...state().filters };
  delete filters.verdict;
  if (on) show({ filters: { ...filters, event: ['!decision'] } });
  else unfilter('event', '!decision');
}

/** Counts at or above n that a person reads easily. */
function ceiling(n) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 5, 10].map((step) => step * power).find((value) => value >= n);
}

function draw() {
  if (!line) return;
  const chart = byId('chart');
  const width = chart.clientWidth;
  const note = byId('span');
  byId('unzoom').hidden = state().from === null && state().to === null;
  const all = line.buckets.reduce((n, bucket) => n + sum(bucket), 0);
  if (line.buckets.length === 0 || all === 0) {
    note.textContent = '';
    chart.setAttribute('aria-label', 'Nothing in this time');
    chart.replaceChildren(h('p', { class: 'chart-note' }, 'Nothing in this time'));
    return;
  }
  note.textContent = `${moment(line.from).replace(/\.\d+/, '')} – ${moment(line.to).replace(/\.\d+/, '')} · ${span(line.width)} a bar`;
  chart.setAttribute(
    'aria-label',
    `${counted(line.totals.allow, 'allowed', 'allowed')}, ${count(line.totals.deny)} denied, ${count(line.totals.rewrite)} rewritten. Arrow keys move along the bars, Enter narrows the time.`,
  );
  const top = ceiling(Math.max(...line.buckets.map(sum)));
  const high = HEIGHT - FOOT - 6;
  const step = (width - LEFT) / line.buckets.length;
  const bar = Math.max(1, step - Math.min(2, step * 0.25));
  const picture = svg('svg', { class: 'chart-svg', viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, 'aria-hidden': 'true' });
  for (const part of [0, 0.5, 1]) {
    const y = HEIGHT - FOOT - part * high;
    picture.append(svg('line', { class: 'grid', x1: LEFT, x2: width, y1: y, y2: y }));
    const value = top * part;
    if (Number.isInteger(value)) picture.append(svg('text', { class: 'axis', x: LEFT - 7, y: y + 3.5, 'text-anchor': 'end' }, short(value)));
  }
  const chosen = state().filters.verdict;
  line.buckets.forEach((bucket, index) => {
    let y = HEIGHT - FOOT;
    for (const kind of KINDS) {
      if (bucket[kind] === 0) continue;
      const size = Math.max(kind === 'deny' ? 2.5 : 1, (bucket[kind] / top) * high);
      y -= size;
      const faint = chosen && !chosen.includes(kind) ? ' is-faint' : '';
      picture.append(svg('rect', { class: `fill-${kind}${faint}`, x: LEFT + index * step, y, width: bar, height: size }));
    }
  });
  picture.append(...axis(width, step));
  const brush = svg('rect', { class: 'brush', y: 2, height: HEIGHT - FOOT, x: 0, width: 0 });
  picture.append(brush);
  const tip = h('div', { class: 'tip', hidden: true, 'aria-live': 'polite' });
  chart.replaceChildren(picture, tip);
  if (cursor >= 0) hover(cursor);
}

function axis(width, step) {
  const marks = [];
  const every = Math.max(1, Math.ceil(110 / step));
  const long = line.to - line.from > 2 * 86400e3;
  for (let index = 0; index < line.buckets.length; index += every) {
    const x = LEFT + index * step;
    if (x + 60 > width) break;
    const at = line.buckets[index].start;
    const text = long ? day(at).slice(5) + (line.width < 86400e3 ? ` ${minute(at)}` : '') : line.width < 60e3 ? clock(at).slice(0, 8) : minute(at);
    marks.push(svg('text', { class: 'axis', x, y: HEIGHT - 4 }, text));
  }
  return marks;
}

/** Which bucket a pointer is over; -1 outside. */
function at(event) {
  if (!line || line.buckets.length === 0) return -1;
  const box = byId('chart').getBoundingClientRect();
  const share = (event.clientX - box.left - LEFT) / (box.width - LEFT);
  return share < 0 || share > 1 ? -1 : Math.min(line.buckets.length - 1, Math.floor(share * line.buckets.length));
}

function hover(index) {
  const tip = byId('chart').querySelector('.tip');
  if (!tip) return;
  paint(anchor < 0 ? index : anchor, index);
  tip.hidden = index < 0;
  if (index < 0) return;
  const bucket = line.buckets[index];
  tip.replaceChildren(
    h('b', {}, `${day(bucket.start)} ${clock(bucket.start).slice(0, 8)} ${zoneName()}`),
    ...KINDS.filter((kind) => bucket[kind] > 0).map((kind) => h('span', { class: `key-${kind}` }, `${count(bucket[kind])} ${kind === 'other' ? 'events' : kind}`)),
    sum(bucket) === 0 ? h('span', {}, 'nothing') : null,
  );
  const width = byId('chart').clientWidth;
  const x = LEFT + ((index + 0.5) / line.buckets.length) * (width - LEFT);
  tip.style.left = `${Math.max(0, Math.min(width - tip.offsetWidth, x - tip.offsetWidth / 2))}px`;
}

function paint(a, b) {
  const brush = byId('chart').querySelector('.brush');
  if (!brush) return;
  const [first, last] = [Math.min(a, b), Math.max(a, b)];
  const step = (byId('chart').clientWidth - LEFT) / line.buckets.length;
  brush.setAttribute('x', first < 0 ? 0 : LEFT + first * step);
  brush.setAttribute('width', first < 0 ? 0 : (last - first + 1) * step);
}

function narrow(a, b) {
  const [first, last] = [Math.min(a, b), Math.max(a, b)];
  show({ from: new Date(line.buckets[first].start).toISOString(), to: new Date(line.buckets[last].start + line.width).toISOString() });
}

function drag(event) {
  const first = at(event);
  if (first < 0 || event.button !== 0) return;
  event.preventDefault();
  byId('chart').focus({ preventScroll: true });
  byId('chart').setPointerCapture(event.pointerId);
  anchor = first;
  paint(first, first);
  const up = (end) => {
    byId('chart').removeEventListener('pointerup', up);
    byId('chart').removeEventListener('pointercancel', up);
    const last = at(end);
    anchor = -1;
    if (end.type === 'pointerup') narrow(first, last < 0 ? first : last);
  };
  byId('chart').addEventListener('pointerup', up);
  byId('chart').addEventListener('pointercancel', up);
}

function keys(event) {
  if (!line || line.buckets.length === 0) return;
  const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (move) {
    event.preventDefault();
    const before = cursor < 0 ? (move > 0 ? -1 : line.buckets.length) : cursor;
    cursor = Math.max(0, Math.min(line.buckets.length - 1, before + move));
    if (!event.shiftKey) anchor = -1;
    else if (anchor < 0) anchor = Math.max(0, before);
    hover(cursor);
  } else if (event.key === 'Enter' && cursor >= 0) {
    event.preventDefault();
    event.stopPropagation();
    narrow(anchor < 0 ? cursor : anchor, cursor);
  }
}

/** Narrows to what is denied: for a key. */
export const onlyDenied = () => filter('verdict', 'deny', { alone: true });
