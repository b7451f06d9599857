/** What a bucket keeps of a file, and how it comes back. */

import { readFile } from "node:fs/promises";

import type { Route } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import { gate } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

/** A file that was written twice, deleted, and written again. */
async function withHistory(key: string) {
  await owner.putObject(key, "first");
  await owner.putObject(key, "the second");
  await owner.deleteObject(key);
  await owner.putObject(key, "third");
}

test("all versions are listed, an earlier one is downloaded and brought back", async ({ page, entrance, files, user }) => {
  const key = `${await privatePrefix(user)}a.txt`;
  await withHistory(key);
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  const panel = await files.tab("Versions");
  const lines = panel.getByRole("listitem");
  await expect(lines).toHaveCount(4);
  await expect(panel).toContainText("4 versions, 20 bytes in all");
  await expect(lines.nth(0)).toContainText("Current");
  await expect(lines.nth(1)).toContainText("Deleted");
  await examine(page, "details: versions");

  await lines.nth(2).getByRole("button", { name: /^Version of/ }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("a.txt");
  expect((await readFile(await download.path())).toString()).toBe("the second");

  await lines.nth(2).getByRole("button", { name: /^Bring back/ }).click();
  await expect(files.news.filter({ hasText: "Version brought back" })).toBeVisible();
  await expect(lines).toHaveCount(5);
  expect((await owner.getObject(key))?.toString()).toBe("the second");
  await expect(files.row("a.txt")).toContainText("10 bytes");
});

test("what the details do goes on while something else is selected, and says how it ended", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await withHistory(`${prefix}a.txt`);
  await owner.putObject(`${prefix}b.txt`);
  await entrance.signIn(user);
  for (const is_refused of [true, false]) {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await interceptFirst(page, 1, "CopyObject", async (route) => {
      await held;
      await (is_refused ? s3Error(400, "InvalidRequest") : (route: Route) => route.fallback())(route);
    });
    await files.openDetails("a.txt");
    const panel = await files.tab("Versions");
    await panel.getByRole("listitem").nth(2).getByRole("button", { name: /^Bring back/ }).click();
    await files.unselect();
    await files.select("b.txt");
    await expect(files.details.getByRole("heading", { level: 2 })).toHaveText("b.txt");
    goOn();
    if (is_refused) {
      await expect(files.alert).toContainText("“a.txt”: Couldn't bring back this version");
    } else {
      await expect(files.news.filter({ hasText: "Version brought back" })).toBeVisible();
      await expect(files.row("a.txt")).toContainText("10 bytes");
    }
    await files.details.getByRole("button", { name: "Close details" }).click();
    await files.unselect();
  }
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe("the second");
});

test("a version is not brought back over what somebody else has just written", async ({ entrance, files, user }) => {
  const key = `${await privatePrefix(user)}a.txt`;
  await owner.putObject(key, "first");
  await owner.putObject(key, "second");
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  const panel = await files.tab("Versions");
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await owner.putObject(key, "theirs");
  await panel.getByRole("button", { name: /^Bring back/ }).click();
  await expect(files.details.getByRole("alert")).toContainText("It changed since you looked.");
  expect((await owner.getObject(key))?.toString()).toBe("theirs");
});

test("a version is deleted for good, once that is confirmed", async ({ page, entrance, files, user }) => {
  const key = `${await privatePrefix(user)}a.txt`;
  await owner.putObject(key, "first");
  await owner.putObject(key, "second");
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  const panel = await files.tab("Versions");
  await panel.getByRole("listitem").nth(1).getByRole("button", { name: /^Version of/ }).click();
  await page.getByRole("menuitem", { name: "Delete this version" }).click();
  await expect(files.dialog).toContainText("This can't be undone.");
  await examine(page, "deleting a version");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(panel.getByRole("listitem")).toHaveCount(1);
  expect(await owner.versions(key)).toEqual(["version"]);
});

test("what was deleted from a folder comes back, and a folder whose mark was deleted is none of it", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}kept.txt`, `${prefix}gone.txt`, `${prefix}album/`, `${prefix}album/1.txt`]);
  await owner.deleteObject(`${prefix}album/`);
  await entrance.signIn(user);
  await files.delete("gone.txt");
  await files.expectNames(["album", "kept.txt"]);
  await files.table.click({ button: "right", position: { x: 300, y: 400 } });
  await files.actions.getByRole("menuitem", { name: "Details" }).click();
  await files.details.getByRole("button", { name: "Show deleted files" }).click();
  await expect(files.details.getByRole("listitem")).toHaveCount(1);
  await examine(page, "deleted files");
  await files.details.getByRole("button", { name: "Bring back gone.txt" }).click();
  await files.expectNames(["album", "gone.txt", "kept.txt"]);
  await expect(files.details).toContainText("Nothing to bring back");
  expect((await owner.getObject(`${prefix}gone.txt`))?.toString()).toBe(`${prefix}gone.txt`);
});

test("a bucket that keeps no versions says so", async ({ entrance, files, user }) => {
  const name = `unversioned-${Date.now()}`;
  await owner.makeBucket(name, { AllowedOrigin: ["*"], AllowedMethod: ["GET", "HEAD", "PUT"], AllowedHeader: ["*"] });
  await owner.allowBucket(name);
  await owner.send("s3", "PUT", `/${name}/a.txt`, { "content-type": "text/plain" }, "a");
  await entrance.signIn(user);
  await files.openBucket(name, deployment().config.region);
  await files.openDetails("a.txt");
  await expect(await files.tab("Versions")).toContainText("This bucket keeps no earlier versions of this file.");
});

test("a role that may not list versions is told which action it lacks", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  await intercept(page, "ListObjectVersions", s3Error(403, "AccessDenied"));
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  await expect(await files.tab("Versions")).toContainText(/You don't have permission to do this here\..*s3:ListBucketVersions/);
});

test("the versions are asked for once, whether the details answer before or after", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  for (const name of ["a.txt", "b.txt"]) await withHistory(`${prefix}${name}`);
  await entrance.signIn(user);
  for (const [name, held] of [["a.txt", "HeadObject"], ["b.txt", "ListObjectVersions"]] as const) {
    const hold = gate();
    await intercept(page, held, async (route) => {
      await hold.opened;
      await route.fallback();
    });
    wire.forget();
    await files.openDetails(name);
    const panel = await files.tab("Versions");
    await wire.expectStatuses(held === "HeadObject" ? "ListObjectVersions" : "HeadObject", [200]);
    hold.open();
    await wire.expectStatuses(held, [200]);
    await expect(panel.getByRole("listitem")).toHaveCount(4);
    // What the details say stands in the other tab.
    await files.tab("Properties");
    await expect(files.details.getByText("text/plain")).toBeVisible();
    expect(wire.of("ListObjectVersions")).toHaveLength(1);
    expect(wire.of("HeadObject")).toHaveLength(1);
    await files.details.getByRole("button", { name: "Close details" }).click();
    await files.unselect();
  }
});

test("the versions are asked for again where the details know another one", async ({ page, entrance, files, user, wire }) => {
  const key = `${await privatePrefix(user)}a.txt`;
  await withHistory(key);
  await entrance.signIn(user);
  const hold = gate();
  await interceptFirst(page, 1, "HeadObject", async (route) => {
    await hold.opened;
    await route.fallback();
  });
  await files.openDetails("a.txt");
  const lines = (await files.tab("Versions")).getByRole("listitem");
  await expect(lines).toHaveCount(4);
  await owner.putObject(key, "theirs");
  hold.open();
  await expect(lines).toHaveCount(5);
  await expect(lines.first()).toContainText("6 bytes");
  expect(wire.of("ListObjectVersions")).toHaveLength(2);
});

test("what is lost with a version that is copied in parts is said before it is", async ({ page, entrance, files, user, wire }) => {
  await withHistory(`${await privatePrefix(user)}a.txt`);
  await intercept(page, "ListObjectVersions", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll("<Size>10</Size>", "<Size>6000000000</Size>") });
  });
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  const panel = await files.tab("Versions");
  const bringBack = panel.getByRole("listitem").nth(2).getByRole("button", { name: /^Bring back/ });
  await bringBack.click();
  await expect(files.dialog).toContainText("Metadata that this site can't read is left out.");
  await examine(page, "a large version is brought back");
  await files.dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(files.dialog).toHaveCount(0);
  expect(["CopyObject", "CreateMultipartUpload"].flatMap((operation) => wire.of(operation))).toEqual([]);
  await bringBack.click();
  await files.dialog.getByRole("button", { name: "Bring back" }).click();
  await expect.poll(() => wire.of("CreateMultipartUpload").length).toBe(1);
});

test("an earlier version is looked at, and what differs from the current one", async ({ page, entrance, files, user }) => {
  const key = `${await privatePrefix(user)}a.txt`;
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  await owner.putObject(key, lines.join("\n"));
  await owner.putObject(key, lines.with(10, "another line").join("\n"));
  await entrance.signIn(user);
  await files.openDetails("a.txt");
  const panel = await files.tab("Versions");
  const earlier = panel.getByRole("listitem").nth(1).getByRole("button", { name: /^Version of/ });
  await earlier.click();
  await page.getByRole("menuitem", { name: "Preview" }).click();
  const version = page.getByRole("dialog", { name: "Version", exact: true });
  await expect(version.getByRole("group", { name: "Content of a.txt" })).toContainText("line 10");
  await page.keyboard.press("Escape");
  await expect(version).toBeHidden();
  await earlier.click();
  await page.getByRole("menuitem", { name: "Compare with current" }).click();
  const both = page.getByRole("dialog", { name: "Compare versions" });
  await expect(both).toContainText("Lines added: 1, removed: 1");
  const differences = both.getByRole("list", { name: "Differences of a.txt" });
  await expect(differences.getByRole("listitem")).toHaveCount(10);
  await expect(differences.getByRole("listitem").nth(4)).toContainText("Removed: line 10");
  await expect(differences.getByRole("listitem").nth(5)).toContainText("Added: another line");
  await examine(page, "versions are compared");
});

test("the details tell how much is below a folder, once somebody asks; a folder whose own mark is deleted is no deleted file", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a/`, "");
  await owner.putObject(`${prefix}a/one`, "1".repeat(1000));
  await owner.putObject(`${prefix}a/b/two`, "2".repeat(500));
  await owner.putObject(`${prefix}three`, "3");
  await owner.deleteObject(`${prefix}a/`);
  await entrance.signIn(user);
  await files.expectNames(["a", "three"]);
  await files.openDetails("a");
  await files.details.getByRole("button", { name: "Add up sizes" }).click();
  await expect(files.details.getByRole("status").filter({ hasText: "In all: 2 files, 1.5 kB" })).toBeVisible();
  await files.checkbox("three").check();
  await files.details.getByRole("button", { name: "Add up sizes" }).click();
  await expect(files.details.getByRole("status").filter({ hasText: "In all: 3 files, 1.5 kB" })).toBeVisible();
  await files.checkbox("three").uncheck();
  await files.checkbox("a").uncheck();
  await files.details.getByRole("button", { name: "Show deleted files" }).click();
  await expect(files.details).toContainText("Nothing to bring back");
});
