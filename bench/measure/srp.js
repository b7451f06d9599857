// The SRP computation of a sign-in, each side's in the same page, every proof checked.
import { inTurn } from "./sides.js";
import { check, users } from "./srp_service.js";

/** Milliseconds of each sign-in in `rounds` new pages at `url`: the one that a visitor waits for. */
export async function firstSignIns(browser, url, rounds) {
  const times = { satchel: [], peer: [] };
  for (let round = 0; round < rounds; round++) await signIns(browser, url, 1, round, times);
  return times;
}

/** Milliseconds of each sign-in of `rounds` in one page at `url`, when the engine has compiled all it wants to. */
export async function repeatedSignIns(browser, url, rounds) {
  const times = { satchel: [], peer: [] };
  await signIns(browser, url, rounds, 0, times);
  return times;
}

async function signIns(browser, url, rounds, first, times) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.signIn);
  for (let round = first; round < first + rounds; round++) {
    const user = users[round % users.length];
    const { secret, ...known } = user;
    for (const side of inTurn(round)) {
      const proof = await page.evaluate(([side, known]) => window.signIn[side](known), [side, known]);
      check(user, proof);
      times[side].push(proof.ms);
    }
  }
  await page.close();
}
