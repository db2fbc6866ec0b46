// What is shown is what the address says; so the back button and a link that is sent work. Filters are spelt as `pgtier audit search` does.

/** What a search compares with words, in the order of the chips. */
export const FILTERS = new Map([
  ['verdict', 'allow, deny or rewrite'],
  ['principal', 'who logged in'],
  ['tier', 'the tier that judged'],
  ['rule', 'the rule that decided'],
  ['effect', 'read, write, ddl …'],
  ['relation', 'a relation that it names'],
  ['function', 'a function that it calls'],
  ['tool', 'the MCP tool that asked'],
  ['application', 'the client’s application_name'],
  ['client', 'its address'],
  ['upstream', 'where it went'],
  ['status', 'ok, error, cancelled, limit …'],
  ['sqlstate', 'of the error'],
  ['min-duration', 'took at least, as 20ms'],
  ['max-duration', 'took at most, as 1s'],
  ['min-rows', 'at least so many rows'],
  ['max-rows', 'at most so many rows'],
  ['session', 'one session'],
  ['statement', 'one statement'],
  ['shape', 'equal but for constants'],
  ['event', 'decision, login-failed, reload …'],
  ['text', 'in the SQL or the reason'],
]);

const SINGLE = new Set(['text', 'min-duration', 'max-duration', 'min-rows', 'max-rows']);

export const RANGES = new Map([
  ['15m', '15 min'],
  ['1h', '1 h'],
  ['24h', '24 h'],
  ['7d', '7 days'],
]);

const listeners = [];
let current = read();

function read() {
  const query = new URLSearchParams(location.search);
  const filters = {};
  for (const name of FILTERS.keys()) {
    const values = query.getAll(name).filter((value) => value !== '');
    if (values.length > 0) filters[name] = SINGLE.has(name) ? values.slice(-1) : [...new Set(values)];
  }
  const step = Number(query.get('step'));
  return {
    filters,
    from: query.get('from') || null,
    to: query.get('to') || null,
    open: /^\d{1,18}$/.test(query.get('open') ?? '') ? query.get('open') : null,
    replay: query.get('replay'),
    step: Number.isInteger(step) && step > 0 ? step : 0,
    local: query.get('zone') === 'local',
  };
}

function write(state) {
  const query = new URLSearchParams();
  for (const name of FILTERS.keys()) (state.filters[name] ?? []).forEach((value) => query.append(name, value));
  for (const name of ['from', 'to', 'open', 'replay']) if (state[name]) query.set(name, state[name]);
  if (state.replay && state.step > 0) query.set('step', state.step);
  if (state.local) query.set('zone', 'local');
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}

export const state = () => current;

/** Changes what is shown: a new entry in the history, unless it only goes along with the last. */
export function show(change, { along = false } = {}) {
  const before = current;
  current = { ...current, ...change };
  const address = write(current);
  if (address !== write(before)) history[along ? 'replaceState' : 'pushState'](null, '', address);
  tell(before);
}

addEventListener('popstate', () => {
  const before = current;
  current = read();
  tell(before);
});

function tell(before) {
  listeners.forEach((listener) => listener(current, before));
}

/** Told of each change, with what was before. */
export function onShow(listener) {
  listeners.push(listener);
}

/** The word that matches this value and no other. */
export function exactly(value) {
  const escaped = String(value).replace(/[\\*]/g, '\\$&');
  return escaped.startsWith('!') ? `\\${escaped}` : escaped;
}

/** The filters with one more word. */
export function filtered(name, word, { alone = false } = {}) {
  const have = current.filters[name] ?? [];
  const words = SINGLE.has(name) || alone ? [word] : [...new Set([...have, word])];
  return { ...current.filters, [name]: words };
}

export function filter(name, word, options) {
  show({ filters: filtered(name, word, options) });
}

export function unfilter(name, word) {
  const filters = { ...current.filters };
  filters[name] = (filters[name] ?? []).filter((one) => one !== word);
  if (filters[name].length === 0) delete filters[name];
  show({ filters });
}

export const isFiltered = (state) => Object.keys(state.filters).length > 0 || state.from !== null || state.to !== null;

/** The filters as pairs for the server, without those named. Without a word about events, statements are meant. */
export function asked(state, ...without) {
  const pairs = [];
  for (const [name, values] of Object.entries(state.filters)) {
    if (!without.includes(name)) values.forEach((value) => pairs.push([name, value]));
  }
  if (!state.filters.event) pairs.push(['event', 'decision']);
  for (const name of ['from', 'to']) if (state[name]) pairs.push([name, state[name]]);
  return pairs;
}

/** Whether two states ask for other records. */
export function differs(a, b) {
  const only = (s) => JSON.stringify([Object.entries(s.filters).sort(), s.from, s.to]);
  return only(a) !== only(b);
}
