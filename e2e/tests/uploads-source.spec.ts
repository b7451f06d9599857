/** What is stored is the file as it was chosen, or nothing. */

import { truncateSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";

import { intercept } from "../support/answers.ts";
import { bytes, gate, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const MIB = 2 ** 20;
const CHANGED = /This file changed.*after you chose it.*Choose it again\./;
const GONE = /This file was moved or deleted after you chose it\. Nothing was uploaded\. Choose it again\./;

/** Changes a file so that the file system tells it: two changes within its clock's step would not be told apart. */
function change(path: string, content: string | Buffer) {
  writeFileSync(path, content);
  const later = new Date(Date.now() + 5_000);
  utimesSync(path, later, later);
}

test.describe("a file that waits to be sent", () => {
  for (const [what, happens, says] of [
    ["changes, its size being the same", (path: string) => change(path, "other"), CHANGED],
    ["is cut short", (path: string) => truncateSync(path, 1), CHANGED],
    ["is deleted", unlinkSync, GONE],
  ] as const) {
    test(`and ${what} is not stored`, async ({ entrance, files, user, wire }) => {
      const prefix = await privatePrefix(user);
      await owner.putObject(`${prefix}report.txt`, "there");
      const path = onDisk("report.txt", "first");
      await entrance.signIn(user);
      await files.expectNames(["report.txt"]);
      await files.uploadFromDisk(path);
      await expect(files.dialog).toContainText("“report.txt” already exists");
      happens(path);
      await files.resolve("Replace");
      await expect(files.uploads).toContainText(says);
      await expect(files.uploads).toContainText("0 of 1 uploaded, 1 failed");
      await expect(files.uploads.getByRole("button", { name: /Retry/ }), "it would be of no use").toHaveCount(0);
      await expect(files.uploads.getByRole("status")).toHaveText(/^Upload failed: report\.txt\./);
      expect(wire.of("PutObject")).toEqual([]);
      expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("there");
    });
  }
});

test("small files are read together, and one that changes or is deleted before stops none of the others", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const held = gate();
  await intercept(page, "PutObject", async (route) => {
    await held.opened;
    await route.fallback();
  });
  const before = Array.from({ length: 6 }, (_, at) => onDisk(`${at}.bin`, bytes(100_000, at)));
  const [kept, changed, deleted, last] = ["kept", "changed", "deleted", "last"].map((name) => onDisk(`${name}.txt`, name));
  await files.uploadFromDisk(...before, kept!, changed!, deleted!, last!);
  await expect.poll(() => wire.of("PutObject").length).toBe(4);
  change(changed!, "CHANGED");
  unlinkSync(deleted!);
  held.open();
  await expect(files.uploads).toContainText("8 of 10 uploaded, 2 failed");
  await expect(files.uploads).toContainText(CHANGED);
  await expect(files.uploads).toContainText(GONE);
  expect((await owner.getObject(`${prefix}kept.txt`))?.toString()).toBe("kept");
  expect((await owner.getObject(`${prefix}last.txt`))?.toString()).toBe("last");
  expect((await owner.keys(prefix)).filter((key) => /changed|deleted/.test(key))).toEqual([]);
});

test.describe("a file that is sent in parts", () => {
  for (const [what, happens, says] of [
    ["changes", (path: string) => change(path, bytes(40 * MIB, 2)), CHANGED],
    ["is cut short", (path: string) => truncateSync(path, 20 * MIB), CHANGED],
    ["is deleted", unlinkSync, GONE],
  ] as const) {
    test(`and ${what} leaves nothing behind`, async ({ page, entrance, files, user, wire }) => {
      const prefix = await privatePrefix(user);
      const path = onDisk("large.bin", bytes(40 * MIB, 1));
      await entrance.signIn(user);
      await files.expectLoaded();
      const held = gate();
      await intercept(page, "UploadPart", async (route) => {
        if (!route.request().url().includes("partNumber=1&")) await held.opened;
        await route.fallback().catch(() => {}); // given up meanwhile
      });
      await files.uploadFromDisk(path);
      await wire.expectStatuses("UploadPart", [200]);
      happens(path);
      held.open();
      await expect(files.uploads).toContainText(says);
      await wire.expectStatuses("AbortMultipartUpload", [204]);
      expect(wire.of("CompleteMultipartUpload")).toEqual([]);
      expect(await owner.keys(prefix)).toEqual([]);
      expect(await owner.uploadsInParts(prefix)).toEqual([]);
    });
  }
});

test("what S3 refuses as other bytes than were read has changed", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const path = onDisk("report.txt", "first");
  await entrance.signIn(user);
  await files.expectLoaded();
  // The file system does not tell every change: here the bytes alone differ.
  await intercept(page, "PutObject", (route) => route.continue({ postData: "other" }));
  await files.uploadFromDisk(path);
  await expect(files.uploads).toContainText(CHANGED);
  expect(await owner.keys(prefix)).toEqual([]);
});

test("an upload in parts that was interrupted goes on with the parts that are missing", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const path = onDisk("large.bin", bytes(40 * MIB, 3));
  await entrance.signIn(user);
  await files.expectLoaded();
  let down = true;
  await intercept(page, "UploadPart", (route) => {
    if (down && route.request().url().includes("partNumber=4&")) return route.fulfill({ status: 403, body: "" });
    return route.fallback();
  });
  await files.uploadFromDisk(path);
  await expect(files.uploads).toContainText("0 of 1 uploaded, 1 failed");
  const before = wire.of("UploadPart").length;
  down = false;
  await files.uploads.getByRole("button", { name: "Retry large.bin" }).click();
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.of("UploadPart").length - before).toBeLessThanOrEqual(2);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(bytes(40 * MIB, 3))).toBe(true);
});
