// Measures what bench/run has built, the sides in turns, and writes the results into the README. With `--smoke`, each thing
// is measured once and printed: then it is only seen that everything runs.
import { readFileSync } from "node:fs";
import os from "node:os";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

import { filesLoaded, timeToForm } from "./first_visit.js";
import { files, machine, publish, row, TABLE_HEAD, total } from "./report.js";
import { serve } from "./server.js";
import { inTurn, SIDES } from "./sides.js";
import { firstSignIns, repeatedSignIns } from "./srp.js";

const SMOKE = process.argv.includes("--smoke");
const SIGN_INS = SMOKE ? 1 : 24;
const VISITS = SMOKE ? 1 : 9;

const bench = new URL("../", import.meta.url);
const load = os.loadavg()[0];
const server = await serve([
  ["/satchel/config.json", new URL("amplify_outputs.json", bench)],
  ["/satchel/", new URL("../dist/", bench)],
  ["/peer/", new URL("peer/dist/", bench)],
  ["/srp/peer.js", new URL("node_modules/amazon-cognito-identity-js/dist/amazon-cognito-identity.min.js", bench)],
  ["/srp/", new URL("srp/", bench)],
]);
const page = (name) => `${server.origin}/${name}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

try {
  const sent = {};
  for (const side of SIDES) sent[side] = await filesLoaded(browser, server, page(side));

  const form = { satchel: [], peer: [] };
  for (let visit = 0; visit < VISITS; visit++) {
    for (const side of inTurn(visit)) form[side].push(await timeToForm(browser, page(side)));
  }
  const first = await firstSignIns(browser, page("srp"), SIGN_INS);
  const repeated = await repeatedSignIns(browser, page("srp"), SIGN_INS);

  const gzipped = (form) => gzipSync(readFileSync(new URL(`views/dist/form_${form}_bg.wasm`, bench)), { level: 9 }).length / 1000;

  const kilobytes = { satchel: [total(sent.satchel) / 1000], peer: [total(sent.peer) / 1000] };
  const results = [
    machine(browser.version(), load),
    "",
    ...TABLE_HEAD,
    row("First visit, all files gzipped (kB)", kilobytes, { most: 225 }),
    row(`Sign-in form usable (ms, median of ${VISITS})`, form, { ratio: 0.25 }),
    row(`SRP of a sign-in, first on its page (ms, median of ${SIGN_INS})`, first, { ratio: 0.35 }),
    row(`SRP of a sign-in, repeated on one page (ms, median of ${SIGN_INS})`, repeated, { ratio: 0.35 }),
    row("One form, by ui::dom and by Leptos's view! (kB gzipped)", { satchel: [gzipped("dom")], peer: [gzipped("view")] }, { ratio: 0.9 }),
    "",
    "A first visit loads, in bytes gzipped:",
    "",
    ...SIDES.flatMap((side) => files(sent[side])),
  ];
  console.log(results.join("\n"));
  if (!SMOKE) publish(new URL("README.md", bench), results);
} finally {
  await browser.close();
  server.close();
}
