import type { BrowserContext } from "@playwright/test";

import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { Items } from "../screens/items.ts";
import { Shell } from "../screens/shell.ts";
import { s3Error, intercept } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, privatePrefix, type Visitor } from "../support/visitors.ts";

/** Another device of the same visitor. */
async function device(context: BrowserContext, visitor: Visitor, route = "") {
  const page = await context.newPage();
  const entrance = new Entrance(page);
  await page.goto(route);
  await entrance.fill(visitor);
  await entrance.keep.check();
  await entrance.signInButton.click();
  const shell = new Shell(page);
  await expect(shell.navigation).toBeVisible();
  return { page, shell, files: new Files(page), items: new Items(page) };
}

const stored = async (prefix: string) => JSON.parse((await owner.getObject(`${prefix}.satchel/preferences.json`))?.toString() ?? "{}");

async function choose(shell: Shell, theme: string) {
  await shell.accountMenu.click();
  await shell.choice(theme).click();
}

test("what two devices choose at the same time both survives, on both", async ({ browser, baseURL, user }) => {
  const prefix = await privatePrefix(user);
  const contexts = await Promise.all([1, 2].map(() => browser.newContext({ baseURL })));
  const [one, two] = [await device(contexts[0]!, user), await device(contexts[1]!, user)];
  await Promise.all([one.files.expectLoaded(), two.files.expectLoaded()]);
  await two.shell.go("Items");
  await Promise.all([choose(one.shell, "Dark"), two.items.pageSize.selectOption("100")]);
  await expect(one.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect.poll(() => stored(prefix)).toMatchObject({ theme: { value: "dark" }, page_size: { value: 100 } });

  for (const { page, items } of [one, two]) {
    await page.goto("#/items");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(items.pageSize).toHaveValue("100");
  }
  await Promise.all(contexts.map((context) => context.close()));
});

test("where one was last is known on another device, and not to another visitor", async ({ browser, baseURL, context, page, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}photos/cat.jpg`);
  const here = await device(context, user);
  await here.files.open("photos");
  await here.files.expectNames(["cat.jpg"]);
  await expect.poll(async () => (await stored(prefix)).last_place?.value, { timeout: 20_000 }).toBe("#/files/my/photos/");
  const elsewhere = await browser.newContext({ baseURL });
  const there = await device(elsewhere, user);
  await expect(there.page.getByRole("link", { name: "Continue in photos" })).toBeVisible();
  await elsewhere.close();

  await here.shell.signOut();
  expect(await here.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("preferences")))).toEqual([]);
  await here.page.getByRole("button", { name: "Continue as guest" }).click();
  await expect(here.page).toHaveURL(/#\/files\/shared\/$/);
  await page.close();
});

test("preferences delay nothing and are no file of the visitor's", async ({ page, entrance, files, shell, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}mine.txt`);
  await owner.putObject(`${prefix}.satchel/preferences.json`, JSON.stringify({ theme: { value: "dark", at: 1 }, later: { value: [1], at: 2 } }));
  // Reading them takes for ever.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await intercept(page, "GetPreferences", async (route) => (await held, route.fallback()));
  await entrance.signIn(user);
  await files.expectNames(["mine.txt"]);
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", "dark");
  release();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await files.expectNames(["mine.txt"]);
  await choose(shell, "Light");
  await expect.poll(() => stored(prefix)).toMatchObject({ theme: { value: "light" }, later: { value: [1] } });
  expect(wire.statuses("PutPreferences")).toEqual([200]);
});

for (const [what, size, status] of [["larger than any preferences", 3_000_000, 206], ["empty", 0, 416]] as const) {
  test(`an object in their place that is ${what} is no obstacle, and not fetched whole`, async ({ entrance, files, shell, user, wire }) => {
    const prefix = await privatePrefix(user);
    await owner.putObject(`${prefix}.satchel/preferences.json`, "x".repeat(size));
    await entrance.signIn(user);
    await files.expectLoaded();
    await choose(shell, "Dark");
    await expect.poll(() => stored(prefix).catch(() => ({}))).toMatchObject({ theme: { value: "dark" } });
    expect(wire.statuses("GetPreferences")).toEqual([status]);
    await expect(files.alert).toHaveCount(0);
  });
}

test("preferences that cannot be kept are no reason to complain", async ({ page, entrance, files, shell, user, wire }) => {
  await intercept(page, "GetPreferences", s3Error(500, "InternalError"));
  await intercept(page, "PutPreferences", s3Error(403, "AccessDenied"));
  await entrance.signIn(user);
  await files.expectLoaded();
  // The first reading has had all its attempts; the choice is the reason for another.
  await expect.poll(() => wire.of("GetPreferences").length).toBe(4);
  await choose(shell, "Dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect.poll(() => wire.of("GetPreferences").length).toBeGreaterThan(4);
  await expect(files.alert).toHaveCount(0);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("what a guest chooses stays in the browser", async ({ page, entrance, shell, wire }) => {
  await entrance.open();
  await entrance.guest.click();
  await choose(shell, "Dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect([...wire.of("GetPreferences"), ...wire.of("PutPreferences")]).toEqual([]);
});

test("the page size is how many items are asked for", async ({ page, entrance, items, user, wire }) => {
  const identity = await identityOf(user);
  await Promise.all(Array.from({ length: 30 }, (_, at) => owner.putItem(identity, `item-${String(at).padStart(2, "0")}`, {})));
  await entrance.signIn(user, { route: "#/items" });
  await expect(items.row("item-00")).toBeVisible();
  await items.pageSize.selectOption("25");
  await expect.poll(() => wire.of("Query").map(({ body }) => JSON.parse(body).Limit)).toContain(25);
  await expect(items.main).toContainText("30 items");
  await page.reload();
  await expect(items.pageSize).toHaveValue("25");
  expect(deployment().config.tables.length).toBe(1);
});
