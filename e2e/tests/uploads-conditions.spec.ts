/** Nothing is decided by what may be stale: every write has its condition. */

import { textFile } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import { bytes, drop, gate, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const MIB = 2 ** 20;

test("a file that somebody else put after the listing is asked about", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  await owner.putObject(`${prefix}report.txt`, "somebody else's");
  await files.upload(textFile("report.txt", "mine"));
  await expect(files.dialog).toContainText("“report.txt” already exists");
  expect(wire.of("PutObject")[0]!.headers["if-none-match"]).toBe("*");
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("somebody else's");

  await test.step("and once more, if another one is there by the time of the answer", async () => {
    await owner.putObject(`${prefix}report.txt`, "changed once more");
    await files.resolve("Replace");
    await expect.poll(() => wire.statuses("PutObject")).toEqual([412, 412]);
    await expect(files.dialog).toContainText("“report.txt” already exists");
    expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("changed once more");
  });

  await files.resolve("Replace");
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.of("PutObject").at(-1)!.headers["if-match"]).toMatch(/^"[0-9a-f]{32}"$/);
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("mine");
  await files.expectNames(["report.txt"]);
});

test("a file that is kept beside another takes the next name that is free", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}report.txt`, `${prefix}report (2).txt`]);
  await entrance.signIn(user);
  await files.expectNames(["report (2).txt", "report.txt"]);
  await files.upload(textFile("report.txt", "mine"));
  await owner.putObject(`${prefix}report (3).txt`, "put meanwhile");
  await files.resolve("Keep both");
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.statuses("PutObject")).toEqual([412, 200]);
  expect((await owner.getObject(`${prefix}report (3).txt`))?.toString()).toBe("put meanwhile");
  expect((await owner.getObject(`${prefix}report (4).txt`))?.toString()).toBe("mine");
});

test("a write that met another one at that moment is tried again", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  await interceptFirst(page, 1, "PutObject", s3Error(409, "ConditionalRequestConflict"));
  await files.upload(textFile("report.txt"));
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.statuses("PutObject")).toEqual([409, 200]);
  expect(await owner.keys(prefix)).toEqual([`${prefix}report.txt`]);
});

test("a file of one's own is not asked about, though the answer that it arrived was lost", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  await interceptFirst(page, 1, "PutObject", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await files.upload(textFile("report.txt", "mine"));
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.statuses("PutObject")).toEqual([412]);
  await expect(files.dialog).toHaveCount(0);
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("mine");
});

test("a folder of 300 files asks once which names are taken", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 300 }, (_, at) => `${String(at).padStart(3, "0")}.txt`);
  await owner.putObjects([`${prefix}album/007.txt`, `${prefix}album/other/x.txt`], () => "old");
  for (const name of names) onDisk(`album/${name}`, "new");
  const album = onDisk("album/300.txt", "new").replace(/\/300\.txt$/, "");
  await entrance.signIn(user);
  await files.expectNames(["album"]);
  const listed = gate();
  await intercept(page, "ListObjectsV2", async (route) => {
    await listed.opened;
    await route.fallback();
  });
  wire.forget();
  await drop(page, album);
  await expect(files.uploads).toContainText("0 of 301 uploaded. Checking for files with the same names…");
  await expect(files.uploads.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  listed.open();
  await expect(files.dialog).toContainText("1 of 301 files is already in “My files”");
  expect(wire.of("ListObjectsV2").length).toBe(1);
  expect(wire.of("HeadObject").length).toBe(0);
  await files.resolve("Skip");
  await expect(files.news.filter({ hasText: "300 files uploaded" })).toBeVisible({ timeout: 60_000 });
  expect((await owner.getObject(`${prefix}album/007.txt`))?.toString()).toBe("old");
  expect((await owner.getObject(`${prefix}album/299.txt`))?.toString()).toBe("new");
});

test("what becomes of taken names is asked once, and identical files are skipped", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  for (const name of ["a.txt", "b.txt", "c.txt"]) await owner.putObject(`${prefix}${name}`, name);
  await entrance.signIn(user);
  await files.expectNames(["a.txt", "b.txt", "c.txt"]);
  await files.upload(textFile("a.txt"), textFile("b.txt", "other"), textFile("c.txt", "C.TXT"), textFile("new.txt"));
  await expect(files.dialog).toContainText("3 of 4 files are already in “My files”");
  await expect(files.dialog.getByRole("radio", { name: "Keep both" })).toBeChecked();
  await expect(files.dialog).toContainText("1 has the same size and checksum");
  await expect(files.dialog.getByRole("row", { name: /^a\.txt/ })).toContainText("Skipped");
  await expect(files.dialog.getByRole("row", { name: /^b\.txt/ })).toContainText("Kept both");
  await expect(files.dialog.getByRole("row", { name: /^c\.txt/ }), "the same size says nothing").toContainText("Kept both");
  await examine(page, "a batch with taken names");
  await files.dialog.getByRole("radio", { name: "Replace" }).check();
  await expect(files.dialog.getByRole("row", { name: /^b\.txt/ })).toContainText("Replaced");
  await files.dialog.getByRole("button", { name: "Upload 2 files" }).click();
  await expect.poll(async () => (await owner.getObject(`${prefix}c.txt`))?.toString()).toBe("C.TXT");
  await expect.poll(() => owner.keys(prefix)).toEqual(["a.txt", "b.txt", "c.txt", "new.txt"].map((name) => prefix + name));
  expect((await owner.getObject(`${prefix}b.txt`))?.toString()).toBe("other");
});

test("names that turn out to be taken are asked about once, when all else is sent", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const names = Array.from({ length: 20 }, (_, at) => `${String(at).padStart(2, "0")}.txt`);
  // The list does not know of them.
  for (const name of names.slice(0, 12)) await owner.putObject(`${prefix}${name}`, "somebody else's");
  await files.upload(...names.map((name) => textFile(name, "mine")));
  await expect(files.dialog).toContainText("12 of 12 files are already in “My files”");
  expect(wire.statuses("PutObject").filter((status) => status === 200).length, "the others are there").toBe(8);
  await expect(files.dialog.getByRole("row", { name: /^11\.txt/ })).toContainText("15 bytes");
  await files.dialog.getByRole("radio", { name: "Replace" }).check();
  await files.dialog.getByRole("button", { name: "Upload 12 files" }).click();
  await expect(files.dialog).toBeHidden();
  await expect.poll(async () => Promise.all(names.map(async (name) => (await owner.getObject(prefix + name))?.toString()))).toEqual(names.map(() => "mine"));
  expect(await owner.keys(prefix)).toEqual(names.map((name) => prefix + name));
});

test("a large file goes in parts, to a name that is still free at the end", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const path = onDisk("large.bin", bytes(20 * MIB, 1));
  await entrance.signIn(user);
  await files.expectLoaded();
  await interceptFirst(page, 1, "CompleteMultipartUpload", async (route) => {
    await owner.putObject(`${prefix}large.bin`, "somebody else's");
    await route.fallback();
  });
  await files.uploadFromDisk(path);
  await expect(files.dialog).toContainText("“large.bin” already exists");
  expect((await owner.getObject(`${prefix}large.bin`))?.toString()).toBe("somebody else's");
  await files.resolve("Replace");
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(wire.of("UploadPart").length, "what is there already is not sent again").toBe(3);
  expect(wire.of("CompleteMultipartUpload").map(({ headers }) => headers["if-none-match"] ?? headers["if-match"])).toEqual(["*", expect.stringMatching(/^"/)]);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(bytes(20 * MIB, 1))).toBe(true);
  expect(await owner.uploadsInParts(prefix)).toEqual([]);
});

test("names that look the same are asked about", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const [composed, decomposed] = ["caf\u00e9.txt", "cafe\u0301.txt"];
  await owner.putObject(`${prefix}${decomposed}`, "old");
  await entrance.signIn(user);
  await files.expectNames([decomposed]);
  await files.upload(textFile(composed, "new"));
  await expect(files.dialog).toContainText("already exists");
  await expect(files.dialog).toContainText("Names that look the same count as the same");
  await files.resolve("Keep both");
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  await expect.poll(() => owner.keys(prefix)).toHaveLength(2);
  expect(await owner.keys(prefix)).not.toContain(`${prefix}${composed}`);

  await files.upload(textFile(composed, "newer"));
  await files.resolve("Replace");
  await expect.poll(async () => (await owner.getObject(`${prefix}${decomposed}`))?.toString()).toBe("newer");
  expect(await owner.keys(prefix), "no twin of it").not.toContain(`${prefix}${composed}`);
});

test("a bucket whose CORS rules do not know the condition is named with what they lack", async ({ page, entrance, files, user, guard }) => {
  guard.expect(/has been blocked by CORS policy|net::ERR_FAILED/);
  const name = `cors-${Date.now()}`;
  const { site } = deployment();
  const origin = new URL(site).origin;
  await owner.makeBucket(name, {
    AllowedOrigin: [origin],
    AllowedMethod: ["GET", "PUT", "POST"],
    AllowedHeader: ["authorization", "content-type", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"],
  });
  await owner.allowBucket(name);
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.openBucket(name);
  await files.expectLoaded();
  await files.upload(textFile("report.txt"));
  await expect(files.uploads).toContainText("This bucket doesn't accept uploads from this site. Ask its owner.");
  await files.uploads.getByText("Technical details").click();
  await expect(files.uploads.getByText("AllowedHeaders: If-None-Match")).toBeVisible();
  await expect(files.uploads.getByText(name)).toBeVisible();
  await expect(files.uploads).toContainText("0 of 1 uploaded, 1 failed");
  void page;
});
