// A folder of 100,000 files in the page itself: how it scrolls, how soon it answers, what memory its tab takes.
import { visitor } from "./aws.js";
import { watched } from "./memory.js";

const FRAME = 1000 / 60;
/** Pixels a second: somebody who turns the wheel fast. */
const SPEED = 2000;
const CPU_SLOWDOWN = 4;

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

/** The per cent of frames that are missing while `tab` is scrolled for some seconds, on a slow processor. */
async function framesLost(tab, seconds) {
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  const { width, height } = tab.viewportSize();
  await tab.evaluate(() => {
    window.frames_ = [];
    const note = (at) => {
      window.frames_.push(at);
      window.noting = requestAnimationFrame(note);
    };
    window.noting = requestAnimationFrame(note);
  });
  await devtools.send("Input.synthesizeScrollGesture", {
    x: width / 2, y: height / 2, yDistance: -SPEED * seconds, speed: SPEED, gestureSourceType: "mouse", preventFling: true,
  });
  const frames = await tab.evaluate(() => {
    cancelAnimationFrame(window.noting);
    return window.frames_;
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await devtools.detach();
  const wanted = Math.round((frames.at(-1) - frames[0]) / FRAME);
  return (100 * (wanted - (frames.length - 1))) / wanted;
}

/** A page that is as high and empty: what the machine itself loses. */
const EMPTY = '<div style="height: 3000000px"></div>';

/** The least that a list of so many rows can be: three texts in each, nothing around it, and rows that take over the elements of others. */
const PLAIN = `
  <style>
    body { margin: 0 }
    main { height: 100vh; overflow: auto; contain: strict }
    main > div { position: relative; height: 3000000px }
    p { position: absolute; inset-inline: 0; margin: 0; height: 40px; contain: strict; display: flex }
    p > * { flex: 1 }
  </style>
  <main><div></div></main>
  <script>
    const scroller = document.querySelector("main");
    const rows = Array.from({ length: 24 }, () => {
      const row = document.createElement("p");
      row.innerHTML = "<span>-</span><span>-</span><span>-</span>";
      scroller.firstElementChild.append(row);
      return row;
    });
    const show = () => {
      const first = Math.max(0, Math.floor(scroller.scrollTop / 40) - 3);
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
  </script>`;

async function lostBy(content, browser, seconds) {
  const tab = await browser.newPage();
  await tab.setContent(content);
  try {
    return await framesLost(tab, seconds);
  } finally {
    await tab.close();
  }
}

/** Of a folder of `count` files, `rounds` times: what is lost while it scrolls, its answers in milliseconds, its tab's megabytes. */
export async function measureTable(browser, url, count, rounds, seconds) {
  const all = { lost: { satchel: [], peer: [] }, machine: [], select: [], bySize: [], byName: [], megabytes: [] };
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    try {
      const { tab, megabytes } = await watched(browser, () => opened(context, url, count));
      all.megabytes.push(megabytes());
      await tab.keyboard.press("Escape");
      all.select.push(await timeToAnswer(tab, "keydown", () => tab.keyboard.press("Control+A")));
      await tab.keyboard.press("Escape");
      const heading = (name) => tab.getByRole("table").getByRole("button", { name, exact: true });
      all.bySize.push(await timeToAnswer(tab, "click", () => heading("Size").click()));
      all.byName.push(await timeToAnswer(tab, "click", () => heading("Name").click()));
      all.lost.satchel.push(await framesLost(tab, seconds));
      all.lost.peer.push(await lostBy(PLAIN, browser, seconds));
      all.machine.push(await lostBy(EMPTY, browser, seconds));
    } finally {
      await context.close();
    }
  }
  return all;
}
