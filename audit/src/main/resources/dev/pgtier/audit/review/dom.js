// Elements are made here and nowhere from markup: whatever comes out of the log is text.

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

/** h('button', {class: 'x', type: 'button', onclick: f, data: {k: 'v'}}, 'text', element, …) */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined) continue;
    if (name.startsWith('aria-')) element.setAttribute(name, String(value));
    else if (value === false) continue;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false).map(seen));
  return element;
}

const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What cannot be seen is, so that no text reads as another: a turned way of reading, an escape, no width. */
function seen(child) {
  if (typeof child !== 'string') return child;
  return child.replace(UNSEEN, (c) => (c < ' ' ? String.fromCodePoint(0x2400 + c.codePointAt(0)) : '\uFFFD'));
}

const ICONS = {
  allow: 'M3.2 8.4l3.1 3.1 6.5-7',
  deny: 'M4 4l8 8M12 4l-8 8',
  rewrite: 'M3 11.5V13h1.6l7-7-1.6-1.6zM9 5.4L10.6 7',
  open: 'M9.5 3H13v3.5M13 3L7.5 8.5M6.5 4H4a1 1 0 0 0-1 1v7a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V9.5',
  shield: 'M8 1.8l5 1.9v4c0 3-2.1 5.4-5 6.5-2.9-1.1-5-3.5-5-6.5v-4z',
  close: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3.5v9l7.5-4.5z',
  pause: 'M5 3.5v9M11 3.5v9',
  back: 'M10 3.5L5.5 8l4.5 4.5',
  next: 'M6 3.5L10.5 8L6 12.5',
  first: 'M11.5 3.5L7 8l4.5 4.5M4.5 3.5v9',
  last: 'M4.5 3.5L9 8l-4.5 4.5M11.5 3.5v9',
};

export function icon(name) {
  return svg('svg', { viewBox: '0 0 16 16', class: `icon icon-${name}`, 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));
}

/** A word, a mark and a colour, so that none has to be told by its colour alone. */
export function verdictBadge(verdict) {
  const known = ['allow', 'deny', 'rewrite'].includes(verdict) ? verdict : 'other';
  return h('span', { class: `verdict is-${known}` }, known === 'other' ? null : icon(known), verdict);
}

let toastTimer = 0;

export function toast(text) {
  const place = byId('toast');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.classList.remove('shown'), 2600);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  } catch {
    toast('The browser did not let the page copy');
  }
}
