const PATIENCE_MS = 60_000;

/** Asks until the answer is as wanted; fails with the last one when that takes too long. */
export async function until(what, ask, wanted) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await ask();
    if (wanted(seen)) {
      return;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: after ${PATIENCE_MS} ms still ${JSON.stringify(seen)}`);
    }
  }
}
