/** An upload goes where it was asked for, or nowhere. */

import { textFile } from "../screens/files.ts";
import { drop, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { signOutElsewhere } from "../support/sessions.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";

test.describe("a chooser that was opened in a folder", () => {
  test.beforeEach(async ({ entrance, files, user }) => {
    await owner.putObject(`${await privatePrefix(user)}photos/2026/sea.txt`);
    await entrance.signIn(user);
    await files.open("photos");
    await files.open("2026");
    await files.expectNames(["sea.txt"]);
  });

  test("fills that folder, wherever the page is when the files are chosen", async ({ page, files, shell, items, user }) => {
    const prefix = await privatePrefix(user);
    const chooser = await files.chooseToUpload();
    await page.goBack();
    await files.expectNames(["2026"]);
    await chooser.setFiles([textFile("back.txt")]);
    await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
    expect(await owner.keys(prefix)).toEqual([`${prefix}photos/2026/back.txt`, `${prefix}photos/2026/sea.txt`]);

    await page.goForward();
    await files.expectNames(["back.txt", "sea.txt"]);
    const chooserAgain = await files.chooseToUpload();
    await shell.go("Items");
    await expect(items.main.getByText("No items yet")).toBeVisible();
    await chooserAgain.setFiles([textFile("items.txt")]);
    await expect.poll(() => owner.keys(prefix)).toContain(`${prefix}photos/2026/items.txt`);
  });

  test("fills nothing once its visitor has left, and says so", async ({ page, files, entrance, user }) => {
    const prefix = await privatePrefix(user);
    const chooser = await files.chooseToUpload();
    await signOutElsewhere(page, user.email);
    await expect(entrance.signInButton).toBeVisible();
    await chooser.setFiles([textFile("late.txt")]);
    await expect(page.getByText("Didn't upload 1 file to “2026”: you switched accounts.")).toBeVisible();

    const second = await newUser();
    await entrance.fill(second);
    await entrance.signInButton.click();
    await files.expectLoaded();
    expect(await owner.keys(prefix)).toEqual([`${prefix}photos/2026/sea.txt`]);
    expect(await owner.keys(await privatePrefix(second))).toEqual([]);
  });

  test("asks about a name that is taken there, and the answer is for there", async ({ page, files, user }) => {
    const prefix = await privatePrefix(user);
    await files.upload(textFile("sea.txt", "new"));
    await expect(files.dialog).toContainText("“sea.txt” already exists");
    await expect(files.dialog).toContainText("The file in “2026” is overwritten.");
    await page.goBack();
    await page.goBack();
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await page.goForward();
    await expect(files.dialog).toContainText("“sea.txt” already exists");
    await files.resolve("Replace");
    await expect.poll(async () => (await owner.getObject(`${prefix}photos/2026/sea.txt`))?.toString()).toBe("new");
    expect(await owner.keys(prefix)).toEqual([`${prefix}photos/2026/sea.txt`]);
  });
});

test("a question about names ends with the session, and is asked again of the same visitor", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}report.txt`, "old");
  await entrance.signIn(user);
  await files.expectNames(["report.txt"]);
  await files.upload(textFile("report.txt", "new"));
  await expect(files.dialog).toContainText("“report.txt” already exists");

  await owner.signOutEverywhere(user.email);
  await page.evaluate(() => {
    // As another tab does it that has been told.
    localStorage.clear();
    sessionStorage.clear();
    window.dispatchEvent(new StorageEvent("storage", { key: null }));
  });
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("old");

  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(files.dialog).toContainText("“report.txt” already exists");
  await files.resolve("Replace");
  await expect.poll(async () => (await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("new");
});

test("a folder that was dropped goes where it was dropped, however long it takes to be read", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}photos/sea.txt`);
  onDisk("album/hill.txt");
  const album = onDisk("album/deep/lake.txt").replace(/\/deep\/lake\.txt$/, "");
  await entrance.signIn(user);
  await files.open("photos");
  await files.expectNames(["sea.txt"]);
  await page.evaluate(() => {
    const held = new Promise<void>((resolve) => Object.assign(window, { goOn: resolve }));
    const { webkitGetAsEntry } = DataTransferItem.prototype;
    DataTransferItem.prototype.webkitGetAsEntry = function () {
      const entry = webkitGetAsEntry.call(this) as FileSystemDirectoryEntry;
      const reader = entry.createReader();
      const readEntries: typeof reader.readEntries = (...callbacks) => void held.then(() => reader.readEntries(...callbacks));
      return Object.assign(entry, { createReader: () => ({ readEntries }) });
    };
  });
  await drop(page, album);
  await page.goBack();
  await files.expectNames(["photos"]);
  await page.evaluate(() => (window as unknown as { goOn: () => void }).goOn());
  await expect
    .poll(() => owner.keys(prefix))
    .toEqual(["photos/album/deep/lake.txt", "photos/album/hill.txt", "photos/sea.txt"].map((name) => prefix + name));
});
