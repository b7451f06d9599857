// A long list while it is scrolled: its rows' elements are used again, and say nothing of the row that left.

import type { Locator, Page } from "@playwright/test";

import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const FILES = 600;
/** A name, its type's icon and its size tell that a row shows nothing of another one. */
const name = (at: number) => `${String(at).padStart(3, "0")}.${["txt", "jpg", "zip"][at % 3]}`;
const TYPES = ["Text", "JPEG image", "Archive"];

interface Row {
  at: number;
  ariaRow: number;
  text: string;
  label: string;
  selected: boolean;
  checked: boolean;
  tabIndex: number;
  used: boolean;
}

/** The rows in the order in which they are read out. */
function rows(page: Page): Promise<Row[]> {
  return page.locator(".table-body > [role=row]").evaluateAll((rows) =>
    rows.map((row) => ({
      at: Number(row.getAttribute("data-index")),
      ariaRow: Number(row.getAttribute("aria-rowindex")),
      text: [...row.querySelectorAll(".cell:not(.check, .menus)")].map((cell) => cell.firstChild?.textContent ?? "").join("|"),
      label: row.querySelector("input")?.getAttribute("aria-label") ?? "",
      selected: row.getAttribute("aria-selected") === "true",
      checked: row.querySelector("input")?.checked ?? false,
      tabIndex: (row as HTMLElement).tabIndex,
      used: "used" in row,
    })),
  );
}

async function scrollTo(page: Page, at: number) {
  const scroller = page.getByRole("table", { name: "Files" });
  // As far as a wheel goes in some frames, and not in one jump.
  await scroller.evaluate(async (scroller, [at, files]) => {
    const body = scroller.querySelector(".table-body") as HTMLElement;
    const [from, to] = [scroller.scrollTop, (body.offsetHeight / (files ?? 1)) * (at ?? 0)];
    for (let step = 1; step <= 30; step++) {
      scroller.scrollTop = from + ((to - from) * step) / 30;
      await new Promise(requestAnimationFrame);
    }
  }, [at, FILES]);
}

test("rows that come into view take over the elements of those that leave it, and nothing of what these said", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: FILES }, (_, at) => prefix + name(at)), (key) => "x".repeat(100 + Number(key.slice(-7, -4))));
  await entrance.signIn(user);
  await files.row(name(0)).focus();
  await page.keyboard.press("Control+Space");
  await expect(files.checkbox(name(0))).toBeChecked();
  await files.checkbox(name(1)).check();
  await files.row(name(0)).focus();
  const first = await page.locator(".table-body > [role=row]").evaluateAll((rows) => {
    for (const row of rows) Object.assign(row, { used: true });
    return rows.length;
  });

  const expectRight = async (around: number) => {
    await expect(files.row(name(around))).toBeVisible();
    const inOrder = async () => (await rows(page)).map((row) => row.ariaRow);
    await expect.poll(async () => (await inOrder()).every((row, at, all) => at === 0 || row > (all[at - 1] ?? 0)), { message: "read out in order" }).toBe(true);
    const all = await rows(page);
    expect(all.length).toBeLessThanOrEqual(first + 2);
    expect(all.filter((row) => !row.used).length, "none is made anew").toBeLessThanOrEqual(2);
    for (const row of all) {
      expect(row.ariaRow).toBe(row.at + 2);
      expect(row.label).toBe(`Select ${name(row.at)}`);
      expect(row.text).toContain(`${name(row.at)}|${100 + row.at} bytes|${TYPES[row.at % 3]}|`);
      expect([row.selected, row.checked], name(row.at)).toEqual(row.at < 2 ? [true, true] : [false, false]);
      expect(row.tabIndex).toBe(row.at === 0 ? 0 : -1);
    }
    const boxes = await page.locator(".table-body > [role=row]").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().y));
    expect([...boxes].sort((a, b) => a - b), "each stands where it is read out").toEqual(boxes);
  };
  await scrollTo(page, 300);
  await expectRight(300);
  await expect(files.row(name(0)), "the focus stays where it was").toBeFocused();
  await scrollTo(page, 290);
  await expectRight(290);
  await scrollTo(page, FILES);
  await expectRight(FILES - 1);
  await scrollTo(page, 0);
  await expectRight(0);
  await expect(files.row(name(0))).toBeFocused();

  // By keys the focus goes along.
  await page.keyboard.press("End");
  await expect(files.row(name(FILES - 1))).toBeFocused();
  for (let at = FILES - 2; at > FILES - 60; at--) await page.keyboard.press("ArrowUp");
  await expect(files.row(name(FILES - 59))).toBeFocused();
  // Each counts, however fast they come, and wherever the rows are that have to be made for them.
  await Promise.all(["Home", "End", "PageUp", "ArrowUp", "Home", "End", "ArrowUp"].map((key) => page.keyboard.press(key)));
  await expect(files.row(name(FILES - 2))).toBeFocused();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  await expect(files.row(name(0))).toBeFocused();

  // What another order shows in the same elements is as right.
  await files.table.getByRole("button", { name: "Size", exact: true }).click();
  await files.table.getByRole("button", { name: "Size", exact: true }).click();
  await expect.poll(async () => (await rows(page)).map((row) => row.label)[1]).toBe(`Select ${name(FILES - 2)}`);
  const sorted = await rows(page);
  for (const row of sorted) expect(row.text).toContain(row.label.replace("Select ", ""));
});

test("a list and a gallery are scrolled by the browser itself, which waits for no code of the page", async ({ page, browser, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: FILES }, (_, at) => prefix + name(at)), () => "x");
  await entrance.signIn(user);
  await expect(files.row(name(0))).toBeVisible();
  const devtools = await page.context().newCDPSession(page);
  /** Who scrolled, by Chromium's own account of its frames. */
  const scrolledBy = async (list: Locator) => {
    const { x, y, width, height } = (await list.boundingBox())!;
    await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline.frame"] });
    await devtools.send("Input.synthesizeScrollGesture", { x: x + width / 2, y: y + height / 2, yDistance: -1500, speed: 2000, gestureSourceType: "mouse" });
    expect(await list.evaluate((list) => list.scrollTop)).toBeGreaterThan(1000);
    const trace = await browser.stopTracing();
    const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: { args: { frame_reporter?: { scroll_state: string } } }[] };
    return new Set(traceEvents.map(({ args }) => args.frame_reporter?.scroll_state).filter((by) => by && by !== "SCROLL_NONE"));
  };
  expect(await scrolledBy(files.table)).toEqual(new Set(["SCROLL_COMPOSITOR_THREAD"]));
  await files.view("Gallery").check();
  await expect(files.gallery.getByRole("gridcell").first()).toBeVisible();
  expect(await scrolledBy(files.gallery)).toEqual(new Set(["SCROLL_COMPOSITOR_THREAD"]));
});
