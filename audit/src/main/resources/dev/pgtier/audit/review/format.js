// How values are shown. Times are UTC, as in the log, or the reader's own.

let local = false;

export function setLocal(value) {
  local = value;
}

const two = (n) => String(n).padStart(2, '0');

function parts(date) {
  return local
    ? [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]
    : [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
}

export function day(value) {
  const [y, m, d] = parts(new Date(value));
  return `${y}-${two(m)}-${two(d)}`;
}

/** 14:03:07.123 */
export function clock(value) {
  const date = new Date(value);
  const [, , , hours, minutes, seconds] = parts(date);
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

export function minute(value) {
  const [, , , hours, minutes] = parts(new Date(value));
  return `${two(hours)}:${two(minutes)}`;
}

export function zoneName() {
  return local ? 'local' : 'UTC';
}

export function moment(value) {
  return `${day(value)} ${clock(value)} ${zoneName()}`;
}

const whole = new Intl.NumberFormat('en-US');

export function count(number) {
  return whole.format(number);
}

export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** 12,340 is 12.3k: for where there is little room. */
export function short(number) {
  if (number < 1000) return String(number);
  const [value, unit] = number < 999_500 ? [number / 1e3, 'k'] : [number / 1e6, 'M'];
  return `${value < 99.5 ? Number(value.toFixed(1)) : Math.round(value)}${unit}`;
}

export function micros(value) {
  if (value === null || value === undefined) return '';
  if (value < 1000) return `${value} µs`;
  if (value < 1e6) return `${Number((value / 1e3).toPrecision(3))} ms`;
  return span(value / 1e3);
}

/** Milliseconds as a person says them. */
export function span(millis) {
  const s = millis / 1000;
  if (s < 60) return `${Number(s.toPrecision(3))} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
  return `${Number((s / 86400).toPrecision(3))} days`;
}

export function bytes(value) {
  if (value === null || value === undefined) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let number = value;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${unit === 0 ? number : Number(number.toPrecision(3))} ${units[unit]}`;
}

/** The spaces of a text in one line. */
export function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
