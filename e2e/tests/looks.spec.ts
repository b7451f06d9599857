import type { Locator, Page } from "@playwright/test";

import { textFile } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("the colours follow the system until the visitor chooses, and the choice is kept", async ({ page, entrance, shell, user }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await entrance.signIn(user);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  expect(dark).not.toBe(light);

  await shell.accountMenu.click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect.poll(background).toBe(light);
  await page.reload();
  await expect(shell.navigation).toBeVisible();
  expect(await background()).toBe(light);

  await shell.accountMenu.click();
  await expect(page.getByRole("menuitemradio", { name: "Light" })).toHaveAttribute("aria-checked", "true");
});

test("each screen has a title and a heading of its own", async ({ page, entrance, shell, user }) => {
  await entrance.open();
  await expect(page).toHaveTitle("Sign in – Satchel");
  await entrance.signIn(user);
  for (const [name, title] of [["Files", "My files – Files – Satchel"], ["Items", "Items – Satchel"], ["Session", "Session – Satchel"]] as const) {
    await shell.go(name);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(shell.navigation.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  }
  await page.goto("#/nowhere");
  await expect(page).toHaveTitle("Not found – Satchel");
});

test("one navigation: a column, a rail of icons, or a bar at the bottom with the places as a menu", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user);
  const all = ["Files", "Items", "API", "Session"];
  for (const width of [1280, 834, 360]) {
    await page.setViewportSize({ width, height: 740 });
    for (const name of all) await expect(shell.navigation.getByRole("link", { name, exact: true })).toBeVisible();
    await expect(files.uploadButton).toBeInViewport();
    await expect(shell.accountMenu).toBeInViewport();
  }
  await page.getByRole("button", { name: "My files, all places" }).click();
  await shell.choice("Shared").click();
  await files.expectLoaded();
  await expect(page).toHaveURL(/#\/files\/shared\/$/);
  await expect(files.main.getByText("Read only")).toBeVisible();
  await shell.go("Files");
  await expect(page).toHaveURL(/#\/files\/my\/$/);
});

/** What is wider than the window, and would have the page be scrolled sideways. */
async function tooWide(page: Page) {
  return page.evaluate(() => {
    const scrolls = (element: Element) => /auto|scroll|clip|hidden/.test(getComputedStyle(element).overflowX);
    const boxes = [document.documentElement, ...document.querySelectorAll(".page, .sheet, .workspace, .files, dialog[open], .auth")];
    return boxes
      .filter((box) => box.scrollWidth > box.clientWidth + 1 && !(scrolls(box) && !box.matches("html, .page, dialog")))
      .map((box) => `${box.tagName}.${box.className}: ${box.scrollWidth} of ${box.clientWidth}`);
  });
}

test("nothing is scrolled sideways at 320 px, with text of twice the size", async ({ page, entrance, files, user, account, api, items, sessionScreen, shell }) => {
  await owner.putObject(`${await privatePrefix(user)}Annual report of the harbour authority 2026, final.txt`);
  await page.setViewportSize({ width: 320, height: 640 });
  // All at once: each screen has its own reasons.
  const softly = expect.configure({ soft: true });
  const check = async (what: string) => {
    for (const size of ["100%", "200%"]) {
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
      await softly.poll(() => tooWide(page), { message: `${what} at ${size}`, timeout: 3_000 }).toEqual([]);
    }
  };
  await entrance.open();
  await check("the entrance");
  await entrance.createAccountLink.click();
  await expect(entrance.createAccountButton).toBeVisible();
  await check("a new account");
  await entrance.signIn(user);
  await files.expectLoaded();
  await check("files");
  for (const [keys, name] of [["Control+k", "Commands"], ["?", "Keyboard shortcuts"]] as const) {
    await page.keyboard.press(keys);
    await expect(files.dialog).toBeVisible();
    await check(name);
    await page.keyboard.press("Escape");
  }
  await files.checkbox("Annual report of the harbour authority 2026, final.txt").check();
  await files.button("Move").click();
  await expect(files.dialog.getByRole("searchbox", { name: "Find a folder" })).toBeVisible();
  await check("the choice of a folder");
  await page.keyboard.press("Escape");
  await files.unselect();
  await shell.accountMenu.click();
  await check("the account menu");
  await page.keyboard.press("Escape");
  await page.goto("#/account");
  await expect(account.profile).toBeVisible();
  await expect(account.linkedLogins).toBeVisible();
  await check("the account");
  await page.goto("#/items");
  await expect(items.main).toBeVisible();
  await check("items");
  await page.goto("#/api");
  await expect(api.send).toBeVisible();
  await check("the API");
  await page.goto("#/session");
  await expect(sessionScreen.requests).toBeVisible();
  await check("the session");
});

test("on a phone a selection takes the place of head and navigation, with everything in reach", async ({ page, entrance, files, user, shell }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}c.txt`]);
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    await entrance.signIn(user);
    await files.expectNames(["a.txt", "b.txt", "c.txt"]);
    const before = await files.row("c.txt").boundingBox();
    await files.checkbox("a.txt").check();
    for (const name of ["Clear selection", "Select all", "Download", "Move", "Share", "Delete", "More"]) {
      await expect(files.main.getByRole("button", { name, exact: true }), name).toBeInViewport({ ratio: 1 });
    }
    await expect(shell.navigation).toBeHidden();
    expect((await files.row("c.txt").boundingBox())?.y, "no row moves").toBe(before?.y);
    await files.main.getByRole("button", { name: "More", exact: true }).click();
    await expect(page.getByRole("menuitem", { name: "Rename" })).toBeVisible();
    await page.keyboard.press("Escape");
    await files.main.getByRole("button", { name: "Clear selection" }).click();
    await expect(shell.navigation).toBeVisible();
    await shell.signOut();
  }
});

test("on a phone one button in the middle of the bar adds what can be added", async ({ page, entrance, files, user, shell }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    await entrance.signIn(user);
    await files.expectNames(["a.txt"]);
    const [add, bar] = [(await files.uploadButton.boundingBox())!, (await shell.navigation.boundingBox())!];
    expect(add.x + add.width / 2, "in the middle").toBeCloseTo(width / 2, 0);
    expect(add.y, "within the bar").toBeGreaterThanOrEqual(bar.y);
    for (const link of await shell.navigation.getByRole("link").all()) {
      const box = await link.boundingBox();
      if (box) expect(box.x + box.width <= add.x || box.x >= add.x + add.width, "beside the links").toBe(true);
    }
    const { navigation } = shell;
    for (const name of ["Files", "Items", "API", "Session"]) await expect(navigation.getByRole("link", { name, exact: true })).toBeInViewport({ ratio: 1 });
    await expect(files.summary).toBeInViewport({ ratio: 1 });
    await files.uploadButton.click();
    await examine(page, `what can be added, ${width} px`);
    await page.setViewportSize({ width, height: 640 });
    await page.getByRole("menuitem", { name: "New folder" }).click();
    await files.dialog.getByRole("textbox", { name: "Folder name" }).fill(`made at ${width}`);
    await files.dialog.getByRole("button", { name: "Create" }).click();
    await expect(files.checkbox(`made at ${width}`)).toBeAttached();
    await page.goto("#/files/my/");
    await files.delete(`made at ${width}`);
    await shell.signOut();
  }
});

test("beside the views are the details and the folder's menu; uploads stand in the place of the status line", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  await files.button("Details").click();
  await expect(files.details).toBeVisible();
  await expect(files.button("Details")).toHaveAttribute("aria-pressed", "true");
  await examine(page, "the details of a folder");
  await files.button("Details").click();
  await expect(files.details).toHaveCount(0);
  await files.button("More").click();
  await expect(files.actions.getByRole("menuitem", { name: "New text file" })).toBeVisible();
  await page.keyboard.press("Escape");

  const refresh = files.button("Refresh");
  await expect(refresh).toBeVisible();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await intercept(page, "PutObject", async (route) => {
    await held;
    await route.fallback();
  });
  await files.upload(textFile("b.txt"));
  await expect(files.uploads).toBeVisible();
  await expect(refresh).toBeHidden();
  const { y, height } = (await files.uploads.boundingBox())!;
  expect(y + height, "at the foot of the sheet").toBeCloseTo(page.viewportSize()!.height - 9, 0);
  await files.refresh();
  goOn();
  await expect(files.uploads.getByRole("status")).toHaveText("1 file uploaded");
  await expect(page.locator(".toast")).toHaveCount(0);
  await files.uploads.getByRole("button", { name: "Clear finished" }).click();
  await expect(refresh).toBeVisible();
});

test("the ring around a page, and around what stands in a table, is covered and cut by nothing", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  // Pictures of one pixel at the middle of each side of the sheet, and further in: the same colour is the same picture.
  const ring = async () => {
    const { x, y, width, height } = (await page.locator(".sheet").boundingBox())!;
    const at = [[x + width / 2, y + 2], [x + 2, y + height / 2], [x + width - 2, y + height / 2], [x + width / 2, y + height - 2], [x + 8, y + height / 2]];
    const all = [];
    for (const [left, top] of at) all.push(await page.screenshot({ clip: { x: Math.floor(left!), y: Math.floor(top!), width: 1, height: 1 } }));
    return all.map((picture) => picture.toString("base64"));
  };
  for (const address of ["#/files/my/", "#/items", "#/api", "#/account", "#/session"]) {
    await page.goto(address);
    await expect(page.getByRole("main")).not.toBeEmpty();
    await page.getByRole("link", { name: "Skip to content" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await expect(async () => {
      const [top, left, right, bottom, within] = await ring();
      expect([left, right, bottom], `${address}: one colour`).toEqual([top, top, top]);
      expect(within).not.toBe(top);
    }).toPass();
  }
  await page.goto("#/files/my/");
  const name = page.getByRole("columnheader", { name: "Name" }).getByRole("button");
  await name.focus();
  expect(await name.evaluate((element) => parseFloat(getComputedStyle(element).outlineOffset)), "within its cell").toBeLessThan(0);
});

test("a phone on its side has the whole form in sight", async ({ page, entrance, user }) => {
  await page.setViewportSize({ width: 740, height: 360 });
  await entrance.open();
  const isWhole = async (what: string) => {
    for (const part of [entrance.email, entrance.password, entrance.signInButton]) await expect(part, what).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBe(740);
  };
  await isWhole("at first");
  await entrance.fill({ ...user, password: "not the one" });
  await entrance.signInButton.click();
  await expect(entrance.alert).toBeVisible();
  await isWhole("with what was wrong");
});

test("forced colours keep what can be pressed on the account and the API", async ({ page, entrance, user, account, api }) => {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await entrance.signIn(user);
  const hasBorder = async (element: Locator) => {
    const { width, border, canvas } = await element.evaluate((element) => {
      const style = getComputedStyle(element);
      return { width: style.borderTopWidth, border: style.borderTopColor, canvas: getComputedStyle(document.body).backgroundColor };
    });
    expect(width).not.toBe("0px");
    expect(border).not.toBe(canvas);
  };
  await page.goto("#/account");
  await expect(account.profile.locator(".badge").first()).toBeVisible();
  await hasBorder(account.profile.locator(".badge").first());
  await account.profile.getByRole("button", { name: "Change email" }).click();
  await hasBorder(account.email);
  await hasBorder(account.profile.getByRole("button", { name: "Save" }));
  await page.goto("#/api");
  for (const control of [api.operation, api.path, api.send]) await hasBorder(control);
  await api.path.focus();
  expect(await api.path.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
});
