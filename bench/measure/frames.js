// What somebody sees of a list that scrolls: frames in which nothing new was drawn, or in which the place of a row was empty.
const FRAME = 1000 / 60;
/** Pixels a second: somebody who turns the wheel fast. */
const SPEED = 2000;
const CPU_SLOWDOWN = 4;
/** Chromium's own account of its frames, as DevTools shows it. */
const FRAMES = "disabled-by-default-devtools.timeline.frame";

/**
 * Scrolls `tab` for some seconds on a slow processor. Of its frames, in per cent: `lost` were not drawn, or drawn with something missing;
 * `late` is what is missing of 60 calls of `requestAnimationFrame` a second, when the browser scrolled on and the page's own code did not
 * keep up. A page with rows tells of them by `window.list`.
 */
export async function scrolled(browser, tab, seconds) {
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  const { width, height } = tab.viewportSize();
  await tab.evaluate(noteRows);
  await browser.startTracing(tab, { categories: [FRAMES] });
  await devtools.send("Input.synthesizeScrollGesture", {
    x: width / 2, y: height / 2, yDistance: -SPEED * seconds, speed: SPEED, gestureSourceType: "mouse", preventFling: true,
  });
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const notes = await tab.evaluate(() => window.rowsNoted());
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await devtools.detach();
  const { drawn, wanted, incomplete } = framesOf(traceEvents);
  const of = Math.round((notes.at(-1).at - notes[0].at) / FRAME);
  return {
    lost: percent(wanted - drawn + incomplete + emptyPlaces(notes), wanted),
    late: percent(of - (notes.length - 1), of),
  };
}

function percent(part, whole) {
  return (100 * part) / whole;
}

/** Runs in the page: notes in each frame how far it is scrolled and which rows there are. */
function noteRows() {
  const { scroller, rows } = window.list ?? { scroller: document.scrollingElement };
  const notes = [];
  let top = scroller.scrollTop;
  // Before the page's own listener, when nothing has to be laid out for it.
  const read = () => (top = scroller.scrollTop);
  document.addEventListener("scroll", read, true);
  const note = (at) => {
    notes.push({ at, top, rows: rows?.(top) });
    request = requestAnimationFrame(note);
  };
  let request = requestAnimationFrame(note);
  window.rowsNoted = () => {
    cancelAnimationFrame(request);
    document.removeEventListener("scroll", read, true);
    const last = notes.findLastIndex(({ top }, at) => top !== notes[at - 1]?.top);
    return notes.slice(notes.findIndex(({ top }) => top !== notes[0].top), last + 1);
  };
}

/** Of the tab that draws: frames from its first to its last one, how many were drawn, and how many of these before all of it was painted. */
function framesOf(events) {
  const draws = new Map();
  for (const { name, pid, ts } of events) if (name === "DrawFrame") draws.set(pid, [...(draws.get(pid) ?? []), ts / 1000]);
  const [pid, drawn] = [...draws].toSorted(([, one], [, other]) => other.length - one.length)[0];
  const times = drawn.toSorted((one, other) => one - other);
  const reports = events.filter((event) => event.pid === pid && event.name === "PipelineReporter").map(({ args }) => args.frame_reporter ?? {});
  const missing = new Set(reports.filter((report) => report.has_missing_content).map((report) => report.frame_sequence));
  return { drawn: times.length - 1, wanted: Math.round((times.at(-1) - times[0]) / FRAME), incomplete: missing.size };
}

/** How many frames may have shown a place without its row: a row counts as seen one frame after the page is done with the frame that made it. */
function emptyPlaces(notes) {
  if (!notes[0].rows) return 0;
  let empty = 0;
  let shown = 0;
  for (let index = 2; index < notes.length; index++) {
    const [before, now] = [notes[index - 1], notes[index]];
    for (let at = before.at + FRAME / 2; at < now.at; at += FRAME) {
      while (notes[shown + 2] && notes[shown + 2].at + FRAME <= at) shown++;
      const top = before.top + ((now.top - before.top) * (at - before.at)) / (now.at - before.at);
      const { above, below } = notes[shown].rows;
      if (top < above || top > below) empty++;
    }
  }
  return empty;
}
