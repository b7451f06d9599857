// Measures what bench/run has built, the sides in turns, and writes the results into the README, each group for itself: all groups,
// or those that are named. With `--smoke`, each thing is measured once and printed: then it is only seen that everything runs.
import { readFileSync } from "node:fs";
import os from "node:os";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

import { answer, config, placeOf } from "./aws.js";
import { timesToFirstRow } from "./first_row.js";
import { PREFIX } from "./keys.js";
import { filesLoaded, timeToForm } from "./first_visit.js";
import { list, timesOfRows, timesToEnumerate, timesToFirstRows, timesToRead } from "./listing.js";
import { files, machine, publish, row as judged, TABLE_HEAD, total } from "./report.js";
import { serve } from "./server.js";
import { inTurn, SIDES } from "./sides.js";
import { store } from "./store.js";
import { firstSignIns, repeatedSignIns } from "./srp.js";
import { measureTable } from "./table.js";
import { timesToUpload } from "./uploads.js";

const SMOKE = process.argv.includes("--smoke");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
/** How often something is done; in smoke, once. */
const times = (usual) => (SMOKE ? 1 : usual);
/** In smoke nothing is judged: crates are built fast there, not for speed. */
const row = (name, taken, wanted) => judged(name, taken, SMOKE ? {} : wanted);
const amount = (number) => number.toLocaleString("en");

const bench = new URL("../", import.meta.url);
// As deploy.sh allows the services that it deploys for.
const allowing = () => readFileSync(new URL("../dist/index.html", bench), "utf8").replace("connect-src", `connect-src ${server.service}`);
const FILES = SMOKE ? 3000 : 100_000;
const LARGE = `numbered-${FILES}-0`;
const server = await serve([
  ["/large/config.json", () => JSON.stringify(config(server.service, placeOf(LARGE, PREFIX)))],
  ["/large/", allowing],
  ["/large/", new URL("../dist/", bench)],
  ["/signed-in/config.json", () => JSON.stringify(config(server.service))],
  ["/signed-in/", allowing],
  ["/signed-in/", new URL("../dist/", bench)],
  ["/satchel/config.json", new URL("amplify_outputs.json", bench)],
  ["/satchel/", new URL("../dist/", bench)],
  ["/peer/", new URL("peer/dist/", bench)],
  ["/srp/peer.js", new URL("node_modules/amazon-cognito-identity-js/dist/amazon-cognito-identity.min.js", bench)],
  ["/srp/", new URL("srp/", bench)],
  ["/listing/", new URL("listing/", bench)],
  ["/uploads/", new URL("uploads/", bench)],
], async (request) => (await list(request)) ?? (await store(request)) ?? answer(request));
const page = (name) => `${server.origin}/${name}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

async function* firstVisit() {
  const sent = {};
  for (const side of SIDES) sent[side] = await filesLoaded(browser, server, page(side));
  const byOwnFile = await filesLoaded(browser, server, page("signed-in"));

  const visits = times(9);
  const form = { satchel: [], peer: [] };
  for (let visit = 0; visit < visits; visit++) {
    for (const side of inTurn(visit)) form[side].push(await timeToForm(browser, page(side)));
  }
  const rows = [];
  for (let visit = 0; visit < visits; visit++) rows.push(await timesToFirstRow(browser, page("signed-in")));

  const gzipped = (form) => gzipSync(readFileSync(new URL(`views/dist/form_${form}_bg.wasm`, bench)), { level: 9 }).length / 1000;
  const kilobytes = (satchel) => ({ satchel: [total(satchel) / 1000], peer: [total(sent.peer) / 1000] });
  yield row("First visit, all files gzipped (kB)", kilobytes(byOwnFile), { most: [225, "kB"] });
  yield row("The same, configured by Amplify's own file (kB)", kilobytes(sent.satchel), {});
  yield row(`Sign-in form usable (ms, median of ${visits})`, form, { ratio: 0.25 });
  yield row(`First file after pressing “Sign in”, to the peer's form (ms, median of ${visits})`, { satchel: rows.map(({ signedIn }) => signedIn), peer: form.peer }, { ratio: 0.55 });
  yield row(`First file of a visit with a kept session, to the peer's form (ms, median of ${visits})`, { satchel: rows.map(({ kept }) => kept), peer: form.peer }, { ratio: 0.3 });
  yield row("One form, by ui::dom and by Leptos's view! (kB gzipped)", { satchel: [gzipped("dom")], peer: [gzipped("view")] }, { ratio: 0.9 });
  yield* ["", "A first visit loads, in bytes gzipped:", "", ...SIDES.flatMap((side) => files(sent[side]))];
}

async function* srp() {
  const signIns = times(24);
  yield row(`SRP of a sign-in, first on its page (ms, median of ${signIns})`, await firstSignIns(browser, page("srp"), signIns), { ratio: 0.35 });
  yield row(`SRP of a sign-in, repeated on one page (ms, median of ${signIns})`, await repeatedSignIns(browser, page("srp"), signIns), { ratio: 0.35 });
}

async function* listing() {
  const enumerated = async (kind, count, delay, rounds, ratio) => {
    const taken = await timesToEnumerate(browser, page("listing"), server.origin, kind, count, delay, rounds);
    return row(`${amount(count)} keys, ${kind}, ${delay} ms each answer (ms, median of ${rounds})`, taken, { ratio });
  };
  yield row(`A page of 1,000 keys read (ms, median of ${times(24)})`, await timesToRead(browser, page("listing"), times(24)), { ratio: 0.5 });
  for (const delay of [50, 250]) {
    const taken = await timesToFirstRows(browser, page("listing"), server.origin, delay, times(24));
    yield row(`First 1,000 rows, ${delay} ms each answer, to the bytes of their page (ms, median of ${times(24)})`, taken, { ratio: 1.2 });
  }
  for (const kind of ["numbered", "uuids", "dates", "heavy", "deep", "words"]) {
    const ratio = kind === "numbered" ? 0.25 : 0.3;
    yield enumerated(kind, SMOKE ? 8000 : 100_000, 50, times(3), ratio);
    if (!SMOKE) yield enumerated(kind, 100_000, 250, 1, ratio);
  }
  if (!SMOKE) yield enumerated("numbered", 1_000_000, 50, 1, 0.22);
}

async function* rows() {
  const rounds = times(5);
  const taken = await timesOfRows(browser, page("listing"), FILES, rounds);
  const ordered = (what, of) => row(`${amount(FILES)} rows ${what} (ms, median of ${rounds})`, of, { most: [100, "ms"] });
  yield ordered("by name, the other way around", taken.byName);
  yield ordered("by size", taken.bySize);
  yield ordered("by date", taken.byDate);
  yield ordered("selected", taken.selected);
}

async function* uploads() {
  const sites = { satchel: page("signed-in"), peer: page("uploads"), endpoint: server.service };
  const [many, large] = SMOKE ? [[20, 10_000], [1, 20_000_000]] : [[2000, 10_000], [1, 1_000_000_000]];
  for (const [[count, size], rounds, ratio] of [[many, times(5), 0.8], [large, times(3), 1]]) {
    const what = count === 1 ? `${amount(size / 1_000_000)} MB in one file` : `${amount(count)} files of ${size / 1000} kB`;
    const taken = await timesToUpload(sites, count, size, rounds);
    yield row(`${what} uploaded (ms, median of ${rounds})`, taken.times, { ratio });
    yield row(`The tab's memory above idle meanwhile, at most (MB, median of ${rounds})`, taken.memory, { most: [60, "MB"] });
  }
}

async function* table() {
  const rounds = times(3);
  const taken = await measureTable(browser, page("large"), FILES, rounds, SMOKE ? 2 : 10);
  const what = (text, unit) => `${amount(FILES)} rows ${text} (${unit}, median of ${rounds})`;
  yield row(what("scrolled at a fourth of the processor's speed, frames lost, and by a plain list", "%"), taken.lost, { most: [1, "%"] });
  yield row(what("scrolled so, frames in which the page's own code was late, and that of a plain list", "%"), taken.late, {});
  yield row(`An empty page scrolled so, frames lost (%, median of ${rounds})`, { satchel: taken.empty.lost }, {});
  yield row(what("selected, until it is seen", "ms"), { satchel: taken.select }, { most: [100, "ms"] });
  yield row(what("sorted by size, until it is seen", "ms"), { satchel: taken.bySize }, { most: [100, "ms"] });
  yield row(what("sorted by name, until it is seen", "ms"), { satchel: taken.byName }, { most: [100, "ms"] });
  yield row(what("in all, the tab's memory", "MB"), { satchel: taken.megabytes }, { most: [150, "MB"] });
}

const GROUPS = { "first visit": firstVisit, srp, listing, rows, table, uploads };

try {
  for (const [name, measure] of Object.entries(GROUPS)) {
    if (wanted.length && !wanted.includes(name.replace(" ", "-"))) continue;
    const results = [];
    const note = (line) => {
      results.push(line);
      console.log(line);
    };
    [machine(browser.version(), os.loadavg()[0]), "", ...TABLE_HEAD].forEach(note);
    for await (const line of measure()) note(line);
    if (!SMOKE) publish(new URL("README.md", bench), name, results);
  }
} finally {
  await browser.close();
  server.close();
}
