// Files of the disk sent to S3: from when they are chosen until all have arrived, and what memory the tab takes meanwhile.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { home, visitor } from "./aws.js";
import { watched } from "./memory.js";
import { inTurn } from "./sides.js";
import { taken } from "./store.js";

/** Opens the side's page in a new tab, and makes it ready for files. */
const OPEN = {
  async satchel(context, { satchel }) {
    const tab = await context.newPage();
    await tab.addInitScript(noteChoice);
    await tab.addInitScript(noteUploads);
    await tab.goto(satchel);
    await tab.getByLabel("Email", { exact: true }).fill(visitor.email);
    await tab.getByLabel("Password", { exact: true }).fill(visitor.password);
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await tab.getByRole("link", { name: visitor.firstFile }).or(tab.getByText(visitor.firstFile)).first().waitFor();
    await tab.waitForLoadState("networkidle");
    return tab;
  },
  async peer(context, { peer, endpoint }) {
    const tab = await context.newPage();
    await tab.addInitScript(noteChoice);
    await tab.goto(`${peer}?${new URLSearchParams({ endpoint, ...home })}`);
    await tab.waitForFunction(() => "done" in window);
    return tab;
  },
};

/** Gives it the files, as a visitor does who chooses them. */
const CHOOSE = {
  async satchel(tab, paths) {
    const choosing = tab.waitForEvent("filechooser");
    await tab.getByRole("button", { name: "Upload", exact: true }).click();
    await tab.getByRole("menuitem", { name: "Upload files" }).click();
    await (await choosing).setFiles(paths);
  },
  peer: (tab, paths) => tab.getByLabel("Files").setInputFiles(paths),
};

/** Runs in each page. `chosen` is when it asks for the files that were chosen. */
function noteChoice() {
  const { get } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "files");
  Object.defineProperty(HTMLInputElement.prototype, "files", {
    get() {
      const files = get.call(this);
      if (files?.length) window.chosen ??= performance.now();
      return files;
    },
  });
}

/** Runs in Satchel's page. `done` resolves to when it says that all has been uploaded. */
function noteUploads() {
  window.done = new Promise((done) => {
    const look = setInterval(() => {
      const said = [...document.querySelectorAll('[role="status"]')].map(({ textContent }) => textContent).join();
      if (!/\d files? uploaded/.test(said)) return;
      clearInterval(look);
      done(performance.now());
    }, 20);
  });
}

async function upload(browser, side, sites, paths) {
  const context = await browser.newContext();
  try {
    const { tab, megabytes, most } = await watched(browser, () => OPEN[side](context, sites));
    const idle = megabytes();
    const sent = await most(async () => {
      await CHOOSE[side](tab, paths);
      return tab.evaluate(async () => (await window.done) - window.chosen);
    });
    return { ms: sent.result, megabytes: sent.most - idle };
  } finally {
    await context.close();
  }
}

/** Milliseconds until `count` files of `size` bytes are stored by each side, and by how many megabytes its tab grew at most. */
export async function timesToUpload(browser, sites, count, size, rounds) {
  const folder = mkdtempSync(join(os.tmpdir(), "bench-"));
  const paths = Array.from({ length: count }, (_, at) => join(folder, `file-${String(at).padStart(5, "0")}.bin`));
  const times = { satchel: [], peer: [] };
  const memory = { satchel: [], peer: [] };
  try {
    for (const path of paths) {
      writeFileSync(path, path);
      truncateSync(path, size);
    }
    for (let round = 0; round < rounds; round++) {
      for (const side of inTurn(round)) {
        const { ms, megabytes } = await upload(browser, side, sites, paths);
        const stored = taken(home.bucket, home.prefix + "file-");
        if (stored.count !== count || stored.bytes !== count * size) throw new Error(`${side} stored ${stored.bytes} bytes in ${stored.count} objects`);
        times[side].push(ms);
        memory[side].push(megabytes);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { times, memory };
}
