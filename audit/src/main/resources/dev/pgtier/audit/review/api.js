// The one place that asks the server.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** JSON from api/… ; throws Refused with a sentence for a person, or AbortError. */
export async function ask(path, parameters, signal) {
  let response;
  try {
    response = await fetch(url(path, parameters), { signal, headers: { Accept: 'application/json' } });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refused(0, 'pgtier cannot be reached');
  }
  if (response.status === 204) return null;
  if (response.status === 401) {
    location.replace(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
    throw new Refused(401, 'You are signed out');
  }
  if (!response.ok) {
    const text = await response.text();
    throw new Refused(response.status, message(text, response.status));
  }
  return response.json();
}

/** Takes this browser's ticket back. */
export async function logOut() {
  const response = await fetch('/logout', { method: 'POST', redirect: 'manual' });
  if (response.type !== 'opaqueredirect' && !response.ok) throw new Refused(response.status, `pgtier answered ${response.status}`);
  location.replace('/login');
}

function message(text, status) {
  try {
    return JSON.parse(text).error;
  } catch {
    return text.trim() || `pgtier answered ${status}`;
  }
}

/** Where something is; parameters are pairs. */
export function url(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  return `api/${path}${query ? `?${query}` : ''}`;
}

/** Runs one task at a time: a new one ends the one before. */
export function latest() {
  let running = null;
  return async (task) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      return await task(mine.signal);
    } catch (e) {
      if (e.name === 'AbortError') return undefined;
      throw e;
    } finally {
      if (running === mine) running = null;
    }
  };
}
