/** The uploads as they are seen: nothing vanishes silently, and they cover nothing. */

import { textFile } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { intercept, s3Error } from "../support/answers.ts";
import { bytes, drop, emptyFolder, gate, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { signOutElsewhere } from "../support/sessions.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";

test("empty folders of a drop are made", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}album/there/`, "");
  emptyFolder("album/there");
  emptyFolder("album/deep/empty");
  const album = emptyFolder("album");
  await entrance.signIn(user);
  await files.expectNames(["album"]);
  await drop(page, album);
  await expect.poll(() => owner.keys(prefix)).toEqual([`${prefix}album/deep/empty/`, `${prefix}album/there/`]);
  await expect(files.dialog).toHaveCount(0);
  await files.open("album");
  await files.expectNames(["deep", "there"]);
});

test("an upload that failed is said to have failed, and not counted as uploaded", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "PutObject", (route) => (route.request().url().includes("bad") ? s3Error(400, "InvalidTag", "The tag is not valid")(route) : route.fallback()));
  await files.upload(textFile("bad.txt"));
  await expect(files.uploads).toContainText("0 of 1 uploaded, 1 failed");
  await expect(files.uploads.getByRole("status")).toContainText("Upload failed: bad.txt.");
  await files.upload(textFile("good.txt"), textFile("bad too.txt"));
  await expect(files.news.filter({ hasText: "1 file uploaded, 1 failed" })).toBeVisible();
  await expect(files.uploads).toContainText("1 of 3 uploaded, 2 failed");
  await examine(page, "uploads failed");
});

test("a line that is pointed at stays where it is, whatever becomes of it and others", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  const held = gate();
  await intercept(page, "PutObject", async (route) => {
    await held.opened;
    await route.fallback().catch(() => {}); // stopped meanwhile
  });
  await files.upload(textFile("a.txt"), textFile("b.txt"), textFile("c.txt"));
  const line = files.uploads.getByRole("listitem").filter({ hasText: "a.txt" });
  await expect(files.uploads.getByRole("progressbar", { name: "Uploading c.txt" })).toBeVisible();
  const before = (await line.boundingBox())!.y;
  await files.uploads.getByRole("button", { name: "Cancel a.txt" }).click();
  await expect(line).toContainText("Cancelled");
  held.open();
  await expect(files.news.filter({ hasText: "2 files uploaded" })).toBeVisible();
  expect((await line.boundingBox())!.y).toBe(before);
  await files.uploads.getByRole("button", { name: "Retry a.txt" }).click();
  await files.expectNames(["a.txt", "b.txt", "c.txt"]);
});

test("all uploads are cancelled by one button, with what they are asked about", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}000.txt`, "old");
  await entrance.signIn(user);
  await files.expectNames(["000.txt"]);
  const held = gate();
  await intercept(page, "PutObject", async (route) => {
    await held.opened;
    await route.fallback().catch(() => {}); // stopped meanwhile
  });
  await files.upload(...Array.from({ length: 300 }, (_, at) => textFile(`${String(at + 1).padStart(3, "0")}.txt`, "0123456789")));
  await expect(files.uploads).toContainText("0 of 300 uploaded");
  await expect(files.uploads).toContainText("of 3.0 kB");
  await expect.poll(() => wire.of("PutObject").length).toBe(4);
  await files.uploads.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(files.uploads).toContainText("0 of 300 uploaded, 300 cancelled");
  held.open();
  await expect(files.uploads.getByRole("button", { name: "Cancel", exact: true })).toHaveCount(0);
  expect(wire.of("PutObject").length).toBe(4);
  expect(await owner.keys(prefix)).toEqual([`${prefix}000.txt`]);
  await files.uploads.getByRole("button", { name: "Clear finished" }).click();
  await expect(files.uploads).toHaveCount(0);
});

test("bytes, speed and the time that is left are told", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Network.enable");
  await browser.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 });
  await files.uploadFromDisk(onDisk("large.bin", bytes(20 * 2 ** 20, 1)));
  const told = /of 21\.?\d* MB, [\d.]+ [kM]B\/s, \d+ s left/;
  await expect(files.uploads).toContainText(told);
  await expect(files.uploads.getByRole("listitem").filter({ hasText: "large.bin" }), "of each file too").toContainText(told);
  await browser.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
});

for (const width of [1280, 360, 320]) {
  test(`at ${width} px the uploads cover nothing`, async ({ page, entrance, files, account, user }) => {
    const prefix = await privatePrefix(user);
    await owner.putObjects(Array.from({ length: 40 }, (_, at) => `${prefix}${String(at).padStart(2, "0")}.txt`), () => "");
    await page.setViewportSize({ width, height: width === 1280 ? 720 : 640 });
    await entrance.signIn(user);
    await expect(files.row("00.txt")).toBeVisible();
    await intercept(page, "PutObject", () => {});
    await files.upload(...Array.from({ length: 9 }, (_, at) => textFile(`new ${at}.txt`)));
    await expect(files.uploads).toContainText("0 of 9 uploaded");
    await expect(files.uploads.getByRole("button", { name: "Cancel new 0.txt" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await examine(page, `uploads at ${width}`);

    await files.row("00.txt").focus();
    await expect(async () => {
      await files.table.press("End");
      await expect(files.checkbox("39.txt")).toBeInViewport({ timeout: 1_000 });
    }).toPass();
    // A press goes to what is on top.
    await files.checkbox("39.txt").check();
    await expect(files.news.filter({ hasText: "1 file selected" })).toBeVisible();

    await account.open();
    await account.expectLoaded();
    await account.danger.getByRole("button", { name: "Delete account" }).click();
    await expect(account.dialog).toBeVisible();
    await account.dialog.getByRole("button", { name: "Cancel" }).click();

    const fold = files.uploads.getByRole("button", { name: "Show each upload" });
    await expect(fold).toHaveAttribute("aria-expanded", "true");
    await fold.click();
    await expect(files.uploads.getByRole("button", { name: "Cancel new 0.txt" })).toHaveCount(0);
    await expect(files.uploads).toContainText("0 of 9 uploaded");
    expect((await files.uploads.boundingBox())!.height).toBeLessThan(width === 1280 ? 60 : 110);
  });
}

test("on a phone the head counts what is done and what failed, in one line", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "PutObject", (route) => {
    const url = route.request().url();
    if (url.includes("bad")) return s3Error(400, "InvalidTag")(route);
    return url.includes("held") ? undefined : route.fallback();
  });
  await files.upload(textFile("good.txt"), textFile("bad.txt"), textFile("held.txt"));
  await expect(files.uploads).toContainText("1 of 3 uploaded, 1 failed");
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    const head = files.uploads.locator("header").last();
    await expect(head.getByText("1 of 3", { exact: true })).toBeInViewport({ ratio: 1 });
    await expect(head.getByText("1 failed", { exact: true })).toBeInViewport({ ratio: 1 });
    for (const name of ["Pause", "Cancel", "Show each upload"]) await expect(head.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
    expect((await head.boundingBox())!.height).toBeLessThan(60);
    // The sentence is read out still, and not seen.
    expect((await head.locator(".tray-sums").boundingBox())!.width).toBeLessThanOrEqual(1);
    await examine(page, `uploads in one line at ${width}`);
  }
});

test.describe("uploads that a session's end has paused", () => {
  test("go on when the same visitor is back", async ({ page, entrance, files, user }) => {
    const prefix = await privatePrefix(user);
    await entrance.signIn(user);
    await files.expectLoaded();
    let held = true;
    await intercept(page, "PutObject", (route) => (held ? undefined : route.fallback()));
    await files.upload(...Array.from({ length: 5 }, (_, at) => textFile(`${at}.txt`)));
    await expect(files.uploads).toContainText("0 of 5 uploaded");
    await signOutElsewhere(page, user.email);
    await expect(entrance.signInButton).toBeVisible();
    await expect(page.getByText("5 uploads are paused. Sign in to the same account here to continue.")).toBeVisible();

    held = false;
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(files.news.filter({ hasText: "5 files uploaded" })).toBeVisible();
    await expect(page.getByText("are paused")).toHaveCount(0);
    expect(await owner.keys(prefix)).toEqual(Array.from({ length: 5 }, (_, at) => `${prefix}${at}.txt`));
  });

  test("are never another visitor's, who hears of them", async ({ page, entrance, files, shell, user }) => {
    const other = await newUser();
    await entrance.signIn(user);
    await files.expectLoaded();
    let held = true;
    await intercept(page, "PutObject", (route) => (held ? undefined : route.fallback()));
    await files.upload(textFile("a.txt"), textFile("b.txt"));
    await expect(files.uploads).toContainText("0 of 2 uploaded");
    await signOutElsewhere(page, user.email);
    held = false;

    await entrance.fill(other);
    await entrance.signInButton.click();
    await files.expectLoaded();
    await expect(page.getByText("2 uploads of another account are paused. Sign in to that account here to continue.")).toBeVisible();
    await expect(page.getByText("a.txt")).toHaveCount(0);
    await expect(files.uploads).toHaveCount(0);
    expect(await owner.keys(await privatePrefix(other))).toEqual([]);

    await shell.signOut();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(files.news.filter({ hasText: "2 files uploaded" })).toBeVisible();
    const prefix = await privatePrefix(user);
    expect(await owner.keys(prefix)).toEqual([`${prefix}a.txt`, `${prefix}b.txt`]);
  });
});
