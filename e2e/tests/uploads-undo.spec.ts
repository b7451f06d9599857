/** What an upload replaced is there again where the bucket keeps it, and nothing else is taken away. */

import { textFile } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("a file that was replaced is as it was, by one button", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}report.txt`, "the former report");
  await owner.putObject(`${prefix}list.txt`, "the former list");
  await entrance.signIn(user);
  await files.expectNames(["list.txt", "report.txt"]);
  await files.upload(textFile("report.txt", "mine"), textFile("list.txt", "mine, too"), textFile("new.txt", "new"));
  await files.resolve("Replace");
  await expect(files.uploads).toContainText("2 files replaced. Their earlier versions are kept.");
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("mine");
  await examine(page, "uploads replaced files");

  await files.uploads.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("2 files are as they were");
  await expect(files.row("report.txt")).toContainText("17 bytes");
  await expect(files.uploads.getByRole("button", { name: "Undo" })).toHaveCount(0);
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("the former report");
  expect((await owner.getObject(`${prefix}list.txt`))?.toString()).toBe("the former list");
  expect((await owner.getObject(`${prefix}new.txt`))?.toString(), "it has replaced nothing").toBe("new");
  expect(await owner.versions(`${prefix}report.txt`), "exactly the upload's version is gone").toEqual(["version"]);
});

test("by keys, but not over what somebody else has written since", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`, "former a");
  await owner.putObject(`${prefix}b.txt`, "former b");
  await entrance.signIn(user);
  await files.expectNames(["a.txt", "b.txt"]);
  await files.upload(textFile("a.txt", "mine"), textFile("b.txt", "mine"));
  await files.resolve("Replace");
  await expect(files.uploads).toContainText("2 files replaced.");
  await owner.putObject(`${prefix}b.txt`, "of somebody else");
  await files.uploads.getByRole("button", { name: "Close" }).click();
  await expect(files.uploads).not.toContainText("replaced");
  await files.checkbox("a.txt").press("Control+z");
  await expect(files.copying).toContainText("1 file is as it was");
  await expect(files.copying).toContainText("Changed since then. It was left as it is.");
  await expect(files.copying.getByRole("listitem")).toHaveText("b.txt");
  await examine(page, "an upload is taken back in part");
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe("former a");
  expect((await owner.getObject(`${prefix}b.txt`))?.toString()).toBe("of somebody else");
  expect(await owner.versions(`${prefix}b.txt`)).toEqual(["version", "version", "version"]);
});

test("nothing is offered where the bucket keeps no versions", async ({ entrance, files, user }) => {
  const name = `unversioned-${Date.now()}`;
  await owner.makeBucket(name, {
    AllowedOrigin: ["*"],
    AllowedMethod: ["GET", "HEAD", "PUT", "POST", "DELETE"],
    AllowedHeader: ["*"],
    ExposeHeader: ["ETag", "x-amz-version-id"],
  });
  await owner.allowBucket(name);
  await owner.send("s3", "PUT", `/${name}/a.txt`, { "content-type": "text/plain" }, "a");
  await entrance.signIn(user);
  await files.openBucket(name, deployment().config.region);
  await files.expectNames(["a.txt"]);
  await files.upload(textFile("a.txt", "another"));
  await files.resolve("Replace");
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  await expect(files.row("a.txt")).toContainText("7 bytes");
  await expect(files.uploads.getByRole("button", { name: "Undo" })).toHaveCount(0);
});
