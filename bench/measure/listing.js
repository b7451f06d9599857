// Large folders: all keys of one by each side, the first rows of one, and a page of one read.
import { config } from "./aws.js";
import { bucket, drop, page, PREFIX } from "./keys.js";
import { inTurn } from "./sides.js";

/** Answers `ListObjectsV2` of a bucket at the path's start, after its delay. */
export async function list(request) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const found = searchParams.get("list-type") === "2" ? bucket(pathname.split("/")[1]) : undefined;
  if (!found) return undefined;
  const content = page(found, searchParams);
  await new Promise((due) => setTimeout(due, found.delay));
  return { status: 200, type: "application/xml", content };
}

/** A new page at `url`, for as long as `work` takes. */
export async function opened(browser, url, work) {
  const tab = await browser.newPage();
  await tab.goto(url);
  await tab.waitForFunction(() => window.rows);
  try {
    return await work(tab);
  } finally {
    await tab.close();
  }
}

/** Milliseconds until all of `count` keys are there and have been looked through, each side in a page of its own. */
export async function timesToEnumerate(browser, url, origin, kind, count, delay, rounds) {
  const times = { satchel: [], peer: [] };
  const name = `${kind}-${count}-${delay}`;
  const { keys } = bucket(name);
  const text = "77";
  const wanted = [keys.length, keys.filter((key) => key.includes(text)).length];
  const run = (tab, side) =>
    tab.evaluate(([side, ...given]) => window.enumerate[side](...given), [side, JSON.stringify(config(origin)), name, PREFIX, text]);
  for (let round = 0; round < rounds; round++) {
    for (const side of inTurn(round)) {
      const { ms, result } = await opened(browser, url, (tab) => run(tab, side));
      if (String(result) !== String(wanted)) throw new Error(`${side} found ${result} of ${wanted} keys`);
      times[side].push(ms);
    }
  }
  drop(name);
  return times;
}

/** Milliseconds until the first rows of a folder are in order, and until nothing but the page that they are in is here. */
export async function timesToFirstRows(browser, url, origin, delay, rounds) {
  const times = { satchel: [], peer: [] };
  const name = `numbered-100000-${delay}`;
  const run = (tab, side) => tab.evaluate(([side, ...given]) => window.firstRows[side](...given), [side, JSON.stringify(config(origin)), name, PREFIX]);
  await opened(browser, url, async (tab) => {
    // The engine has compiled everything by then, as for whoever opens a folder from another one.
    for (let round = -3; round < rounds; round++) {
      for (const side of inTurn(round)) {
        const { ms, result } = await run(tab, side);
        if (side === "satchel" && result !== 1000) throw new Error(`${result} rows`);
        if (round >= 0) times[side].push(ms);
      }
    }
  });
  drop(name);
  return times;
}

/** Milliseconds to read a page of 1,000 keys, when the engine has compiled all it wants to. */
export async function timesToRead(browser, url, rounds) {
  const times = { satchel: [], peer: [] };
  const of = (name) => page(bucket(name), new URLSearchParams({ prefix: PREFIX, "encoding-type": "url" })).toString();
  await opened(browser, url, async (tab) => {
    for (let round = 0; round < rounds; round++) {
      for (const side of inTurn(round)) {
        const { ms, result } = await tab.evaluate(([side, body, empty, prefix]) => window.readPage[side](body, empty, prefix), [side, of("numbered-1000-0"), of("numbered-0-0"), PREFIX]);
        if (result !== 1000) throw new Error(`${side} read ${result} keys`);
        times[side].push(ms);
      }
    }
  });
  return times;
}

/** Milliseconds to put `count` rows in order and to select them all. */
export async function timesOfRows(browser, url, count, rounds) {
  const times = { byName: { satchel: [], peer: [] }, bySize: { satchel: [], peer: [] }, byDate: { satchel: [], peer: [] }, selected: { satchel: [], peer: [] } };
  const all = bucket(`numbered-${count}-0`);
  const pages = [];
  for (let after = ""; pages.length < count / 1000; after = all.keys[pages.length * 1000 - 1]) {
    pages.push(page(all, new URLSearchParams({ prefix: PREFIX, "encoding-type": "url", "start-after": after })).toString());
  }
  for (let round = 0; round < rounds; round++) {
    const firsts = {};
    for (const side of inTurn(round)) {
      const taken = await opened(browser, url, (tab) => tab.evaluate(([side, pages, prefix]) => window.rows[side](pages, prefix), [side, pages, PREFIX]));
      firsts[side] = Object.values(taken).map(({ result }) => result).join();
      for (const [what, { ms }] of Object.entries(taken)) times[what][side].push(ms);
    }
    if (firsts.satchel !== firsts.peer) throw new Error(`in another order: ${firsts.satchel}, ${firsts.peer}`);
  }
  return times;
}
