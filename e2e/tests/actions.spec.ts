/** What can be done with a row: by its menu, however it is asked for, and by keys. */

import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { examine } from "../support/accessible.ts";
import { privatePrefix } from "../support/visitors.ts";

test.beforeEach(async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}album/1.txt`, `${prefix}a.txt`, `${prefix}b.txt`, `${prefix}c.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["album", "a.txt", "b.txt", "c.txt"]);
});

test("the menu of a row is of that row, and its button comes with the pointer", async ({ page, files }) => {
  await files.select("a.txt");
  await files.openActions("b.txt");
  await expect(files.checkbox("b.txt")).toBeChecked();
  await expect(files.checkbox("a.txt"), "it was about b.txt alone").not.toBeChecked();
  await expect(files.actions.getByRole("menuitem", { name: "Preview" })).toBeFocused();
  await examine(page, "the menu of a row");
  await page.keyboard.press("Escape");
  await expect(files.actions).toBeHidden();
  await expect(files.row("b.txt").getByRole("button", { name: "Actions" })).toBeFocused();
});

test("several that are selected have one menu, where the pointer asks for it", async ({ page, files }) => {
  await files.select("a.txt", "b.txt");
  await files.row("b.txt").click({ button: "right" });
  await files.actions.getByRole("menuitem", { name: "Delete" }).click();
  await expect(files.dialog).toContainText("Delete 2 files?");
  await page.keyboard.press("Escape");
  await expect(files.dialog).toBeHidden();
  await files.row("c.txt").click({ button: "right" });
  await expect(files.checkbox("c.txt")).toBeChecked();
  await expect(files.checkbox("a.txt")).not.toBeChecked();
});

test("a menu stays in the window, wherever the pointer is", async ({ page, files }) => {
  await page.setViewportSize({ width: 800, height: 420 });
  const row = files.row("c.txt");
  const box = await row.boundingBox();
  if (!box) throw new Error("there is no row");
  for (const x of [2, box.width - 3]) {
    await row.click({ button: "right", position: { x, y: 4 } });
    await expect(files.actions).toBeVisible();
    const menu = await page.locator(".context-menu").boundingBox();
    if (!menu) throw new Error("there is no menu");
    expect(menu.x).toBeGreaterThanOrEqual(0);
    expect(menu.y).toBeGreaterThanOrEqual(0);
    expect(menu.x + menu.width).toBeLessThanOrEqual(800);
    expect(menu.y + menu.height).toBeLessThanOrEqual(420);
    await page.keyboard.press("Escape");
  }
});

test("by keys alone a menu opens, its letters act, and the focus comes back", async ({ page, files }) => {
  await files.row("a.txt").focus();
  await page.keyboard.press("Shift+F10");
  await expect(files.actions.getByRole("menuitem", { name: "Preview" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(files.actions.getByRole("menuitem", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(files.row("a.txt")).toBeFocused();
  await page.keyboard.press(".");
  await expect(files.actions).toBeVisible();
  await page.keyboard.press("i");
  await expect(files.details).toBeVisible();
});

test("a key acts on the row that has the focus, where nothing is selected", async ({ page, files }) => {
  await files.row("b.txt").focus();
  await page.keyboard.press("Delete");
  await expect(files.dialog).toContainText("Delete “b.txt”?");
  await page.keyboard.press("Escape");
  await expect(files.row("b.txt")).toBeFocused();
});

test("the folder has a menu where nothing is selected", async ({ page, files }) => {
  await files.table.click({ button: "right", position: { x: 300, y: 300 } });
  await expect(files.actions.getByRole("menuitem", { name: "Upload files" })).toBeVisible();
  await expect(files.actions.getByRole("menuitem", { name: "Download" }), "nothing is selected").toHaveCount(0);
  await page.keyboard.press("n");
  await expect(files.dialog.getByRole("textbox", { name: "Folder name" })).toBeFocused();
});
