/** Commands by name, and the list of keys. */

import * as owner from "../support/owner.ts";
import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test.beforeEach(async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}monthly/1.txt`, `${prefix}memo.txt`, `${prefix}photo.jpg`]);
  await entrance.signIn(user);
  await files.expectNames(["monthly", "memo.txt", "photo.jpg"]);
});

test("a command is found by a part of its name and run by Enter", async ({ page, files }) => {
  await page.keyboard.press("Control+k");
  const command = page.getByRole("combobox", { name: "Command" });
  await expect(command).toBeFocused();
  await command.fill("new fo");
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("option", { name: "New folder" })).toBeVisible();
  await examine(page, "the palette");
  await page.keyboard.press("Enter");
  await expect(command).toBeHidden();
  await expect(page.getByRole("dialog", { name: "New folder" })).toBeVisible();
});

test("what cannot be done now is not offered, and what is done is done with what was selected", async ({ page, files }) => {
  await files.select("memo.txt", "photo.jpg");
  await page.keyboard.press("Control+k");
  const command = page.getByRole("combobox", { name: "Command" });
  await expect(page.getByRole("group", { name: "2 files selected" })).toBeVisible();
  await expect(page.getByRole("option", { name: "New folder" })).toHaveCount(0);
  await command.fill("delete");
  await page.keyboard.press("Enter");
  await expect(files.dialog).toContainText("Delete 2 files?");
});

test("files, folders, places and screens are ways on", async ({ page, files }) => {
  const go = async (text: string, name: string) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Command" }).fill(text);
    await page.getByRole("option", { name, exact: true }).click();
  };
  await go("memo", "memo.txt");
  await expect(files.checkbox("memo.txt")).toBeChecked();
  await expect(files.row("memo.txt")).toBeFocused();
  await go("mon", "monthly");
  await files.expectNames(["1.txt"]);
  await go("sess", "Session");
  await expect(page.getByRole("heading", { name: "Session" })).toBeVisible();
  await go("my f", "My files");
  await files.expectNames(["monthly", "memo.txt", "photo.jpg"]);
});

test("arrows go around, what matches nothing is said, and Escape leads back", async ({ page, files }) => {
  await files.row("memo.txt").focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
  const options = page.getByRole("option");
  await page.keyboard.press("ArrowUp");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await page.getByRole("combobox", { name: "Command" }).fill("xyzzy");
  await expect(page.getByRole("status").filter({ hasText: "Nothing matches." })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(files.row("memo.txt")).toBeFocused();
});

test("what is offered later does not move the choice", async ({ page }) => {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  // What is done with files is offered once they are here.
  await intercept(page, "ListObjectsV2", async (route) => {
    await held;
    await route.fallback();
  });
  await page.reload();
  // Before the frame is here there is nothing to choose from.
  await expect(page.getByRole("button", { name: "Commands" })).toBeVisible();
  await page.keyboard.press("Control+k");
  const option = (name: string) => page.getByRole("option", { name, exact: true });
  const session = option("Session");
  await expect(option("Items")).toBeVisible();
  await expect(option("New folder")).toHaveCount(0);
  while ((await session.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  arrive();
  await expect(option("New folder")).toBeVisible();
  await expect(session).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Session", exact: true })).toBeVisible();
});

test("the list of keys is one key away, and keys of one character can be switched off", async ({ page, entrance, files, user }) => {
  await files.row("memo.txt").focus();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toContainText("Delete");
  await examine(page, "keyboard shortcuts");
  await list.getByRole("searchbox", { name: "Find a key" }).fill("select all");
  await expect(list.getByRole("term")).toHaveText(["Select all"]);
  await list.getByRole("checkbox", { name: "Keys / ? ." }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.keyboard.press(".");
  await expect(list).toBeHidden();
  await expect(files.actions).toBeHidden();
  await page.keyboard.press("Shift+F10");
  await expect(files.actions).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Commands" }).click();
  await page.getByRole("combobox", { name: "Command" }).fill("keyboard");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("checkbox", { name: "Keys / ? ." })).not.toBeChecked();
});

test("keys that are written into a field do nothing else", async ({ page, files }) => {
  await files.newFolderButton.click();
  const name = files.dialog.getByRole("textbox", { name: "Folder name" });
  await name.pressSequentially("what? and/or .hidden");
  await expect(name).toHaveValue("what? and/or .hidden");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveCount(0);
});
