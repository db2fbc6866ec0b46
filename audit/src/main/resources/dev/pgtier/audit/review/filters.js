// The search box, its suggestions, the chips and the ranges of time.

import { ask, latest } from './api.js';
import { byId, h, icon } from './dom.js';
import { count, moment } from './format.js';
import { asked, exactly, FILTERS, filter, filtered, RANGES, show, state, unfilter } from './state.js';

/** Filters whose values the log can name. */
const COUNTED = new Set(['verdict', 'principal', 'tier', 'rule', 'effect', 'relation', 'function', 'tool', 'application', 'client', 'upstream', 'status', 'sqlstate', 'event']);

const once = latest();
let options = [];
let chosen = -1;

export function start() {
  const input = byId('search');
  byId('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (chosen >= 0) take(chosen);
    else apply(input.value);
  });
  input.addEventListener('input', suggest);
  input.addEventListener('focus', suggest);
  input.addEventListener('blur', () => close());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (options.length === 0) return;
      event.preventDefault();
      choose((chosen + (event.key === 'ArrowDown' ? 1 : -1) + options.length + (chosen < 0 && event.key === 'ArrowUp' ? 1 : 0)) % options.length);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (options.length > 0) close();
      else if (input.value) input.value = '';
      else input.blur();
    } else if (event.key === 'Tab' && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    }
  });
}

/** Reads `principal:agent !tool:x words that are searched`. A value with spaces stands in double quotes. */
export function parse(text) {
  const found = [];
  const rest = text.replace(/(?:^|\s)(!?)([a-z-]+):(?:"([^"]*)"|(\S+))/g, (all, not, name, quoted, plain) => {
    if (!FILTERS.has(name)) return all;
    found.push([name, not + (quoted ?? plain)]);
    return ' ';
  });
  return { found, text: rest.trim() };
}

function apply(text) {
  const { found, text: words } = parse(text);
  let filters = { ...state().filters };
  for (const [name, value] of found) {
    const have = filters[name] ?? [];
    filters = { ...filters, [name]: name === 'text' ? [value] : [...new Set([...have, value])] };
  }
  if (words) filters.text = [words];
  if (found.length === 0 && !words) return;
  byId('search').value = '';
  close();
  show({ filters });
}

async function suggest() {
  const text = byId('search').value;
  const word = text.slice(text.lastIndexOf(' ') + 1);
  const colon = word.indexOf(':');
  if (colon < 0) {
    const names = [...FILTERS].filter(([name]) => word === '' ? text === '' && name !== 'text' : name.startsWith(word) && name !== 'text');
    offer(names.slice(0, 8).map(([name, what]) => ({ value: `${name}:`, note: what, name })));
    return;
  }
  const name = word.slice(word.startsWith('!') ? 1 : 0, colon);
  if (!COUNTED.has(name)) {
    close();
    return;
  }
  const begun = word.slice(colon + 1).replace(/^"/, '').toLowerCase();
  try {
    const groups = await once((signal) => ask('top', [...asked(state(), name), ['field', name], ['most', 40]], signal));
    if (!groups || byId('search').value !== text) return;
    offer(
      groups
        .filter((group) => group.value.toLowerCase().includes(begun))
        .slice(0, 8)
        .map((group) => ({ value: group.value, note: count(group.count), name, word: true })),
    );
  } catch {
    close();
  }
}

function offer(found) {
  if (document.activeElement !== byId('search')) return;
  options = found;
  chosen = -1;
  const list = byId('suggestions');
  list.replaceChildren(
    ...options.map((option, index) =>
      h(
        'li',
        { role: 'option', id: `option-${index}`, 'aria-selected': 'false', onpointerdown: (event) => { event.preventDefault(); take(index); } },
        h('span', {}, option.value),
        h('small', {}, option.note),
      ),
    ),
  );
  list.hidden = options.length === 0;
  byId('search').setAttribute('aria-expanded', String(options.length > 0));
  byId('search').removeAttribute('aria-activedescendant');
}

function choose(index) {
  chosen = index;
  [...byId('suggestions').children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
  byId('search').setAttribute('aria-activedescendant', `option-${index}`);
}

function take(index) {
  const option = options[index];
  const input = byId('search');
  const before = input.value.slice(0, input.value.lastIndexOf(' ') + 1);
  const word = input.value.slice(before.length);
  if (option.word) {
    input.value = before.trimEnd();
    close();
    filter(option.name, (word.startsWith('!') ? '!' : '') + exactly(option.value));
    if (input.value) apply(input.value);
  } else {
    input.value = before + option.value;
    suggest();
  }
}

function close() {
  options = [];
  chosen = -1;
  byId('suggestions').hidden = true;
  byId('search').setAttribute('aria-expanded', 'false');
  byId('search').removeAttribute('aria-activedescendant');
}

export function draw() {
  const now = state();
  byId('ranges').replaceChildren(
    ...[...RANGES, [null, 'All']].map(([range, label]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'segment',
          'aria-pressed': now.to === null && now.from === range,
          onclick: () => show({ from: range, to: null }),
        },
        label,
      ),
    ),
  );
  const chips = [];
  for (const name of FILTERS.keys()) (now.filters[name] ?? []).forEach((word) => chips.push(chip(name, word)));
  if (now.to !== null || (now.from !== null && !RANGES.has(now.from))) {
    chips.push(frame('time', `${when(now.from)} – ${when(now.to)}`, () => show({ from: null, to: null })));
  }
  if (chips.length > 1) chips.push(h('button', { type: 'button', class: 'link', onclick: () => show({ filters: {}, from: null, to: null }) }, 'Clear all'));
  byId('chips').replaceChildren(...chips);
  byId('chips').hidden = chips.length === 0;
}

const when = (text) => (text === null ? '…' : Number.isNaN(Date.parse(text)) ? text : moment(text).replace('.000', ''));

function chip(name, word) {
  const not = word.startsWith('!');
  const turn = () => {
    const other = not ? word.slice(1) : `!${word}`;
    const filters = filtered(name, other);
    show({ filters: { ...filters, [name]: filters[name].filter((one) => one !== word) } });
  };
  const value = not ? word.slice(1) : word;
  const can = !['text', 'min-duration', 'max-duration', 'min-rows', 'max-rows'].includes(name);
  return frame(
    name,
    can ? h('button', { type: 'button', class: 'chip-turn', title: 'Include or exclude', 'aria-label': `${name} ${not ? 'is not' : 'is'} ${value}: turn round`, onclick: turn }, not ? 'not ' : '', value) : value,
    () => unfilter(name, word),
  );
}

function frame(name, content, remove) {
  return h(
    'span',
    { class: 'chip', data: { filter: name } },
    h('span', { class: 'chip-name' }, name),
    content,
    h('button', { type: 'button', class: 'chip-close', 'aria-label': `Remove the filter ${name}`, onclick: remove }, icon('close')),
  );
}
