import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const WORKSPACE = /workspace-[0-9a-f]+\.wasm$/;
const ACTIONS = /actions-[0-9a-f]+\.wasm$/;
const DOCKS = /docks-[0-9a-f]+\.wasm$/;

/** Has the files of this name wait until the function that this gives is called. */
async function hold(page: Page, file: RegExp): Promise<() => void> {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(file, async (route) => {
    await held;
    await route.continue();
  });
  return () => arrive();
}

test("a first visit brings the entrance alone, and signing in the rest", async ({ entrance, files, user, wire }) => {
  const parts = () => wire.exchanges.filter(({ url }) => WORKSPACE.test(new URL(url).pathname));
  await entrance.open();
  await expect(entrance.signInButton).toBeVisible();
  expect(parts()).toEqual([]);
  await entrance.signIn(user);
  await expect(files.main.getByText("No files yet")).toBeVisible();
  expect(parts()).toHaveLength(1);
});

test("somebody who is signed in gets the rest at once, not only when the program asks for it", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await expect(files.main.getByText("No files yet")).toBeVisible();
  const arrive = await hold(page, /satchel-[0-9a-f]+\.wasm$/);
  const asked = page.waitForRequest((request) => WORKSPACE.test(new URL(request.url()).pathname));
  await page.reload({ waitUntil: "commit" });
  await asked;
  arrive();
  await expect(files.main.getByText("No files yet")).toBeVisible();
});

test("what is late is announced as loading", async ({ page, entrance, files, user }) => {
  const arrive = await hold(page, WORKSPACE);
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(page.getByRole("heading", { name: "Loading" })).toBeAttached();
  await expect(page.locator("main[aria-busy=true]")).toBeVisible();
  await examine(page, "the rest of the program is on its way");
  arrive();
  await expect(files.main.getByText("No files yet")).toBeVisible();
});

test("a menu that is opened while a page is on its way stays open once it is here", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  const arrive = await hold(page, /session-[0-9a-f]+\.wasm$/);
  await shell.go("Session");
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(shell.menuItem("Sign out")).toBeVisible();
  arrive();
  await expect(page.getByRole("heading", { level: 1, name: "Session" })).toBeVisible();
  await expect(shell.menuItem("Sign out")).toBeVisible();
});

test("a part that does not arrive is explained, and can be asked for again", async ({ page, entrance, files, user }) => {
  await page.route(WORKSPACE, (route) => route.abort());
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(page.getByRole("alert")).toContainText("Couldn't load this page");
  await examine(page, "the rest of the program did not arrive");
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(files.main.getByText("No files yet")).toBeVisible();
});

test("files that are chosen offline before the part that uploads is here are uploaded once the network is back", async ({ page, context, entrance, files, user }) => {
  await page.route(DOCKS, (route) => route.abort());
  await entrance.signIn(user);
  await files.expectLoaded();
  // What comes with the actions is here, so that nothing else waits.
  await expect(files.button("Details")).toBeVisible();
  await context.setOffline(true);
  await files.upload({ name: "kept.txt", mimeType: "text/plain", buffer: Buffer.from("kept") });
  await expect(page.getByRole("alert")).toHaveText("This starts when you're back online");
  await examine(page, "a part waits for the network");
  await page.unrouteAll();
  await context.setOffline(false);
  await expect(files.uploads).toContainText("1 of 1 uploaded");
  await files.expectNames(["kept.txt"]);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("a key that is pressed before the part of the actions is here is done once it is, where the focus still is", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  for (const stays of [true, false]) {
    const arrive = await hold(page, ACTIONS);
    if (stays) await entrance.signIn(user);
    else await page.reload();
    await files.expectNames(["a.txt", "b.txt"]);
    await files.row("b.txt").focus();
    await page.keyboard.press("Delete");
    if (!stays) await files.searchBox.focus();
    arrive();
    if (stays) {
      await expect(files.dialog).toContainText("b.txt");
      await page.keyboard.press("Escape");
    } else {
      await files.row("a.txt").focus();
      await page.keyboard.press("Delete");
      await expect(files.dialog).toContainText("a.txt");
    }
    await page.unrouteAll({ behavior: "wait" });
  }
});

test("keys that are pressed at once after one whose part is on its way are pressed on what that opens", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = ["a.txt", "e.txt", "name.txt"];
  await owner.putObjects(names.map((name) => prefix + name));
  // Who has just come presses a key on the first row.
  const press = async (key: string) => {
    await files.expectNames(names);
    await files.row("a.txt").focus();
    await page.keyboard.press(key);
  };
  const reload = async () => {
    await page.unrouteAll({ behavior: "wait" });
    const arrive = await hold(page, ACTIONS);
    await page.reload();
    return arrive;
  };

  let arrive = await hold(page, ACTIONS);
  await entrance.signIn(user);
  await press(".");
  await page.keyboard.press("e");
  await expect(files.row("a.txt")).toBeFocused();
  arrive();
  await expect(page.getByRole("textbox", { name: "Content" })).toBeFocused();
  await expect(page.getByRole("heading", { name: "a.txt" })).toBeVisible();
  await page.keyboard.press("Escape");

  arrive = await reload();
  await press("F2");
  await page.keyboard.type("a new name");
  // A question is for who has read it.
  await page.keyboard.press("Enter");
  arrive();
  await expect(files.dialog.getByLabel("New name")).toHaveValue("a new name.txt");
  await expect(files.dialog.getByLabel("New name")).toBeFocused();
  await files.expectNames(names);
  await page.keyboard.press("Escape");

  arrive = await reload();
  await press("F2");
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(files.row("e.txt"), "Escape takes it back, and keys are the list's again").toBeFocused();
  arrive();
  await page.keyboard.press("Delete");
  await expect(files.dialog).toContainText("e.txt");
});
