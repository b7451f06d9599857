/** Who is measured, by the name of its page and of its results. */
export const SIDES = ["satchel", "peer"];

/** Both, the one first that was second in the round before: whoever is second finds a warmer processor. */
export function inTurn(round) {
  return round % 2 ? SIDES.toReversed() : SIDES;
}
