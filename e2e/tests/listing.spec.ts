/** What a list shows, and what is said where it cannot be had. */

import type { BrowserContext } from "@playwright/test";

import { intercept, interceptFirst, listing, pages } from "../support/answers.ts";
import { dataBucket } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const offline = (context: BrowserContext) => context.setOffline(true);

test("a list stays while it cannot be had again, and says how old it is", async ({ context, page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}photos/sea.jpg`, `${prefix}notes.txt`]);
  await entrance.signIn(user);
  await files.open("photos");
  await files.expectNames(["sea.jpg"]);
  await offline(context);

  await test.step("on Refresh", async () => {
    await files.refresh();
    await expect(files.alert).toContainText(/This list is from \d+ \w+ \d+, \d?\d:\d\d/);
    await expect(files.alert).toContainText("You are offline.");
    await files.expectNames(["sea.jpg"]);
  });

  await test.step("on Back and Forward", async () => {
    await page.goBack();
    await files.expectNames(["photos", "notes.txt"]);
    await expect(files.alert).toContainText("This list is from");
    await page.goForward();
    await files.expectNames(["sea.jpg"]);
    await expect(files.alert).toContainText("This list is from");
  });

  await test.step("where there was none, that is said", async () => {
    await page.evaluate(() => (location.hash = "#/files/my/never/"));
    await expect(files.alert).toContainText("Couldn't load the files");
    await page.goBack();
    await files.expectNames(["sea.jpg"]);
  });

  await owner.putObject(`${prefix}photos/hill.jpg`);
  await context.setOffline(false);
  await files.expectNames(["hill.jpg", "sea.jpg"]);
  await expect(files.alert).toHaveCount(0);
});

test("a refusal is no old list", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}notes.txt`);
  await entrance.signIn(user);
  await files.expectNames(["notes.txt"]);
  const body = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
  await intercept(page, "ListObjectsV2", (route) =>
    route.fulfill({ status: 403, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body }));
  await files.refresh();
  await expect(files.alert).toContainText("You can't list this folder");
  await expect(files.alert).toContainText("You don't have permission to list My files.");
  await expect(files.checkbox("notes.txt")).toHaveCount(0);
  await files.alert.getByText("Technical details").click();
  await expect(files.alert.getByText("s3:ListBucket")).toBeVisible();
  await expect(files.alert.getByRole("button", { name: "Copy" })).toBeVisible();
});

test("a page of the network in place of an answer is called what it is", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await interceptFirst(page, 1, "ListObjectsV2", (route) =>
    route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, contentType: "text/html", body: "<!doctype html><p>Room number?" }));
  await page.evaluate(() => (location.hash = "#/files/my/a/"));
  await expect(files.alert).toContainText("This isn't an answer from AWS.");
  await expect(files.alert).toContainText("Your network may ask you to sign in first");
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await expect(files.main.getByText(/^Nothing in .+ yet$|^This folder is empty$/)).toBeVisible();
});

test("a file and a folder of one name are two things", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}report`, `${prefix}report/1.txt`]);
  await entrance.signIn(user);
  await page.getByRole("checkbox", { name: "Select report", exact: true }).check();
  await expect(page.getByRole("checkbox", { name: "Select folder report", exact: true })).not.toBeChecked();
  await files.deleteButton.click();
  await expect(files.dialog).toContainText("Delete “report”?");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog).toBeHidden();
  expect(await owner.keys(prefix)).toEqual([`${prefix}report/1.txt`]);
});

test("names that look the same are told apart", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}caf\u00e9.txt`, `${prefix}cafe\u0301.txt`, `${prefix}a b`, `${prefix}a  b`, `${prefix}alone\u0301`]);
  await entrance.signIn(user);
  await expect.poll(async () => (await files.names()).sort()).toEqual(
    ["a ⟨␣⟩b", "a b", "alone\u0301", "caf\u00e9.txt", "cafe[U+0301].txt"].sort());
  const { fileName, content } = await files.download("cafe[U+0301].txt");
  expect(fileName.normalize("NFC"), "Chromium composes it").toBe("caf\u00e9.txt");
  expect(content.toString()).toBe(`${prefix}cafe\u0301.txt`);
  await files.delete("cafe[U+0301].txt");
  await expect(files.checkbox("café.txt")).toBeVisible();
  expect(await owner.keys(prefix)).toContain(`${prefix}caf\u00e9.txt`);
});

test("a bucket is offered in the region that it is in", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  // S3 says where a bucket is before it asks who may list it; the local AWS asks first.
  const body = `<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message><Endpoint>${dataBucket()}.s3-us-east-1.amazonaws.com</Endpoint></Error>`;
  await interceptFirst(page, 1, "ListObjectsV2", (route) =>
    route.fulfill({ status: 301, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body }));
  await files.openBucket(dataBucket(), "eu-central-1");
  await expect(files.alert).toContainText("The bucket is in another region.");
  await files.main.getByRole("button", { name: "Open in us-east-1" }).click();
  await expect(page).toHaveURL(new RegExp(`#/files/bucket/us-east-1/${dataBucket()}/$`));
  await expect(files.alert).toContainText("You can't list this folder");
});

test("a folder is made where it was asked for, and never in place of another", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a/x.txt`);
  await entrance.signIn(user);
  await files.open("a");
  await files.newFolderButton.click();
  await files.dialog.getByRole("textbox", { name: "Folder name" }).fill("new");
  await page.goBack();
  await expect(files.dialog).toBeHidden();
  expect(wire.of("PutObject")).toEqual([]);

  // Somebody else makes it after the page has looked.
  await intercept(page, "PutObject", async (route) => {
    expect(route.request().headers()["if-none-match"]).toBe("*");
    await owner.putObject(`${prefix}new/`, "of somebody else");
    await route.fallback();
  });
  await files.newFolder("new");
  await expect(files.dialog.getByRole("textbox", { name: "Folder name" })).toHaveAccessibleDescription(/already/);
  expect((await owner.getObject(`${prefix}new/`))?.toString()).toBe("of somebody else");
});

test("what landed while the list was on its way is in it", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  // The answer is from before.
  await interceptFirst(page, 1, "ListObjectsV2", async (route) => {
    await held;
    await listing(prefix, `${prefix}a.txt`)(route);
  });
  await files.refresh();
  await files.upload({ name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("b") });
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  goOn();
  await expect(page.locator(".status-line [aria-busy=true]")).toHaveCount(0);
  await files.expectNames(["a.txt", "b.txt"]);
});

test("letters go to a name, Backspace and Alt+Up to the folder above", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["apple", "banana", "berry", "Blueberry", "cherry"].map((name) => `${prefix}fruit/sweet/${name}`));
  await entrance.signIn(user);
  await files.open("fruit");
  await files.open("sweet");
  const focused = async (name: string) => expect(files.row(name)).toBeFocused();
  await files.row("apple").focus();
  await page.keyboard.type("be");
  await focused("berry");
  // A second without a letter begins another name.
  const typed = await page.evaluate(() => performance.now());
  await page.waitForFunction((typed) => performance.now() - typed > 1000, typed);
  await page.keyboard.press("b");
  await focused("Blueberry");
  await page.keyboard.press("b");
  await focused("banana");
  await page.keyboard.press("Backspace");
  await expect(page).toHaveURL(/fruit\/$/);
  await files.row("sweet").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await files.expectNames(["fruit"]);
});

test("columns are chosen, sorted by, and remembered", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}b.txt`, "b".repeat(5));
  await owner.putObject(`${prefix}a.zip`, "a".repeat(9));
  await owner.putObject(`${prefix}c.pdf`, "c");
  await owner.putObject(`${prefix}z/x`);
  await entrance.signIn(user);
  await files.expectNames(["z", "a.zip", "b.txt", "c.pdf"]);
  await files.table.getByRole("button", { name: "Type" }).click();
  await files.expectNames(["z", "a.zip", "c.pdf", "b.txt"]);
  await files.table.getByRole("button", { name: "Size" }).click();
  await files.expectNames(["z", "c.pdf", "b.txt", "a.zip"]);
  await files.table.getByRole("button", { name: "Size" }).click();
  await files.expectNames(["z", "a.zip", "b.txt", "c.pdf"]);
  await files.main.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Storage class" }).click();
  await files.main.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Type" }).click();
  const columns = () => files.table.getByRole("columnheader").allInnerTexts();
  const shown = ["Name", "Size", "Modified", "Storage class"];
  await expect.poll(async () => (await columns()).map((text) => text.trim()).filter((text) => shown.includes(text) || text === "Type")).toEqual(shown);
  await files.table.getByRole("button", { name: "Storage class" }).click();
  await files.expectNames(["z", "a.zip", "b.txt", "c.pdf"]);
  await page.reload();
  await expect(files.table.getByRole("columnheader", { name: "Storage class" })).toBeVisible();
  await expect(files.table.getByRole("columnheader", { name: "Type" })).toHaveCount(0);
  await expect(files.table.getByRole("columnheader", { name: "Storage class" })).toHaveAttribute("aria-sort", "ascending");
});

test("an order is of all files of a long folder, not of those that came first", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 1_005 }, (_, at) => `${String(at).padStart(4, "0")}.txt`);
  await owner.putObjects(names.map((name) => `${prefix}${name}`), (key) => (key.endsWith("1003.txt") ? "the largest" : "x"));
  await entrance.signIn(user);
  await expect(files.checkbox("0000.txt")).toBeVisible();
  await files.table.getByRole("button", { name: "Size" }).click();
  await files.table.getByRole("button", { name: "Size" }).click();
  await expect.poll(async () => (await files.names())[0]).toBe("1003.txt");
});

test("Back and a reload lead to where one was in a long list", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 2500 }, (_, at) => `${String(at).padStart(4, "0")}.txt`);
  await owner.putObject(`${prefix}other/x.txt`);
  await entrance.signIn(user);
  await files.expectNames(["other"]);
  await intercept(page, "ListObjectsV2", (route) =>
    decodeURIComponent(route.request().url()).includes("long/") ? pages(`${prefix}long/`, names)(route) : route.fallback());
  await page.evaluate(() => (location.hash = "#/files/my/long/"));
  await expect(files.checkbox("0000.txt")).toBeVisible();
  await files.row("0000.txt").focus();
  await page.keyboard.press("End");
  await expect(files.checkbox("0999.txt")).toBeVisible();
  await expect.poll(() => page.evaluate(() => history.state)).toBeGreaterThan(900);
  await page.evaluate(() => (location.hash = "#/files/my/"));
  await files.expectNames(["other"]);
  await page.goBack();
  await expect(files.checkbox("0990.txt")).toBeVisible();
  await page.reload();
  await expect(files.checkbox("0990.txt")).toBeVisible();
});

test("sizes are added up below the folder when somebody asks", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a/b/one`, "1".repeat(700));
  await owner.putObject(`${prefix}a/two`, "2".repeat(500));
  await owner.putObject(`${prefix}three`, "3".repeat(300));
  await entrance.signIn(user);
  await files.expectNames(["a", "three"]);
  const before = wire.of("ListObjectsV2").length;
  await files.button("Add up sizes").click();
  await expect(files.news.filter({ hasText: "In all: 3 files, 1.5 kB" })).toBeVisible();
  expect(wire.of("ListObjectsV2").length).toBeGreaterThan(before);
  await files.open("a");
  await expect(files.button("Add up sizes")).toBeVisible();
});

test("a folder with more than anybody looks through offers a part of it", async ({ page, entrance, files, user }) => {
  test.slow();
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  // 10,000,000 files, wherever somebody begins.
  const first = (search: URLSearchParams) => {
    const token = search.get("continuation-token");
    if (token) return Number(token.slice(1));
    const after = (search.get("start-after") ?? "").slice(`${prefix}huge/`.length);
    const digits = /^\d{0,7}/.exec(after)?.[0] ?? "";
    if (after > "9999999.txt") return 10_000_000;
    const at = Number(digits.padEnd(7, "0"));
    return `${digits.padEnd(7, "0")}.txt` > after ? at : at + 1;
  };
  await intercept(page, "ListObjectsV2", (route) => {
    const wanted = new URL(route.request().url()).searchParams.get("prefix") ?? "";
    if (!wanted.startsWith(`${prefix}huge/`)) return route.fallback();
    if (wanted.endsWith("zz")) return pages(`${prefix}huge/`, ["zz-last.txt"])(route);
    const begin = first(new URL(route.request().url()).searchParams);
    const end = Math.min(begin + 1000, 10_000_000);
    const names = Array.from({ length: end - begin }, (_, at) => `${String(begin + at).padStart(7, "0")}.txt`);
    const body = names.map((name) => `<Contents><Key>${encodeURIComponent(`${prefix}huge/${name}`)}</Key><LastModified>2026-11-21T09:00:00.000Z</LastModified><ETag>&quot;0&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>`);
    const head = `<Prefix>${encodeURIComponent(wanted)}</Prefix><EncodingType>url</EncodingType><IsTruncated>${end < 10_000_000}</IsTruncated><NextContinuationToken>T${end}</NextContinuationToken>`;
    return route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body: `<ListBucketResult>${head}${body.join("")}</ListBucketResult>` });
  });
  await page.evaluate(() => (location.hash = "#/files/my/huge/"));
  await expect(files.checkbox("0000000.txt")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all" }).click();
  await expect(files.main.getByText("Showing the first 250,000 only. There are more.")).toBeVisible({ timeout: 100_000 });
  await files.main.getByRole("textbox", { name: "Names starting with" }).fill("zz");
  await files.main.getByRole("button", { name: "Show", exact: true }).click();
  await files.expectNames(["zz-last.txt"]);
  await expect(files.main.getByText("Showing only names that start with “zz”")).toBeVisible();
});
