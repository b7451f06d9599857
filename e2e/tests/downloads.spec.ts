/** What is saved is what is stored, and no answer of S3 can take the page's place. */

import { gzipSync } from "node:zlib";

import type { Page } from "@playwright/test";

import { textFile } from "../screens/files.ts";
import { intercept, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

/** The request by which the browser itself fetches a file. */
const isDownload = (url: string) => url.includes("response-content-disposition=");

/** Has S3 change its mind after the page has asked: the browser's own request is answered so. */
async function answerDownloads(page: Page, answer: Parameters<Page["route"]>[1]) {
  await page.route((url) => isDownload(url.href), answer);
}

test.describe("content codings", () => {
  const text = "a,b\n".repeat(1000);
  const zipped = gzipSync(text);
  for (const [name, body, encoding] of [
    ["packed.csv.gz", zipped, "gzip"],
    ["falsely packed.txt", Buffer.from(text), "gzip"],
    ["of no known coding.bin", zipped, "x-unknown, gzip"],
    ["page", Buffer.from("<!doctype html><title>x</title>"), ""],
  ] as const) {
    test(`${name} is saved as it is stored`, async ({ entrance, files, user }) => {
      const prefix = await privatePrefix(user);
      const type = name === "page" ? "text/html" : "text/csv";
      await owner.putObject(prefix + name, body, type, encoding ? { "content-encoding": encoding } : {});
      await entrance.signIn(user);
      const saved = await files.download(name);
      expect(saved.fileName).toBe(name);
      expect(saved.content.equals(body)).toBe(true);
    });
  }
});

test("an empty file is saved", async ({ entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}empty.txt`, "");
  await entrance.signIn(user);
  expect((await files.download("empty.txt")).content).toHaveLength(0);
});

test("an archived file says so in its row, and instead of being downloaded", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}cold.txt`, "cold", "text/plain", { "x-amz-storage-class": "DEEP_ARCHIVE" });
  await owner.putObject(`${prefix}warm.txt`, "warm", "text/plain", { "x-amz-storage-class": "STANDARD_IA" });
  await entrance.signIn(user);
  await expect(files.row("cold.txt")).toContainText("Archived");
  await expect(files.row("warm.txt")).not.toContainText("Archived");
  await files.select("cold.txt");
  await files.downloadButton.click();
  await expect(files.alert).toContainText("Couldn't download “cold.txt”");
  await expect(files.alert).toContainText("This file is archived.");
  await expect(files.alert).toContainText("Ask the site owner to restore it");
  await expect(page).toHaveURL(/#\/files\/my\/$/);
});

test("a file that is gone is told", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt");
  await owner.deleteObject(`${prefix}a.txt`);
  await files.downloadButton.click();
  await expect(files.alert).toContainText("Couldn't download “a.txt”");
  await expect(page).toHaveURL(/#\/files\/my\/$/);
});

test("a download that is pressed while another begins takes nothing from it", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await intercept(page, "GetObject", async (route) => {
    if (!isDownload(route.request().url())) await held;
    await route.fallback();
  });
  const saved: string[] = [];
  page.on("download", (download) => saved.push(download.suggestedFilename()));
  for (const name of ["a.txt", "b.txt"]) {
    await files.select(name);
    await files.downloadButton.click();
    await files.unselect();
  }
  goOn();
  await expect.poll(() => saved.toSorted()).toEqual(["a.txt", "b.txt"]);
});

test("a download that fails within the preview is told there", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.row("a.txt").focus();
  await page.keyboard.press("Space");
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview).toContainText(`${prefix}a.txt`);
  await owner.deleteObject(`${prefix}a.txt`);
  await preview.getByRole("button", { name: "Download" }).click();
  await expect(preview.getByRole("alert")).toContainText("Couldn't download “a.txt”");
  await page.keyboard.press("ArrowRight");
  await expect(preview).toContainText(`${prefix}b.txt`);
  await expect(preview.getByRole("alert")).toHaveCount(0);
});

for (const [why, status, code] of [["archived", 403, "InvalidObjectState"], ["gone", 404, "NoSuchKey"], ["too busy", 503, "SlowDown"]] as const) {
  test(`a refusal that comes only to the browser (${why}) is told, and uploads live on`, async ({ page, entrance, files, user, wire }) => {
    const prefix = await privatePrefix(user);
    await owner.putObject(`${prefix}a.txt`, "content");
    await entrance.signIn(user);
    await expect(files.row("a.txt")).toBeVisible();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await intercept(page, "PutObject", async (route) => {
      await held;
      await route.fallback();
    });
    await files.upload(textFile("slow.txt"));
    await expect(files.uploads.getByRole("progressbar")).toBeVisible();

    let refused = false;
    await answerDownloads(page, (route) => {
      refused = true;
      return s3Error(status, code)(route);
    });
    await intercept(page, "GetObject", (route) => (refused && !isDownload(route.request().url()) ? s3Error(status, code)(route) : route.fallback()));
    const asked: string[] = [];
    page.on("dialog", (dialog) => asked.push(dialog.type()));
    await files.select("a.txt");
    await files.downloadButton.click();
    await expect(files.alert).toContainText("Couldn't download “a.txt”");
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    expect(asked, "the browser was not about to leave the page").toEqual([]);

    goOn();
    await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
    expect(wire.statuses("PutObject")).toEqual([200]);
  });
}

test("a folder's mark with content is a row, downloaded and deleted as any", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}noted/`, "twelve bytes");
  await owner.putObject(`${prefix}empty/`, "");
  await entrance.signIn(user);
  await files.open("empty");
  await expect(files.main.getByText(/^Nothing in .+ yet$|^This folder is empty$/)).toBeVisible();
  await files.breadcrumb.getByRole("link", { name: "My files" }).click();
  await files.open("noted");
  await files.expectNames(["(the folder itself)"]);
  const { fileName, content } = await files.download("(the folder itself)");
  expect([fileName, content.toString()]).toEqual(["noted", "twelve bytes"]);
  await files.delete("(the folder itself)");
  expect(await owner.keys(prefix)).toEqual([`${prefix}empty/`]);
});

test("who is refused to read is not offered it again until the folder is reloaded", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`, "a");
  await owner.putObject(`${prefix}b.txt`, "b");
  await entrance.signIn(user);
  guard.expect(/403/);
  // What is not there is refused as well; it says nothing of the role.
  await files.select("b.txt");
  await owner.deleteObject(`${prefix}b.txt`);
  let refuses = true;
  await intercept(page, "GetObject", (route) => (refuses ? s3Error(403, "AccessDenied", "Access Denied")(route) : route.fallback()));
  await files.downloadButton.click();
  await expect(files.alert).toContainText("Couldn't download “b.txt”");
  await files.select("a.txt");
  await expect(files.downloadButton).toBeVisible();
  await files.checkbox("b.txt").uncheck();
  await files.downloadButton.click();
  await expect(files.alert).toContainText("Couldn't download “a.txt”");
  await expect(files.downloadButton).toHaveCount(0);
  await expect(files.button("Share")).toHaveCount(0);
  await expect(files.deleteButton).toBeVisible();
  refuses = false;
  await files.refresh();
  await files.expectNames(["a.txt"]);
  expect((await files.download("a.txt")).content.toString()).toBe("a");
});
