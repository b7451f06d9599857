// Files of the disk sent to S3: from when they are chosen until all have arrived, and what memory the tab takes meanwhile.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { home, visitor } from "./aws.js";
import { launch } from "./devtools.js";
import { watched } from "./memory.js";
import { inTurn } from "./sides.js";
import { taken } from "./store.js";

/** Expressions for what is in Satchel's page. */
const FIRST_FILE = "document.querySelector('.table-body [data-index]')";
const UPLOAD = `[...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Upload" && button.checkVisibility())`;
const EMAIL = "document.querySelector('form input')";
const PASSWORD = "document.querySelector('form input[type=password]')";

/** Opens the side's page in a tab, and makes it ready for files. */
const OPEN = {
  async satchel(tab, { satchel }) {
    await tab.runFirst(noteUploads);
    await tab.open(satchel);
    for (const [field, text] of [[EMAIL, visitor.email], [PASSWORD, visitor.password]]) {
      await tab.until(`${field}?.disabled === false`);
      await tab.evaluate(`${field}.focus()`);
      await tab.type(text);
    }
    await tab.press("Enter");
    await tab.until(`${FIRST_FILE} !== null && ${UPLOAD} !== undefined`);
    await tab.rest();
  },
  async peer(tab, { peer, endpoint }) {
    await tab.open(`${peer}?${new URLSearchParams({ endpoint, ...home })}`);
    await tab.until("'done' in window");
  },
};

/** Gives it the files, as a visitor does who chooses them. */
const CHOOSE = {
  satchel: (tab, paths) => tab.chooseWhenAsked(() => tab.click(UPLOAD), paths),
  peer: (tab, paths) => tab.choose("document.querySelector('input[type=file]')", paths),
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
    }, 50);
  });
}

async function upload(browser, side, sites, paths) {
  const { tab, megabytes, most } = await watched(browser, async () => {
    const tab = await browser.newPage();
    await tab.runFirst(noteChoice);
    await OPEN[side](tab, sites);
    return tab;
  });
  const idle = megabytes();
  const sent = await most(async () => {
    await CHOOSE[side](tab, paths);
    return tab.evaluate("(async () => (await window.done) - window.chosen)()");
  });
  return { ms: sent.result, megabytes: sent.most - idle };
}

/** Milliseconds until `count` files of `size` bytes are stored by each side, and by how many megabytes its tab grew at most. */
export async function timesToUpload(sites, count, size, rounds) {
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
        // Each in a browser of its own: what one leaves behind is not found by the other.
        const browser = await launch();
        const { ms, megabytes } = await upload(browser, side, sites, paths).finally(() => browser.close());
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
