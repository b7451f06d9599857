// A folder of 100,000 files in the page itself: how it scrolls, how soon it answers, what memory its tab takes.
import { visitor } from "./aws.js";
import { scrolled } from "./frames.js";
import { watched } from "./memory.js";
import { SIDES } from "./sides.js";

/** Opens the folder at `url` and loads all of it. */
async function opened(context, url, count) {
  const tab = await context.newPage();
  await tab.addInitScript(noteEvents);
  await tab.goto(url);
  await tab.getByLabel("Email", { exact: true }).fill(visitor.email);
  await tab.getByLabel("Password", { exact: true }).fill(visitor.password);
  await tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await tab.locator(".table-body [data-index='0']").waitFor();
  await tab.waitForLoadState("networkidle");
  await tab.locator(".table-body [data-index='0']").focus();
  await tab.keyboard.press("Control+A");
  await tab.locator(`.table[aria-rowcount='${count + 1}']`).waitFor({ timeout: 120_000 });
  await tab.locator(".table-head input:checked").waitFor();
  await tab.waitForTimeout(1000);
  return tab;
}

/** Runs in the page before its own code: `answered(name)` gives the milliseconds from the last event of this name to the frame that shows what it did. */
function noteEvents() {
  const last = {};
  const note = ({ name, duration }) => (last[name] = duration);
  // Those that took less than this are not told of (Event Timing API).
  const LEAST = 16;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
  observer.observe({ type: "event", durationThreshold: LEAST });
  window.forgetEvents = () => {
    observer.takeRecords();
    for (const name of Object.keys(last)) delete last[name];
  };
  window.answered = (name) => {
    observer.takeRecords().forEach(note);
    return last[name] ?? LEAST;
  };
}

/** Milliseconds from what `act` does to the frame that shows it. */
async function timeToAnswer(tab, event, act) {
  await tab.evaluate(() => window.forgetEvents());
  await act();
  await tab.waitForTimeout(700);
  return tab.evaluate((event) => window.answered(event), event);
}

/** Runs in the page: tells between which offsets the rows that are there, from the one that is seen first, fill the list. */
function tellRows() {
  const scroller = document.querySelector(".table");
  const body = scroller.querySelector(".table-body");
  const rowHeight = body.querySelector("[data-index]").offsetHeight;
  const height = scroller.clientHeight - body.offsetTop;
  const rows = body.getElementsByClassName("row");
  window.list = {
    scroller,
    rows(top) {
      const there = new Set(Array.from(rows, (row) => Number(row.dataset.index)));
      let first = Math.floor(top / rowHeight);
      let end = first;
      while (there.has(first - 1)) first--;
      while (there.has(end)) end++;
      return { above: first * rowHeight, below: end * rowHeight - height };
    },
  };
}

/** A page that is as high and empty: what the machine itself loses. */
const EMPTY = '<div style="height: 3000000px"></div>';

/**
 * The least that a list of so many rows can be: three texts in each, nothing around it, and rows that take over the elements of others.
 * As many are ready as Satchel's.
 */
const PLAIN = `
  <style>
    body { margin: 0 }
    main { height: 100vh; overflow: auto; contain: strict; background: #fff }
    main > div { position: relative; height: 3000000px }
    p { position: absolute; inset-inline: 0; margin: 0; height: 40px; contain: strict; display: flex }
    p > * { flex: 1 }
  </style>
  <main><div></div></main>
  <script>
    const scroller = document.querySelector("main");
    const rows = Array.from({ length: 30 }, () => {
      const row = document.createElement("p");
      row.innerHTML = "<span>-</span><span>-</span><span>-</span>";
      scroller.firstElementChild.append(row);
      return row;
    });
    let first;
    const show = () => {
      first = Math.max(0, Math.floor(scroller.scrollTop / 40) - 2);
      for (let at = first; at < first + rows.length; at++) {
        const row = rows[at % rows.length];
        if (row.at === at) continue;
        row.at = at;
        row.style.top = at * 40 + "px";
        for (const cell of row.children) cell.firstChild.nodeValue = "img_" + at + ".jpg";
      }
    };
    scroller.addEventListener("scroll", show);
    show();
    window.list = { scroller, rows: () => ({ above: first * 40, below: (first + rows.length) * 40 - innerHeight }) };
  </script>`;

async function scrolledPage(content, browser, seconds) {
  const tab = await browser.newPage();
  await tab.setContent(content);
  try {
    return await scrolled(browser, tab, seconds);
  } finally {
    await tab.close();
  }
}

/** Of a folder of `count` files, `rounds` times: what is lost while it scrolls, its answers in milliseconds, its tab's megabytes. */
export async function measureTable(browser, url, count, rounds, seconds) {
  const all = { lost: { satchel: [], peer: [] }, late: { satchel: [], peer: [] }, empty: { lost: [] }, select: [], bySize: [], byName: [], megabytes: [] };
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    try {
      const { tab, megabytes } = await watched(await browser.newBrowserCDPSession(), () => opened(context, url, count));
      all.megabytes.push(megabytes());
      await tab.keyboard.press("Escape");
      all.select.push(await timeToAnswer(tab, "keydown", () => tab.keyboard.press("Control+A")));
      await tab.keyboard.press("Escape");
      const heading = (name) => tab.getByRole("table").getByRole("button", { name, exact: true });
      all.bySize.push(await timeToAnswer(tab, "click", () => heading("Size").click()));
      all.byName.push(await timeToAnswer(tab, "click", () => heading("Name").click()));
      await tab.evaluate(tellRows);
      const frames = { satchel: await scrolled(browser, tab, seconds), peer: await scrolledPage(PLAIN, browser, seconds) };
      const empty = await scrolledPage(EMPTY, browser, seconds);
      for (const what of ["lost", "late"]) {
        for (const side of SIDES) all[what][side].push(frames[side][what]);
      }
      all.empty.lost.push(empty.lost);
    } finally {
      await context.close();
    }
  }
  return all;
}
