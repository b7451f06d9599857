/** "Upload folder" by the browser's own choice of a folder, which tells of folders that hold nothing. */

import type { Page } from "@playwright/test";

import { secureSite } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix, type Visitor } from "../support/visitors.ts";
import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";

/** Nobody can press a button of the system's window: in its place a folder of the page's own is opened, or `answer` is thrown. */
async function withFolder(page: Page, answer?: "AbortError" | "NotAllowedError") {
  await page.addInitScript((answer) => {
    const write = async (folder: FileSystemDirectoryHandle, name: string, text: string) => {
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(text);
      await writable.close();
    };
    const pick = async () => {
      if (answer) throw new DOMException("of the test", answer);
      const album = await (await navigator.storage.getDirectory()).getDirectoryHandle("album", { create: true });
      await write(album, "list.txt", "list");
      const deep = await album.getDirectoryHandle("deep", { create: true });
      await write(deep, "sea.txt", "sea");
      await deep.getDirectoryHandle("empty", { create: true });
      await album.getDirectoryHandle("there", { create: true });
      return album;
    };
    Object.assign(window, { showDirectoryPicker: pick });
  }, answer);
}

async function signIn(page: Page, user: Visitor) {
  await page.goto(secureSite());
  const entrance = new Entrance(page);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await new Files(page).expectLoaded();
}

test("a folder comes with the folders in it that hold nothing", async ({ page, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}album/there/`, "");
  await withFolder(page);
  await signIn(page, user);
  await files.expectNames(["album"]);
  await files.uploadButton.click();
  await page.getByRole("menuitem", { name: "Upload folder" }).click();
  const all = ["album/deep/empty/", "album/deep/sea.txt", "album/list.txt", "album/there/"].map((name) => prefix + name);
  await expect.poll(() => owner.keys(prefix)).toEqual(all);
  expect((await owner.getObject(`${prefix}album/deep/sea.txt`))?.toString()).toBe("sea");
  for (const { headers } of wire.of("PutObject").filter(({ url }) => url.includes("/album/"))) expect(headers["if-none-match"]).toBe("*");
  await expect(files.dialog, "a folder that is there is no question").toHaveCount(0);
});

test("who chooses none uploads nothing, and a refusal is said", async ({ page, files, user, wire }) => {
  await withFolder(page, "AbortError");
  await signIn(page, user);
  await files.button("Upload folder").click();
  await expect(files.uploads).toHaveCount(0);
  await withFolder(page, "NotAllowedError");
  await page.reload();
  await files.expectLoaded();
  await files.button("Upload folder").click();
  await expect(files.news.filter({ hasText: "Your browser didn't let this site read the folder." })).toBeVisible();
  expect(wire.of("PutObject").filter(({ url }) => !url.includes(".satchel"))).toEqual([]);
});
