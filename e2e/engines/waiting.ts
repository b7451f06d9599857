/** Waiting for what is expected, never for time to pass. */

import { setTimeout } from "node:timers/promises";

const AT_MOST = 30_000;
const BETWEEN = 50;

/**
 * Looks until `look` gives something. What it throws counts as nothing, such as an element that was just replaced; the
 * last of it is told if the time is over.
 */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + AT_MOST;
  let reason: unknown;
  do {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await setTimeout(BETWEEN);
  } while (Date.now() < deadline);
  const why = reason instanceof Error ? `: ${reason.message}` : "";
  throw new Error(`After ${AT_MOST / 1000} s there is no ${what}${why}`, { cause: reason });
}
