/** Several files, or folders, saved as one zip file, which other programs open. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { test as base, type Download, type Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import { bytes, gate } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const MIB = 2 ** 20;

/** Names, sizes and sums of all that is in it, by Python's zipfile; that it is whole, `unzip -t` says too. */
function members(path: string): Record<string, string> {
  const script = `
import hashlib, json, sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
print(json.dumps({m.filename: "folder" if m.is_dir() else hashlib.md5(zip.read(m)).hexdigest() for m in zip.infolist()}))`;
  return JSON.parse(execFileSync("python3", ["-c", script, path], { maxBuffer: 2 ** 26 }).toString());
}

function contentOf(path: string, member: string): string {
  const script = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
  return execFileSync("python3", ["-c", script, path, member]).toString();
}

function md5(content: string | Buffer): string {
  return execFileSync("md5sum", { input: content }).toString().slice(0, 32);
}

async function saved(download: Promise<Download>): Promise<{ name: string; path: string }> {
  const file = await download;
  const path = base.info().outputPath("saved.zip");
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path };
}

/** A browser that cannot write to the disk by itself, as Firefox and Safari cannot, and as none may on a page without TLS. */
async function withoutPicker(page: Page) {
  await page.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
}

test("all of a place that is read only is saved by one button", async ({ page, entrance, files, user }) => {
  await withoutPicker(page);
  await entrance.signIn(user);
  await files.place("Shared").click();
  await expect(files.row("Welcome.txt")).toBeVisible();
  const download = page.waitForEvent("download");
  await files.button("Download all").click();
  const { name, path } = await saved(download);
  expect(name).toBe("Shared.zip");
  expect(Object.keys(members(path))).toContain("Welcome.txt");
  await examine(page, "a place that is read only");
});

test("files and folders are saved together, byte for byte", async ({ page, entrance, files, user, wire }) => {
  await withoutPicker(page);
  const prefix = await privatePrefix(user);
  const large = bytes(9 * MIB, 7);
  await owner.putObject(`${prefix}album/large.bin`, large, "application/octet-stream");
  await owner.putObject(`${prefix}album/inner/ä 🧳.txt`, "inside");
  await owner.putObject(`${prefix}album/inner/packed.csv`, "falsely packed", "text/csv", { "content-encoding": "gzip" });
  await owner.putObject(`${prefix}album/empty/`, "");
  await owner.putObject(`${prefix}album/nothing`, "");
  await owner.putObject(`${prefix}note.txt`, "note");
  await owner.putObject(`${prefix}other.txt`, "not chosen");
  await entrance.signIn(user);
  await files.select("folder album", "note.txt");
  const downloading = page.waitForEvent("download");
  await files.downloadButton.click();
  const { name, path } = await saved(downloading);
  expect(name).toBe("My files.zip");
  expect(members(path)).toEqual({
    "note.txt": md5("note"),
    "album/empty/": "folder",
    "album/inner/packed.csv": md5("falsely packed"),
    "album/inner/ä 🧳.txt": md5("inside"),
    "album/large.bin": md5(large),
    "album/nothing": md5(""),
  });
  for (const { headers } of wire.of("GetObject").filter(({ url }) => url.includes("album/"))) expect(headers["if-match"]).toMatch(/^"/);
  await expect(files.news.filter({ hasText: "My files.zip was saved." })).toHaveCount(1);
});

test("one folder gives the archive its name; what fails for a moment is asked again", async ({ page, entrance, files, user }) => {
  await withoutPicker(page);
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}album/a.txt`, `${prefix}album/b.txt`]);
  await entrance.signIn(user);
  await interceptFirst(page, 2, "GetObject", s3Error(503, "SlowDown"));
  await files.select("folder album");
  const downloading = page.waitForEvent("download");
  await files.downloadButton.click();
  const { name, path } = await saved(downloading);
  expect(name).toBe("album.zip");
  expect(Object.keys(members(path))).toEqual(["album/a.txt", "album/b.txt"]);
});

test("what could not be fetched is told in the page and in the archive", async ({ page, entrance, files, user }) => {
  await withoutPicker(page);
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}changed.txt`, `${prefix}gone.txt`, `${prefix}there.txt`]);
  await owner.putObject(`${prefix}cold.txt`, "cold", "text/plain", { "x-amz-storage-class": "DEEP_ARCHIVE" });
  await entrance.signIn(user);
  await files.select("changed.txt", "cold.txt", "gone.txt", "there.txt");
  await owner.putObject(`${prefix}changed.txt`, "another content");
  await owner.deleteObject(`${prefix}gone.txt`);
  const downloading = page.waitForEvent("download");
  await files.downloadButton.click();
  const { path } = await saved(downloading);
  expect(Object.keys(members(path))).toEqual(["there.txt", "Not downloaded.txt"]);
  const told = contentOf(path, "Not downloaded.txt");
  for (const name of ["changed.txt", "cold.txt", "gone.txt"]) {
    expect(told).toContain(name);
    await expect(files.archives).toContainText(name);
  }
  await expect(files.archives).toContainText("3 files couldn't be downloaded.");
  await expect(files.archives).toContainText("It was changed meanwhile.");
  await expect(files.archives).toContainText("This file is archived.");
  await examine(page, "archive with missing files");
  await files.archives.getByRole("button", { name: "Dismiss My files.zip" }).click();
  await expect(files.archives).toHaveCount(0);
});

test("an archive goes on while the visitor looks elsewhere, and can be cancelled", async ({ page, entrance, files, shell, user }) => {
  await withoutPicker(page);
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}album/a.bin`, bytes(9 * MIB, 1));
  await owner.putObject(`${prefix}album/b.txt`, "b");
  await entrance.signIn(user);
  const held = gate();
  await intercept(page, "GetObject", async (route) => {
    if (route.request().url().includes("b.txt")) await held.opened;
    await route.fallback().catch(() => {}); // cancelled meanwhile
  });
  await files.select("folder album");
  await files.downloadButton.click();
  await expect(files.archives).toContainText("1 of 2 files, 9.4 MB of 9.4 MB");
  await examine(page, "archive under way");
  await shell.go("Items");
  await expect(files.archives.getByRole("progressbar", { name: "Saving album.zip" })).toBeVisible();
  const downloads: string[] = [];
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await files.archives.getByRole("button", { name: "Cancel album.zip" }).click();
  await expect(files.archives).toHaveCount(0);
  held.open();
  await shell.go("Files");
  await files.expectNames(["album"]);
  expect(downloads).toEqual([]);
});

test("where the browser can, it goes to the disk as it comes, and a file that breaks off is taken back", async ({ page, entrance, files, user }) => {
  // The question of the system, answered: what is written is kept for the test.
  await page.addInitScript(() => {
    const disk = { bytes: new Uint8Array(0), name: "", closed: false };
    let at = 0;
    const resized = (size: number) => {
      const old = disk.bytes;
      disk.bytes = new Uint8Array(size);
      disk.bytes.set(old.subarray(0, size));
    };
    const writable = {
      write: async (data: Uint8Array) => {
        if (at + data.length > disk.bytes.length) resized(at + data.length);
        disk.bytes.set(data, at);
        at += data.length;
      },
      truncate: async (size: number) => resized(size),
      seek: async (to: number) => void (at = to),
      close: async () => void (disk.closed = true),
      abort: async () => {},
    };
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) => {
      disk.name = suggestedName;
      return { createWritable: async () => writable };
    };
    Object.assign(window, { showSaveFilePicker, disk });
  });
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}album/a.bin`, bytes(9 * MIB, 3));
  await owner.putObject(`${prefix}album/b.txt`, "b");
  await entrance.signIn(user);
  await intercept(page, "GetObject", (route) => {
    const breaksOff = route.request().headers()["range"]?.startsWith("bytes=8388608-");
    return breaksOff ? s3Error(404, "NoSuchKey")(route) : route.fallback();
  });
  await files.select("folder album");
  await files.downloadButton.click();
  await expect(files.archives).toContainText("1 file couldn't be downloaded.");
  const disk = await page.evaluate(() => {
    const { bytes, name, closed } = (window as any).disk;
    return { name, closed, text: Array.from(bytes as Uint8Array) };
  });
  expect([disk.name, disk.closed]).toEqual(["album.zip", true]);
  const path = base.info().outputPath("disk.zip");
  writeFileSync(path, Buffer.from(disk.text));
  expect(members(path)).toEqual({ "album/b.txt": md5("b"), "Not downloaded.txt": expect.any(String) });
});

test("who chooses no place for it saves nothing", async ({ page, entrance, files, user, wire }) => {
  await page.addInitScript(() => Object.assign(window, { showSaveFilePicker: () => Promise.reject(new DOMException("no", "AbortError")) }));
  await owner.putObjects([`${await privatePrefix(user)}album/a.txt`]);
  await entrance.signIn(user);
  await files.select("folder album");
  const before = wire.of("GetObject").length;
  await files.downloadButton.click();
  await expect(files.archives).toHaveCount(0);
  expect(wire.of("GetObject").length).toBe(before);
  await expect(files.alert).toHaveCount(0);
});

test("a place that the browser does not let the page write to is told of", async ({ page, entrance, files, user, wire }) => {
  await page.addInitScript(() => {
    const createWritable = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.assign(window, { showSaveFilePicker: async () => ({ createWritable }) });
  });
  await owner.putObjects([`${await privatePrefix(user)}album/a.txt`]);
  await entrance.signIn(user);
  await files.select("folder album");
  const before = wire.of("GetObject").length;
  await files.downloadButton.click();
  await expect(files.archives).toContainText("Your browser didn't allow saving the file. Try again.");
  expect(wire.of("GetObject").length).toBe(before);
});
