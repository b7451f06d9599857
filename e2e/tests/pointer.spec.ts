/** What a mouse does with rows beside pressing them: rectangles, columns made wider, a file dragged out of the window. */

import type { Locator, Page } from "@playwright/test";

import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

/** Presses at `from`, moves to `to` and stays there, pressed. */
async function draw(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 6, from.y + 6);
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (!box) throw new Error("not to be seen");
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

test("a rectangle selects the rows that it touches, and Escape takes it back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectNames(["a.txt", "b.txt", "c.txt", "d.txt"]);
  // What follows the mouse comes once the rows are seen.
  await page.waitForLoadState("networkidle");
  const [b, d] = [await boxOf(files.row("b.txt")), await boxOf(files.row("d.txt"))];
  const below = { x: b.x + 300, y: d.bottom + 40 };

  await draw(page, below, { x: b.x + 200, y: b.y + b.height / 2 });
  await expect(files.main.getByText("3 selected")).toBeVisible();
  await expect(files.checkbox("a.txt")).not.toBeChecked();
  await page.mouse.move(below.x, d.y + d.height / 2);
  await expect(files.checkbox("d.txt")).toBeChecked();
  await expect(files.checkbox("b.txt")).not.toBeChecked();
  await page.mouse.up();
  await expect(files.checkbox("d.txt")).toBeChecked();

  await test.step("with Ctrl beside what was selected", async () => {
    await page.keyboard.down("Control");
    const box = await boxOf(files.checkbox("a.txt"));
    await draw(page, { x: box.x - 3, y: box.y - 3 }, { x: box.x + 3, y: b.y + 5 });
    await page.mouse.up();
    await page.keyboard.up("Control");
    await expect(files.main.getByText("3 selected")).toBeVisible();
    await expect(files.checkbox("c.txt")).not.toBeChecked();
  });

  await test.step("taken back", async () => {
    await draw(page, below, { x: b.x + 200, y: b.y + b.height / 2 });
    await expect(files.checkbox("c.txt")).toBeChecked();
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await expect(files.checkbox("c.txt")).not.toBeChecked();
    await expect(files.checkbox("a.txt")).toBeChecked();
  });

  await page.mouse.click(below.x, below.y);
  await expect(files.checkbox("a.txt")).not.toBeChecked();
});

test("a rectangle scrolls the list along", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 60 }, (_, at) => `${String(at).padStart(2, "0")}.txt`);
  await owner.putObjects(names.map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectLoaded();
  // What follows the mouse comes once the rows are seen.
  await page.waitForLoadState("networkidle");
  const [check, table] = [await boxOf(files.checkbox("00.txt")), await boxOf(files.table)];
  await draw(page, { x: check.x - 3, y: check.y - 3 }, { x: check.x + 2, y: table.bottom - 4 });
  await expect(files.main.getByText("60 selected")).toBeVisible();
  await page.mouse.up();
  await expect(files.checkbox("59.txt")).toBeChecked();
});

test("a rectangle in the gallery selects the tiles that it touches", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectLoaded();
  // What follows the mouse comes once the rows are seen.
  await page.waitForLoadState("networkidle");
  await files.view("Gallery").click();
  const tile = (name: string) => files.gallery.getByRole("gridcell").filter({ has: files.checkbox(name) });
  const [b, c] = [await boxOf(tile("b.txt")), await boxOf(tile("c.txt"))];
  await draw(page, { x: c.x + c.width / 2, y: c.bottom + 60 }, { x: b.x + b.width / 2, y: b.y + b.height / 2 });
  await page.mouse.up();
  await expect(files.main.getByText("2 selected")).toBeVisible();
  await expect(files.checkbox("b.txt")).toBeChecked();
  await expect(files.checkbox("c.txt")).toBeChecked();
});

test("a column is made wider by its line or by keys, and stays so", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  // What follows the mouse comes once the rows are seen.
  await page.waitForLoadState("networkidle");
  const head = files.table.getByRole("columnheader", { name: "Modified" });
  const before = await boxOf(head);

  await draw(page, { x: before.x + 3, y: before.y + before.height / 2 }, { x: before.x - 77, y: before.y + 12 });
  await page.mouse.up();
  const wide = await boxOf(head);
  expect(Math.round(wide.width - before.width)).toBe(80);
  expect(Math.round(wide.right)).toBe(Math.round(before.right));

  await head.getByRole("button").press("Shift+ArrowLeft");
  await expect.poll(async () => Math.round((await boxOf(head)).width)).toBe(Math.round(wide.width - 16));
  await expect(files.row("a.txt").getByRole("cell").nth(4)).toHaveCSS("width", `${wide.width - 16}px`);

  await page.reload();
  await files.expectNames(["a.txt"]);
  await expect.poll(async () => Math.round((await boxOf(head)).width)).toBe(Math.round(wide.width - 16));

  await page.mouse.dblclick((await boxOf(head)).x + 3, wide.y + 12);
  await expect.poll(async () => (await boxOf(head)).width).toBeLessThan(wide.width - 32);
});

test("a file that is dragged carries where the browser gets it, for who drops it outside", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a.txt", "b: c.txt", "d.txt"].map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectLoaded();
  // What follows the mouse comes once the rows are seen.
  await page.waitForLoadState("networkidle");
  const carried = async (name: string) => {
    await page.evaluate(() => {
      const keep = (event: DragEvent) => Reflect.set(window, "carried", event.dataTransfer?.getData("DownloadURL"));
      window.addEventListener("dragstart", keep, { once: true });
    });
    const box = await boxOf(files.row(name));
    await draw(page, { x: box.x + box.width / 2, y: box.y + box.height / 2 }, { x: box.x + box.width / 2, y: box.y + 200 });
    await page.mouse.up();
    return page.evaluate(() => String(Reflect.get(window, "carried")));
  };

  const [, type, name, url] = /^([^:]*):([^:]*):(.*)$/.exec(await carried("b: c.txt")) ?? [];
  expect([type, name]).toEqual(["application/octet-stream", "b_ c.txt"]);
  const answer = await page.request.get(url!);
  expect(await answer.text()).toBe(`${prefix}b: c.txt`);
  expect(answer.headers()["content-disposition"]).toContain("attachment");

  await files.select("a.txt", "d.txt");
  expect(await carried("a.txt"), "several cannot be given to the browser").toBe("");
});
