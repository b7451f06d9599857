/** Small files that were lost with their page are named after it, and the same ones go on. */

import { utimesSync, writeFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import { onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";
import { Files } from "../screens/files.ts";

/** From now on no file arrives, until what this gives is called. */
async function hold(page: Page): Promise<() => void> {
  let held = true;
  await intercept(page, "PutObject", (route) => (held && !route.request().url().includes(".satchel") ? undefined : route.fallback()));
  return () => (held = false);
}

async function reload(page: Page, files: Files) {
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await files.expectLoaded();
}

async function choose(page: Page, files: Files, button: string, ...paths: string[]) {
  const choosing = page.waitForEvent("filechooser");
  await files.uploads.getByRole("button", { name: button, exact: true }).click();
  await (await choosing).setFiles(paths);
}

test("after a reload small files are named, the same ones are uploaded, and a different one is not", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const [one, two] = [onDisk("one.txt", "one"), onDisk("two.txt", "two")];
  await entrance.signIn(user);
  await files.expectLoaded();
  const letGo = await hold(page);
  await files.uploadFromDisk(one, two);
  await expect(files.uploads).toContainText("0 of 2");
  await reload(page, files);
  letGo();
  await expect(files.uploads).toContainText("2 files weren't uploaded to “My files”");
  await expect(files.uploads.getByRole("listitem")).toHaveText(["one.txt 3 bytes", "two.txt 3 bytes"]);
  await examine(page, "small uploads were interrupted");

  writeFileSync(two, "six");
  const later = new Date(Date.now() + 60_000);
  utimesSync(two, later, later);
  await choose(page, files, "Choose files…", one, two);
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  await expect(files.uploads).toContainText("“two.txt” on this disk is a different file (changed since). Nothing was sent.");
  await expect(files.uploads).toContainText("1 file wasn't uploaded to “My files”");
  expect(await owner.keys(prefix)).toEqual([`${prefix}one.txt`]);
  expect((await owner.getObject(`${prefix}one.txt`))?.toString()).toBe("one");

  await files.uploads.getByRole("button", { name: "Upload it as new" }).click();
  await expect.poll(async () => (await owner.getObject(`${prefix}two.txt`))?.toString()).toBe("six");
  await expect(files.uploads).not.toContainText("uploaded to “My files”");
  await reload(page, files);
  await expect(files.uploads).toHaveCount(0);
});

test("a folder of many is one line, and can be chosen as a whole or forgotten", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const paths = Array.from({ length: 60 }, (_, at) => onDisk(`album/${String(at).padStart(2, "0")}.txt`, `file ${at}`));
  const album = paths[0]!.replace(/\/00\.txt$/, "");
  await entrance.signIn(user);
  await files.expectLoaded();
  const letGo = await hold(page);
  await (await files.chooseToUpload("Upload folder")).setFiles(album);
  await expect(files.uploads).toContainText("0 of 60");
  await reload(page, files);
  await expect(files.uploads).toContainText("60 files weren't uploaded to “My files”");
  await expect(files.uploads.getByRole("listitem")).toHaveCount(21);
  await expect(files.uploads.getByRole("listitem").last()).toHaveText("and 40 more");
  letGo();
  await choose(page, files, "Choose folder…", album);
  await expect(files.news.filter({ hasText: "60 files uploaded" })).toBeVisible();
  expect((await owner.keys(prefix)).filter((key) => key.includes("/album/"))).toHaveLength(60);
  await expect(files.uploads).not.toContainText("weren't uploaded");
});

test("they can be forgotten, and are nothing to another account", async ({ page, entrance, shell, files, user }) => {
  const other = await newUser();
  await entrance.signIn(user);
  await files.expectLoaded();
  await hold(page);
  await files.uploadFromDisk(onDisk("secret.txt", "s"));
  await expect(files.uploads).toContainText("0 of 1");
  await reload(page, files);
  await expect(files.uploads).toContainText("1 file wasn't uploaded to “My files”");
  const remembered = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(await remembered()).toContain("secret.txt");
  await shell.signOut();
  expect(await remembered(), "it ends with the session").not.toContain("secret.txt");
  await entrance.signIn(other);
  await files.expectLoaded();
  await expect(files.uploads).toHaveCount(0);

  await test.step("forgotten by its button", async () => {
    await files.uploadFromDisk(onDisk("mine.txt", "m"));
    await expect(files.uploads).toContainText("0 of 1");
    await reload(page, files);
    await expect(files.uploads).toContainText("1 file wasn't uploaded");
    await files.uploads.getByRole("button", { name: "Forget them" }).click();
    await expect(files.uploads).toHaveCount(0);
    expect(await remembered()).not.toContain("mine.txt");
  });
});
