/** What the visitor does with uploads that are on their way or failed; and what never waits for them. */

import { textFile } from "../screens/files.ts";
import { intercept, s3Error } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import { bytes, gate, onDisk } from "../support/disk.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const MIB = 2 ** 20;

test("a name that is too long in bytes is refused before a byte is sent, and the others go on", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  // 500 characters, and 1,000 bytes.
  await files.upload(textFile(`${"é".repeat(500)}.txt`, "x"), textFile("b.txt"));
  await expect(files.uploads).toContainText("longer than the 1,024 bytes that S3 allows");
  await expect(files.uploads.getByRole("button", { name: /^Retry/ })).toHaveCount(0);
  await expect(files.checkbox("b.txt")).toBeVisible();
  expect(wire.of("PutObject").length).toBe(1);
  expect(await owner.keys(prefix)).toEqual([`${prefix}b.txt`]);
});

test("one upload is cancelled with the parts that S3 has of it, and the other arrives", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "UploadPart", (route) => (/partNumber=2&/.test(route.request().url()) ? undefined : route.fallback()));
  await files.uploadFromDisk(onDisk("large.bin", bytes(17 * MIB, 1)), onDisk("small.txt"));
  await expect.poll(() => wire.statuses("UploadPart")).toContain(200);
  expect(await owner.uploadsInParts(prefix)).toEqual([`${prefix}large.bin`]);
  await files.uploads.getByRole("button", { name: "Cancel large.bin" }).click();
  await expect(files.uploads).toContainText("1 of 2 uploaded, 1 cancelled");
  await expect.poll(() => owner.uploadsInParts(prefix)).toEqual([]);
  expect(await owner.keys(prefix)).toEqual([`${prefix}small.txt`]);
});

test("what failed is retried, one by one and all together", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  let refused = true;
  await intercept(page, "PutObject", (route) => (refused ? s3Error(403, "AccessDenied")(route) : route.fallback()));
  await files.upload(...["a.txt", "b.txt", "c.txt"].map((name) => textFile(name)));
  await expect(files.uploads).toContainText("0 of 3 uploaded, 3 failed");
  await files.uploads.getByRole("button", { name: "Retry a.txt" }).click();
  await expect(files.uploads).toContainText("0 of 3 uploaded, 3 failed");
  refused = false;
  await files.uploads.getByRole("button", { name: "Retry a.txt" }).click();
  await expect(files.uploads).toContainText("1 of 3 uploaded, 2 failed");
  await files.uploads.getByRole("button", { name: "Retry", exact: true }).click();
  await files.expectNames(["a.txt", "b.txt", "c.txt"]);
  for (const name of ["a.txt", "b.txt", "c.txt"]) expect((await owner.getObject(prefix + name))?.toString()).toBe(name);
});

test("a refused upload takes the button from its folder alone, names what is lacking, and Refresh gives it back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}folder/x.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["folder", "a.txt"]);
  const upload = files.main.getByRole("button", { name: "Upload", exact: true });
  const lacking = `User: arn:aws:sts::1:assumed-role/R/S is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/${prefix}new.txt" because no policy allows it`;
  const refuse = (message: string) => intercept(page, "PutObject", s3Error(403, "AccessDenied", message));
  await refuse(lacking);
  await files.upload(textFile("new.txt"));
  await expect(files.main.getByText("You can view files here but not add any.")).toBeVisible();
  await expect(upload).toHaveCount(0);
  await files.main.getByText("Technical details").click();
  await expect(files.main.getByRole("term").filter({ hasText: "s3:PutObject" })).toBeVisible();
  await expect(files.main.getByRole("definition").filter({ hasText: `arn:aws:s3:::b/${prefix}new.txt` })).toBeVisible();

  await files.open("folder");
  await files.expectNames(["x.txt"]);
  await expect(upload, "another folder is another matter").toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await refuse("Access Denied");
  await files.upload(textFile("other.txt"));
  await files.main.getByText("Technical details").click();
  await expect(files.main.getByRole("definition").filter({ hasText: new RegExp(`^arn:aws:s3:::.+/${prefix}folder/\\*$`) })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await files.main.getByRole("button", { name: "Refresh" }).click();
  await expect(upload).toBeVisible();
  await expect(files.main.getByText("Technical details")).toHaveCount(0);

  await page.goBack();
  await expect(upload).toHaveCount(0);
  await files.uploads.getByRole("button", { name: "Retry new.txt" }).click();
  await expect(files.checkbox("new.txt")).toBeVisible();
  await expect(upload, "it has succeeded").toBeVisible();
});

test("what is cancelled after its last byte is told to be there, if it is", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  // S3 stores the one and has not answered; of the other nothing has arrived.
  await intercept(page, "PutObject", async (route) => {
    if (route.request().url().includes("stored.txt")) await route.fetch();
  });
  await files.upload(textFile("stored.txt"), textFile("not.txt"));
  await expect.poll(async () => await owner.keys(prefix)).toContain(`${prefix}stored.txt`);
  await expect.poll(() => wire.of("PutObject").length).toBe(2);
  await files.uploads.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(files.news.filter({ hasText: "1 file was uploaded before you cancelled." })).toBeVisible();
  await files.expectNames(["stored.txt"]);
  await expect(files.uploads.getByRole("listitem").filter({ hasText: "not.txt" })).toContainText("Cancelled");
  await expect(files.uploads.getByRole("listitem").filter({ hasText: "stored.txt" })).not.toContainText("Cancelled");
});

test("what is cancelled may be there, if nobody can tell", async ({ page, entrance, files, user, wire }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "PutObject", () => {});
  await files.upload(textFile("a.txt"));
  await expect.poll(() => wire.of("PutObject").length).toBe(1);
  await intercept(page, "ListObjectsV2", (route) => route.abort());
  await files.uploads.getByRole("button", { name: "Cancel a.txt" }).click();
  await expect(files.uploads).toContainText("Cancelled, but it may have been uploaded. Look for it in its folder.");
});

test("uploads and a search do not delay the opening of a folder", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}folder/x.txt`, `${prefix}folder/needle.txt`, `${prefix}a.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["folder", "a.txt"]);
  const held = gate();
  // S3 does not answer what runs in the background.
  const isOfSearch = (url: string) => !new URL(url).searchParams.has("delimiter");
  await intercept(page, "PutObject", async (route) => {
    await held.opened;
    await route.fallback().catch(() => {});
  });
  await intercept(page, "ListObjectsV2", async (route) => {
    if (isOfSearch(route.request().url())) await held.opened;
    await route.fallback().catch(() => {});
  });
  await files.upload(...Array.from({ length: 9 }, (_, at) => textFile(`${at}.txt`)));
  await expect.poll(() => wire.of("PutObject").length).toBe(4);
  await files.searchBox.fill("needle");
  await page.keyboard.press("Enter");
  await expect.poll(() => wire.of("ListObjectsV2").filter(({ url }) => isOfSearch(url)).length).toBeGreaterThan(0);
  wire.forget();
  await page.goto("#/files/my/folder/");
  await files.expectNames(["needle.txt", "x.txt"]);
  expect(wire.of("PutObject").length, "none of those that are on their way has ended for it").toBe(0);
  held.open();
  await expect.poll(async () => (await owner.keys(prefix)).length).toBe(12);
});

test("files are copied into another bucket, with all that belongs to them", async ({ page, entrance, files, user }) => {
  const name = `other-${Date.now()}`;
  await owner.makeBucket(name, { AllowedOrigin: ["*"], AllowedMethod: ["GET", "HEAD", "PUT", "POST", "DELETE"], AllowedHeader: ["*"], ExposeHeader: ["ETag"] });
  await owner.allowBucket(name);
  await owner.send("s3", "PUT", `/${name}/there.txt`, { "content-type": "text/plain" }, "there");
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a b+ü.txt`, "content", "text/x-report", { "x-amz-meta-camera": "X-T5", "cache-control": "no-cache", "x-amz-tagging": "k=v" });
  await owner.putObject(`${prefix}album/x.txt`, "x");
  await entrance.signIn(user);
  await files.expectNames(["album", "a b+ü.txt"]);
  await files.select("album", "a b+ü.txt");
  await files.row("a b+ü.txt").focus();
  await page.keyboard.press("Control+c");
  await files.openBucket(name, deployment().config.region);
  await files.expectNames(["there.txt"]);
  await files.row("there.txt").focus();
  await page.keyboard.press("Control+v");
  await files.expectNames(["album", "a b+ü.txt", "there.txt"]);
  const copy = await owner.send("s3", "GET", `/${name}/${encodeURIComponent("a b+ü.txt")}`, {}, "");
  expect(copy.body.toString()).toBe("content");
  expect(copy.headers).toMatchObject({ "content-type": "text/x-report", "x-amz-meta-camera": "X-T5", "cache-control": "no-cache" });
  const tags = await owner.send("s3", "GET", `/${name}/${encodeURIComponent("a b+ü.txt")}?tagging=`, {}, "");
  expect(tags.body.toString()).toContain("<Key>k</Key><Value>v</Value>");
  expect((await owner.send("s3", "GET", `/${name}/album/x.txt`, {}, "")).body.toString()).toBe("x");
  expect((await owner.getObject(`${prefix}a b+ü.txt`))?.toString(), "the source stays").toBe("content");
});
