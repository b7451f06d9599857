/** An upload that was interrupted goes on with the same file, from the parts that S3 has. */

import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import { secureSite } from "../support/deployment.ts";
import { bytes, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix, type Visitor } from "../support/visitors.ts";
import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import type { Wire } from "../support/wire.ts";

const MIB = 2 ** 20;
const SIZE = 20 * MIB;

/** No two parts of it are alike. */
function content(seed: number): Buffer {
  const all = bytes(SIZE, 0);
  for (let at = 0; at < SIZE; at += 4096) all.writeUInt32LE(at + seed, at);
  return all;
}

/** Uploads large.bin until S3 has two of its three parts, and leaves the page without a word. */
async function interrupt(page: Page, entrance: Entrance, files: Files, user: Visitor, wire: Wire, options = {}): Promise<string> {
  const path = onDisk("large.bin", content(1));
  await entrance.signIn(user, options);
  await files.expectLoaded();
  let held = true;
  await intercept(page, "UploadPart", (route) => (held && /partNumber=3&/.test(route.request().url()) ? undefined : route.fallback()));
  await files.uploadFromDisk(path);
  await wire.expectStatuses("UploadPart", [200, 200]);
  // It is remembered a moment later.
  const prefix = await privatePrefix(user);
  await expect.poll(async () => (await owner.getObject(`${prefix}.satchel/preferences.json`))?.toString() ?? "").toContain("upload_id");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  held = false;
  await files.expectLoaded();
  await expect(files.uploads).toContainText("1 upload was interrupted");
  await expect(files.uploads).toContainText("17 MB of 21 MB kept");
  return path;
}

async function choose(page: Page, files: Files, button: string, ...paths: string[]) {
  const choosing = page.waitForEvent("filechooser");
  await files.uploads.getByRole("button", { name: button, exact: true }).click();
  await (await choosing).setFiles(paths);
}

test("after a reload, with its parts compared and none sent twice", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const path = await interrupt(page, entrance, files, user, wire);
  await examine(page, "uploads interrupted");
  await choose(page, files, "Choose files…", path);
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  const finished = wire.of("UploadPart").filter(({ status }) => status === 200);
  expect(finished.map(({ url }) => Number(/partNumber=(\d)/.exec(url)![1])).sort(), "each part arrived once").toEqual([1, 2, 3]);
  expect(wire.of("CreateMultipartUpload").length).toBe(1);
  for (const { headers } of wire.of("UploadPart")) expect(headers["x-amz-checksum-crc32"]).toMatch(/^[\w+/]{6}==$/);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(1))).toBe(true);
  expect(await owner.uploadsInParts(prefix)).toEqual([]);
  await expect(files.uploads).not.toContainText("interrupted");
  await page.reload();
  await files.expectNames(["large.bin"]);
  await expect(files.uploads).toHaveCount(0);
});

test("a different file is refused, though its name and size are the same, and can be uploaded as new", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await interrupt(page, entrance, files, user, wire);
  const sent = wire.of("UploadPart").length;
  const other = content(1);
  other[9 * MIB] ^= 1;
  await choose(page, files, "Choose files…", onDisk("other/large.bin", other));
  await expect(files.uploads).toContainText("“large.bin” on this disk is a different file (part 2 doesn't match). Nothing was sent.");
  expect(wire.of("UploadPart").length).toBe(sent);
  await examine(page, "uploads different file");

  await files.uploads.getByRole("button", { name: "Upload it as new" }).click();
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(other)).toBe(true);
  await expect(files.uploads, "the other one still waits").toContainText("1 upload was interrupted");

  await files.uploads.getByRole("button", { name: "Discard large.bin" }).click();
  await expect.poll(() => owner.uploadsInParts(prefix)).toEqual([]);
  await expect(files.uploads).not.toContainText("interrupted");
});

test("a file of another size is refused by that", async ({ page, entrance, files, user, wire }) => {
  await interrupt(page, entrance, files, user, wire);
  await choose(page, files, "Resume large.bin", onDisk("short.bin", "short"));
  await expect(files.uploads).toContainText("“short.bin” on this disk is a different file (another size). Nothing was sent.");
});

test("in another browser", async ({ page, browser, baseURL, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const path = await interrupt(page, entrance, files, user, wire);
  const elsewhere = await browser.newContext({ baseURL });
  const there = await elsewhere.newPage();
  const [entranceThere, filesThere] = [new Entrance(there), new Files(there)];
  await entranceThere.signIn(user);
  await filesThere.expectLoaded();
  await expect(filesThere.uploads).toContainText("17 MB of 21 MB kept, from another tab or browser");
  const before = await owner.uploadsInParts(prefix);
  await choose(there, filesThere, "Resume large.bin", path);
  await expect(filesThere.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(before).toEqual([`${prefix}large.bin`]);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(1))).toBe(true);
  await elsewhere.close();
});

test("uploads are paused and go on, one and all", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const path = onDisk("large.bin", content(2));
  await entrance.signIn(user);
  await files.expectLoaded();
  let held = true;
  await intercept(page, "UploadPart", (route) => (held && /partNumber=3&/.test(route.request().url()) ? undefined : route.fallback()));
  await files.uploadFromDisk(path);
  await wire.expectStatuses("UploadPart", [200, 200]);
  await files.uploads.getByRole("button", { name: "Pause large.bin" }).click();
  await expect(files.uploads).toContainText("Paused at 17 MB of 21 MB");
  await examine(page, "uploads paused");
  await files.uploads.getByRole("button", { name: "Resume large.bin" }).click();
  await files.uploads.getByRole("button", { name: "Pause", exact: true }).click();
  held = false;
  await files.uploads.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.of("CreateMultipartUpload").length).toBe(1);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(2))).toBe(true);
});

test("who is signed out elsewhere while a file is chosen can sign in again", async ({ page, context, entrance, files, user, wire }) => {
  const path = await interrupt(page, entrance, files, user, wire, { keep: true });
  const choosing = page.waitForEvent("filechooser");
  await files.uploads.getByRole("button", { name: "Choose files…", exact: true }).click();
  const chooser = await choosing;
  const other = await context.newPage();
  await other.goto("/");
  await new Files(other).expectLoaded();
  await new Shell(other).signOut();
  await expect(entrance.signInButton).toBeVisible();
  const sent = wire.of("UploadPart").length;
  await chooser.setFiles([path]);
  expect(wire.of("UploadPart").length, "nothing is sent for nobody").toBe(sent);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(files.uploads).toContainText("1 upload was interrupted");
});

for (const isSecure of [false, true]) {
  test(`what another tab uploads is interrupted once that tab is gone, ${isSecure ? "in a secure context" : "on plain HTTP"}`, async ({ page, context, entrance, files, user, wire }) => {
    const prefix = await privatePrefix(user);
    const path = onDisk("large.bin", content(3));
    await entrance.signIn(user, { keep: true, ...(isSecure && { route: `${secureSite()}#/files/my/` }) });
    await files.expectLoaded();
    expect(await page.evaluate(() => isSecureContext)).toBe(isSecure);
    await intercept(page, "UploadPart", (route) => (/partNumber=3&/.test(route.request().url()) ? undefined : route.fallback()));
    await files.uploadFromDisk(path);
    await wire.expectStatuses("UploadPart", [200, 200]);
    await expect.poll(async () => (await owner.getObject(`${prefix}.satchel/preferences.json`))?.toString() ?? "").toContain("upload_id");

    const other = await context.newPage();
    const filesThere = new Files(other);
    await other.goto(page.url());
    await filesThere.expectLoaded();
    const listed = expect(filesThere.uploads).toContainText("interrupted", { timeout: 4000 });
    await expect(listed, "it is under way").rejects.toThrow();
    await page.close();
    await expect(filesThere.uploads).toContainText("1 upload was interrupted");
    // What was on its way when the tab was closed may have arrived.
    await expect(filesThere.uploads).toContainText(/(17|21) MB of 21 MB kept/);
    await filesThere.uploads.getByRole("button", { name: "Discard large.bin" }).click();
    await expect(filesThere.uploads).toHaveCount(0);
    expect(await owner.uploadsInParts(prefix)).toEqual([]);
  });
}

test("what two tabs list goes on in one of them only", async ({ page, context, entrance, files, user, wire }) => {
  const path = await interrupt(page, entrance, files, user, wire, { keep: true });
  const other = await context.newPage();
  const filesThere = new Files(other);
  await other.goto(page.url());
  await expect(filesThere.uploads).toContainText("1 upload was interrupted");
  await intercept(page, "UploadPart", (route) => (/partNumber=3&/.test(route.request().url()) ? undefined : route.fallback()));
  await choose(page, files, "Choose files…", path);
  await expect(files.uploads.getByRole("button", { name: "Pause large.bin" })).toBeVisible();
  await expect(filesThere.uploads, "it goes on elsewhere").toHaveCount(0);
});
