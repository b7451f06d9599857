/**
 * What is done with files, against what goes wrong on the wire: each fault meets the operation once, while the visitor does it.
 * It ends right, and nobody has to do anything; or it is told and can be tried again. What is in the bucket then, its owner says.
 *
 * That no order of faults mixes or loses anything is held natively, in `tests/faults.rs`; here is what only a browser's network shows.
 */

import { execFileSync } from "node:child_process";

import type { Page, Route } from "@playwright/test";

import { textFile, type Files } from "../screens/files.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import { bytes, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const MIB = 2 ** 20;
const CORS = { "access-control-allow-origin": "*" };

type Fault = (route: Route) => Promise<unknown>;

/** A bucket whose CORS rules expose nothing. */
const HIDDEN = "no header but the safelisted ones";

/** What passes: the same request succeeds when it is sent again. */
const FAULTS: Record<string, Fault> = {
  "a dropped connection": (route) => route.abort("connectionreset"),
  "a lost answer": async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  },
  "503 SlowDown": s3Error(503, "SlowDown"),
  "500 InternalError": s3Error(500, "InternalError"),
  "400 RequestTimeout": s3Error(400, "RequestTimeout"),
  "400 ExpiredToken": s3Error(400, "ExpiredToken", "The provided token has expired."),
  "400 BadDigest": s3Error(400, "BadDigest"),
  "a page of a load balancer": (route) => route.fulfill({ status: 502, headers: CORS, contentType: "text/html", body: "<html>502 Bad Gateway</html>" }),
  [HIDDEN]: async (route) => {
    const response = await route.fetch();
    const { "content-type": type = "", "content-length": length = "" } = response.headers();
    const body = await response.body();
    const headers = { ...CORS, "content-type": type, ...(route.request().method() === "HEAD" ? { "content-length": length } : {}) };
    await route.fulfill({ status: response.status(), headers, body });
  },
};
/** Where S3 answers 200 before it knows the outcome. */
const ERROR_WITHIN: Record<string, Fault> = {
  "200 with an error inside": (route) =>
    route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body: "<Error><Code>InternalError</Code><Message>x</Message></Error>" }),
};
const KEYS_NOT_DELETED: Record<string, Fault> = {
  "200 with errors of keys inside": (route) => {
    const keys = (route.request().postData() ?? "").match(/<Key>[^<]*<\/Key>/g) ?? [];
    const body = `<DeleteResult>${keys.map((key) => `<Error>${key}<Code>InternalError</Code></Error>`).join("")}</DeleteResult>`;
    return route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body });
  },
};

const WITHIN: Record<string, Record<string, Fault>> = { CopyObject: ERROR_WITHIN, DeleteObjects: KEYS_NOT_DELETED };

interface Scene {
  page: Page;
  files: Files;
  prefix: string;
  /** The names of this fault's own files: they stand in the list, with `to` and a folder `FIRST-in` of one file. */
  first: string;
  second: string;
}

interface Case {
  name: string;
  /** The requests that meet the fault. */
  operations: string[];
  /** What is there before the fault is. */
  before?: (scene: Scene) => Promise<unknown>;
  act: (scene: Scene) => Promise<void>;
}

/**
 * What cannot be done where a page may read no header: of tags that were read once with a version and once without, nobody knows
 * whether they are the same, and what was seen without an ETag is not written over.
 */
const TOLD: Record<string, string[]> = {
  "tags: GetObjectTagging": [HIDDEN],
  "a text that is saved: GetObject": [HIDDEN],
  "metadata: HeadObject": [HIDDEN],
};

/** Selects a file and shows its details. */
async function details({ files, first }: Scene, tab: "Properties" | "Tags" | "Versions") {
  await files.select(first);
  if (!(await files.details.isVisible())) await files.button("Details").click();
  return files.tab(tab);
}

const CASES: Case[] = [
  {
    name: "an upload",
    operations: ["PutObject"],
    act: async ({ files, prefix, first }) => {
      await files.upload(textFile(`new ${first}`));
      await expect(files.checkbox(`new ${first}`)).toBeVisible();
      expect(await text(`${prefix}new ${first}`)).toBe(`new ${first}`);
    },
  },
  {
    name: "a download",
    operations: ["GetObject"],
    act: async ({ files, prefix, first }) => {
      expect((await files.download(first)).content.toString()).toBe(`${prefix}${first}`);
    },
  },
  {
    name: "opening a folder",
    operations: ["ListObjectsV2"],
    act: async ({ page, files, first }) => {
      await files.open(`${first}-in`);
      await files.expectNames(["x.txt"]);
      await page.goBack();
      await expect(files.checkbox(first)).toBeVisible();
    },
  },
  {
    name: "a copy",
    operations: ["CopyObject"],
    act: async ({ page, files, prefix, first }) => {
      await files.row(first).focus();
      await page.keyboard.press("Control+c");
      await page.keyboard.press("Control+v");
      const copy = first.replace(".txt", " (2).txt");
      await expect(files.checkbox(copy)).toBeVisible();
      expect(await text(prefix + copy)).toBe(`${prefix}${first}`);
      expect(await text(prefix + first)).toBe(`${prefix}${first}`);
    },
  },
  {
    name: "a move",
    operations: ["CopyObject", "HeadObject", "DeleteObjects"],
    act: async ({ files, prefix, first }) => {
      await files.row(first).dragTo(files.row("to"));
      await expect(files.checkbox(first)).toHaveCount(0);
      await expect.poll(() => text(`${prefix}to/${first}`)).toBe(`${prefix}${first}`);
      await expect.poll(() => text(prefix + first)).toBeUndefined();
    },
  },
  {
    name: "a new name",
    operations: ["CopyObject", "DeleteObjects"],
    act: async ({ page, files, prefix, first }) => {
      await files.row(first).focus();
      await page.keyboard.press("F2");
      await files.dialog.getByRole("textbox", { name: "New name" }).fill(`was ${first}`);
      await page.keyboard.press("Enter");
      await expect(files.checkbox(`was ${first}`)).toBeVisible();
      expect(await text(`${prefix}was ${first}`)).toBe(`${prefix}${first}`);
      await expect.poll(() => text(prefix + first)).toBeUndefined();
    },
  },
  {
    name: "the deletion of several",
    operations: ["DeleteObjects"],
    act: async ({ files, prefix, first, second }) => {
      await files.delete(first, second);
      expect([await text(prefix + first), await text(prefix + second)]).toEqual([undefined, undefined]);
      expect(await text(`${prefix}keep.txt`)).toBe(`${prefix}keep.txt`);
    },
  },
  {
    name: "tags",
    operations: ["GetObjectTagging", "PutObjectTagging"],
    act: async (scene) => {
      const { files, prefix, first } = scene;
      await details(scene, "Tags");
      await files.tag("a", "b");
      await expect.poll(() => owner.tags(prefix + first)).toEqual({ a: "b" });
      await files.checkbox(first).uncheck();
    },
  },
  {
    name: "an archive",
    operations: ["GetObject"],
    act: async ({ page, files, prefix, first, second }) => {
      await files.select(first, second);
      const downloading = page.waitForEvent("download");
      await files.downloadButton.click();
      expect(zipped(await (await downloading).path())).toEqual({ [first]: `${prefix}${first}`, [second]: `${prefix}${second}` });
      await files.unselect();
    },
  },
  {
    name: "a search",
    operations: ["ListObjectsV2"],
    act: async ({ page, files, first }) => {
      await files.searchBox.fill(`${first}-in`);
      await page.keyboard.press("Enter");
      // What is typed filters the folder at once, which shows the same row.
      await expect(page).toHaveTitle(/-in/);
      await expect(files.summary).toHaveText("1 folder");
      await expect(files.checkbox(`${first}-in`)).toBeVisible();
      await page.goBack();
      await files.searchBox.fill("");
      await expect(files.checkbox("keep.txt")).toBeVisible();
    },
  },
  {
    name: "a text that is saved",
    operations: ["GetObject", "HeadObject", "GetObjectTagging", "PutObject"],
    act: async ({ page, files, prefix, first }) => {
      await files.openActions(first);
      await files.actions.getByRole("menuitem", { name: "Edit" }).click();
      const editor = page.getByRole("dialog", { name: /^Edit / });
      const content = editor.getByRole("textbox", { name: "Content" });
      await expect(content).toHaveValue(`${prefix}${first}`);
      await content.fill(`Edited ${first}`);
      await editor.getByRole("button", { name: "Save", exact: true }).click();
      await expect(editor.getByRole("status").filter({ hasText: /^Saved$/ })).toBeVisible();
      expect(await text(prefix + first)).toBe(`Edited ${first}`);
      await page.keyboard.press("Escape");
      await expect(editor).toBeHidden();
    },
  },
  {
    name: "metadata",
    operations: ["HeadObject", "CopyObject"],
    act: async (scene) => {
      const { files, prefix, first } = scene;
      await details(scene, "Properties");
      await files.details.getByRole("button", { name: "Edit metadata" }).click();
      await files.details.getByRole("textbox", { name: "Content-Language" }).fill("de");
      await files.details.getByRole("button", { name: "Save" }).click();
      await expect(files.details.getByRole("definition").filter({ hasText: /^de$/ })).toBeVisible();
      expect((await owner.headers(prefix + first))["content-language"]).toBe("de");
      expect(await text(prefix + first)).toBe(`${prefix}${first}`);
    },
  },
  {
    name: "bringing back a version",
    operations: ["ListObjectVersions", "CopyObject"],
    before: ({ prefix, first }) => owner.putObject(prefix + first, "changed"),
    act: async (scene) => {
      const versions = await details(scene, "Versions");
      await expect(versions.getByRole("listitem")).toHaveCount(2);
      await versions.getByRole("button", { name: /^Bring back/ }).click();
      await expect(versions.getByRole("listitem")).toHaveCount(3);
      expect(await text(scene.prefix + scene.first)).toBe(`${scene.prefix}${scene.first}`);
    },
  },
  {
    name: "deleting a version",
    operations: ["DeleteObject"],
    before: ({ prefix, first }) => owner.putObject(prefix + first, "changed"),
    act: async (scene) => {
      const { page, files, prefix, first } = scene;
      const versions = await details(scene, "Versions");
      await versions.getByRole("listitem").nth(1).getByRole("button", { name: /^Version of/ }).click();
      await page.getByRole("menuitem", { name: "Delete this version" }).click();
      await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(versions.getByRole("listitem")).toHaveCount(1);
      expect(await text(prefix + first)).toBe("changed");
    },
  },
  {
    name: "taking back a deletion",
    operations: ["ListObjectVersions", "DeleteObjects"],
    before: async ({ files, prefix, first }) => {
      await files.delete(first);
      expect(await text(prefix + first)).toBeUndefined();
    },
    act: async ({ files, prefix, first }) => {
      await files.copying.getByRole("button", { name: "Undo" }).click();
      await expect(files.copying).toContainText("1 file is back");
      await expect(files.checkbox(first)).toBeVisible();
      expect(await text(prefix + first)).toBe(`${prefix}${first}`);
    },
  },
  {
    name: "restoring what is archived",
    operations: ["RestoreObject"],
    before: ({ prefix, first }) => owner.putObject(prefix + first, "cold", "text/plain", { "x-amz-storage-class": "GLACIER" }),
    act: async (scene) => {
      const { files, prefix, first } = scene;
      await details(scene, "Properties");
      await files.details.getByRole("button", { name: "Restore" }).click();
      await files.dialog.getByRole("button", { name: "Restore" }).click();
      await expect(files.dialog).toBeHidden();
      await expect(files.details).toContainText(/Restoring…|Readable until/);
      expect((await owner.headers(prefix + first))["x-amz-restore"]).toContain("ongoing-request");
    },
  },
  {
    name: "a link",
    operations: ["GetObject"],
    act: async ({ page, files, prefix, first }) => {
      await files.select(first);
      await files.button("Share").click();
      const dialog = page.getByRole("dialog", { name: "Share link" });
      const link = dialog.getByRole("textbox", { name: "Link" });
      await expect(link).toHaveValue(/X-Amz-Signature=/);
      expect(await (await page.request.get(await link.inputValue())).text()).toBe(`${prefix}${first}`);
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
    },
  },
  {
    name: "a preview",
    operations: ["GetObject"],
    act: async ({ page, files, prefix, first }) => {
      await files.row(first).focus();
      await page.keyboard.press("Space");
      const preview = page.getByRole("dialog", { name: "Preview" });
      await expect(preview.getByRole("group", { name: `Content of ${first}` })).toHaveText(`${prefix}${first}`);
      await page.keyboard.press("Escape");
      await expect(preview).toBeHidden();
    },
  },
];

for (const { name, operations, before, act } of CASES) {
  for (const operation of operations) {
    test(`${name} goes through what happens to ${operation}`, async ({ page, entrance, files, user }) => {
      test.setTimeout(240_000);
      await page.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
      const prefix = await privatePrefix(user);
      const all: Record<string, Fault> = { ...FAULTS, ...WITHIN[operation] };
      for (const what of TOLD[`${name}: ${operation}`] ?? []) delete all[what];
      const names = Object.keys(all).map((_, at) => `${at}.txt`);
      await owner.putObjects(names.flatMap((first) => [first, `second ${first}`, `${first}-in/x.txt`]).map((rest) => prefix + rest));
      await owner.putObjects([`${prefix}keep.txt`, `${prefix}to/keep.txt`]);
      await entrance.signIn(user);
      await expect(files.checkbox("keep.txt")).toBeVisible();
      for (const [at, [what, fault]] of Object.entries(all).entries()) {
        await test.step(what, async () => {
          const scene = { page, files, prefix, first: names[at]!, second: `second ${names[at]}` };
          await before?.(scene);
          let met = 0;
          await interceptFirst(page, 1, operation, (route) => {
            met += 1;
            return fault(route);
          });
          await act(scene);
          expect(met, "the fault was met").toBe(1);
          await expect(files.alert).toHaveCount(0);
          // What an action has made is selected.
          if (await files.button("Clear selection").isVisible()) await files.unselect();
          await page.unrouteAll({ behavior: "wait" });
        });
      }
    });
  }
}

test("what was seen without an ETag is not written over, and that is said", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`);
  await entrance.signIn(user);
  for (const operation of ["GetObject", "HeadObject"]) await intercept(page, operation, FAULTS[HIDDEN]!);
  const why = "Saving here could overwrite others' changes. Ask the bucket's owner.";
  await files.openActions("a.txt");
  await files.actions.getByRole("menuitem", { name: "Edit" }).click();
  await expect(page.getByRole("dialog", { name: /^Edit / }).getByRole("alert")).toContainText(why);
  await page.keyboard.press("Escape");
  await files.openDetails("a.txt");
  await expect(files.details).toContainText(why);
  await expect(files.details.getByRole("button", { name: "Edit metadata" })).toHaveCount(0);
});

/** What an object holds, as text. */
async function text(key: string): Promise<string | undefined> {
  return (await owner.getObject(key))?.toString();
}

function zipped(path: string): Record<string, string> {
  const script = "import json, sys, zipfile; zip = zipfile.ZipFile(sys.argv[1]); print(json.dumps({name: zip.read(name).decode() for name in zip.namelist()}))";
  return JSON.parse(execFileSync("python3", ["-c", script, path]).toString());
}

/** No two parts of it are alike. */
function content(size: number): Buffer {
  const all = bytes(size, 0);
  for (let at = 0; at < size; at += 4096) all.writeUInt32LE(at + 1, at);
  return all;
}

test("an upload in parts goes through what happens to each of its requests", async ({ page, entrance, files, user }) => {
  test.setTimeout(300_000);
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const path = onDisk("large.bin", content(17 * MIB));
  // The body of a part is a file's, which a test cannot send in the page's place: see the next one.
  const ofParts = ["a dropped connection", "503 SlowDown", "500 InternalError", "400 RequestTimeout", "400 ExpiredToken", "400 BadDigest"];
  const within: Record<string, string[]> = {
    CreateMultipartUpload: Object.keys(FAULTS),
    UploadPart: ofParts,
    CompleteMultipartUpload: Object.keys({ ...FAULTS, ...ERROR_WITHIN }),
  };
  // One upload meets a fault in each of its requests: to send megabytes through a test takes seconds.
  for (const [what, fault] of Object.entries({ ...FAULTS, ...ERROR_WITHIN })) {
    const operations = Object.keys(within).filter((operation) => within[operation]!.includes(what));
    await test.step(`${operations.join(", ")}: ${what}`, async () => {
      const met = new Set<string>();
      for (const operation of operations) {
        await interceptFirst(page, 1, operation, (route) => {
          met.add(operation);
          return fault(route);
        });
      }
      await files.uploadFromDisk(path);
      await expect(files.uploads).toContainText("1 of 1 uploaded", { timeout: 60_000 });
      expect([...met], "each request met it").toEqual(operations);
      // At once: what is done is cleared by itself after a while.
      await files.uploads.getByRole("button", { name: "Clear finished" }).click();
      expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(17 * MIB))).toBe(true);
      await page.unrouteAll({ behavior: "wait" });
      await files.delete("large.bin");
    });
  }
});

test("a part whose answer is lost is sent again, and is in the file once", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const browser = await page.context().newCDPSession(page);
  let lost = "";
  // The service has all of it by then.
  browser.on("Fetch.requestPaused", async ({ requestId, request }) => {
    if (lost !== "" || request.method !== "PUT") return browser.send("Fetch.continueRequest", { requestId });
    lost = new URL(request.url).searchParams.get("partNumber")!;
    return browser.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" });
  });
  await browser.send("Fetch.enable", { patterns: [{ urlPattern: "*partNumber=*", requestStage: "Response" }] });
  await files.uploadFromDisk(onDisk("large.bin", content(17 * MIB)));
  await expect(files.uploads).toContainText("1 of 1 uploaded", { timeout: 60_000 });
  const sent = wire.of("UploadPart").filter(({ url }) => new URL(url).searchParams.get("partNumber") === lost);
  expect(sent.map(({ status }) => status)).toEqual([undefined, 200]);
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(17 * MIB))).toBe(true);
  expect(await owner.uploadsInParts(prefix)).toEqual([]);
});

test("a connection that is gone in the middle of a part is waited for, and the part is sent again", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Network.enable");
  const network = (offline: boolean, uploadThroughput: number) =>
    browser.send("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput });
  await network(false, 4_000_000);
  await files.uploadFromDisk(onDisk("large.bin", content(20 * MIB)));
  await expect(files.uploads).toContainText(/[3-9]\.\d MB of 21 MB/);
  await network(true, 4_000_000);
  await expect(files.uploads).not.toContainText(/MB\/s/);
  expect(await owner.keys(prefix)).toEqual([]);
  await network(false, -1);
  await expect(files.checkbox("large.bin")).toBeVisible({ timeout: 40_000 });
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(20 * MIB))).toBe(true);
  expect(await owner.uploadsInParts(prefix)).toEqual([]);
});

test("a clock that jumps between two requests is put right", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}to/x.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["to", "a.txt"]);
  let hours = 0;
  const jump = () => page.evaluate((by) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + by;
  }, (hours += 1) * 3_600_000);
  await jump();
  await files.upload(textFile("new.txt"));
  await files.expectNames(["to", "a.txt", "new.txt"]);
  expect(wire.statuses("PutObject").at(-1)).toBe(200);
  await jump();
  await files.row("a.txt").dragTo(files.row("to"));
  await files.expectNames(["to", "new.txt"]);
  expect(await owner.keys(prefix)).toEqual(["new.txt", "to/a.txt", "to/x.txt"].map((rest) => prefix + rest));
  await jump();
  await files.delete("new.txt");
  expect(await owner.keys(prefix)).toEqual(["to/a.txt", "to/x.txt"].map((rest) => prefix + rest));
});

test("a bucket whose CORS rules know no POST still takes uploads of any size and deletions", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}keep.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["a.txt", "b.txt", "keep.txt"]);
  await page.route(/\?(delete|uploads|uploadId)=/, (route) => (route.request().method() === "POST" ? route.abort("failed") : route.fallback()));
  await files.uploadFromDisk(onDisk("large.bin", content(17 * MIB)));
  await expect(files.checkbox("large.bin")).toBeVisible({ timeout: 40_000 });
  expect((await owner.getObject(`${prefix}large.bin`))?.equals(content(17 * MIB))).toBe(true);
  await files.delete("a.txt", "b.txt");
  expect(await owner.keys(prefix)).toEqual([`${prefix}keep.txt`, `${prefix}large.bin`]);
});
