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

test("Upload asks for files at once, and its menu for what else there is", async ({ page, files }) => {
  // For the pointer alone: keys and who hears the page have the menu.
  const atOnce = files.main.locator(".split > .button");
  const choosing = page.waitForEvent("filechooser");
  await atOnce.click();
  expect((await choosing).isMultiple()).toBe(true);
  await files.uploadButton.click();
  await expect(page.getByRole("menuitem")).toHaveText(["Upload files", "Upload folder"]);
  await page.keyboard.press("Escape");
  await expect(files.uploadButton).toBeFocused();

  await test.step("one button on a phone, and where the folder is empty", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await expect(atOnce).toBeHidden();
    await expect(files.uploadButton).toBeVisible();
    await page.setViewportSize({ width: 1280, height: 800 });
    await files.open("album");
    await files.expectNames(["1.txt"]);
    await files.delete("1.txt");
    await expect(files.main.getByText("Nothing in album yet")).toBeVisible();
    await expect(atOnce).toBeHidden();
    await expect(files.uploadButton).toBeVisible();
  });
});

test("what is done most stands beside the row that is pointed at", async ({ page, files }) => {
  const beside = (name: string) => files.row(name).getByRole("cell").nth(1).getByRole("button");
  await files.row("b.txt").hover();
  await expect(files.row("b.txt").getByRole("button", { name: "Download" })).toBeVisible();
  await expect(beside("b.txt")).toHaveCount(4);
  await examine(page, "a row that is pointed at");
  await files.row("album").hover();
  await expect(files.row("album").getByRole("button", { name: "Rename" })).toBeVisible();
  await expect(files.row("album").getByRole("button", { name: "Share" }), "a folder has no link").toHaveCount(0);
  await expect(beside("b.txt")).toHaveCount(1);
  await files.row("c.txt").hover();
  const saving = page.waitForEvent("download");
  await files.row("c.txt").getByRole("button", { name: "Download" }).click();
  expect((await saving).suggestedFilename()).toBe("c.txt");
  await expect(files.checkbox("c.txt"), "what it was done with is selected").toBeChecked();
  await expect(files.row("c.txt")).toBeFocused();
  await expect(beside("c.txt"), "the bar has it now").toHaveCount(1);

  await test.step("and beside the one that the keyboard is in", async () => {
    await page.mouse.move(640, 790);
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowUp");
    await expect(files.row("b.txt").getByRole("button", { name: "Rename" })).toBeVisible();
  });

  await test.step("a date that is told from now says the whole date", async () => {
    const date = files.row("b.txt").locator("time");
    await date.hover();
    await expect(date).toHaveAttribute("title", new RegExp(`${new Date().getFullYear()}`));
  });

  await test.step("who presses a row at once means the row", async () => {
    await files.row("a.txt").click();
    await expect(files.checkbox("a.txt")).toBeChecked();
  });
});
