/** What is known of a file, and what of it can be changed without another's change being lost. */

import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("properties come in the order people ask for them, by keys alone", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}report.csv`, "a,b\n1,2\n", "text/csv", { "cache-control": "no-cache" });
  await entrance.signIn(user);
  await files.row("report.csv").focus();
  await page.keyboard.press("Alt+Enter");
  const { details } = files;
  await expect(details.getByRole("heading", { level: 2 })).toHaveText("report.csv");
  await expect(details.getByRole("definition").filter({ hasText: "text/csv" })).toBeVisible();
  const terms = await details.getByRole("term").allTextContents();
  for (const name of ["Type", "Size", "Modified", "Folder", "Storage class", "Key", "ETag", "Version", "Content-Type", "Cache-Control"]) expect(terms).toContain(name);
  expect(terms.indexOf("Size")).toBeLessThan(terms.indexOf("Key"));
  await expect(details).toContainText(`${prefix}report.csv`);
  for (const name of ["Copy Key", "Copy S3 URI", "Copy ARN", "Copy address"]) await expect(details.getByRole("button", { name, exact: true })).toBeVisible();
  await examine(page, "details: properties");

  await details.getByRole("tab", { name: "Properties" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(details.getByRole("tab", { name: "Tags" })).toBeFocused();
  await expect(details.getByRole("tabpanel", { name: "Tags" })).toBeVisible();
  await page.keyboard.press("End");
  await expect(details.getByRole("tabpanel", { name: "Versions" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
});

test("the folder, several and a folder in it have details, too", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}album/1.txt`, `${prefix}a.txt`, `${prefix}b.txt`], () => "four");
  await entrance.signIn(user);
  await files.expectNames(["album", "a.txt", "b.txt"]);
  await files.table.click({ button: "right", position: { x: 300, y: 400 } });
  await files.actions.getByRole("menuitem", { name: "Details" }).click();
  const { details } = files;
  await expect(details.getByRole("heading", { level: 2 })).toHaveText("My files");
  await expect(details).toContainText("1 folder, 2 files");
  await expect(details).toContainText("8 bytes");
  await examine(page, "details: the folder");
  await files.select("a.txt", "b.txt");
  await expect(details.getByRole("heading", { level: 2 })).toHaveText("2 files");
  await expect(details).toContainText("8 bytes");
  await files.unselect();
  await files.select("album");
  await expect(details).toContainText(`${prefix}album/`);
  await expect(details.getByRole("tab")).toHaveCount(0);
});

test.describe("metadata", () => {
  const start = async (user: Parameters<typeof privatePrefix>[0]) => {
    const key = `${await privatePrefix(user)}page.txt`;
    await owner.putObject(key, "content", "text/plain", { "content-language": "de", "x-amz-storage-class": "STANDARD_IA", expires: "Wed, 21 Oct 2026 07:28:00 GMT" });
    await owner.setTags(key, { project: "lisbon" });
    return key;
  };

  test("is changed in place; tags, storage class and what is not in the form stay", async ({ page, entrance, files, user }) => {
    const key = await start(user);
    await entrance.signIn(user);
    await files.openDetails("page.txt");
    await files.details.getByRole("button", { name: "Edit metadata" }).click();
    await files.details.getByRole("textbox", { name: "Content-Type" }).fill("text/markdown");
    await files.details.getByRole("textbox", { name: "Cache-Control" }).fill("no-store é");
    await files.details.getByRole("button", { name: "Add metadata" }).click();
    await page.keyboard.type("Camera");
    await page.keyboard.press("Tab");
    await page.keyboard.type("X-T5");
    await examine(page, "details: editing metadata");
    await files.details.getByRole("button", { name: "Save" }).click();
    await expect(files.details.getByRole("textbox", { name: "Cache-Control" }), "what HTTP cannot carry is not sent").toBeFocused();
    await files.details.getByRole("textbox", { name: "Cache-Control" }).fill("no-store");
    await files.details.getByRole("button", { name: "Save" }).click();
    await expect(files.details.getByRole("definition").filter({ hasText: "text/markdown" })).toBeVisible();
    expect(await owner.headers(key)).toMatchObject({
      "content-type": "text/markdown", "cache-control": "no-store", "content-language": "de", "x-amz-meta-camera": "X-T5",
      "x-amz-storage-class": "STANDARD_IA", expires: "Wed, 21 Oct 2026 07:28:00 GMT",
    });
    expect(await owner.tags(key)).toEqual({ project: "lisbon" });
    expect((await owner.getObject(key))?.toString()).toBe("content");
  });

  test("is not changed of what somebody else has written meanwhile", async ({ entrance, files, user }) => {
    const key = await start(user);
    await entrance.signIn(user);
    await files.openDetails("page.txt");
    await files.details.getByRole("button", { name: "Edit metadata" }).click();
    await files.details.getByRole("textbox", { name: "Content-Type" }).fill("text/markdown");
    await owner.putObject(key, "theirs", "text/html");
    await files.details.getByRole("button", { name: "Save" }).click();
    await expect(files.details.getByRole("alert")).toContainText("It changed since you looked.");
    expect((await owner.getObject(key))?.toString()).toBe("theirs");
    expect((await owner.headers(key))["content-type"]).toBe("text/html");
  });
});

test.describe("tags", () => {
  test("are added, changed and taken away together", async ({ page, entrance, files, user }) => {
    const key = `${await privatePrefix(user)}a.txt`;
    await owner.putObject(key);
    await owner.setTags(key, { project: "lisbon", owner: "maria" });
    await entrance.signIn(user);
    await files.openDetails("a.txt");
    const panel = await files.tab("Tags");
    await expect(panel.getByRole("textbox", { name: "Key 1" })).toHaveValue("owner");
    await expect(panel.getByRole("button", { name: /^Save/ })).toHaveCount(0);
    await panel.getByRole("button", { name: "Remove tag 1" }).click();
    await panel.getByRole("textbox", { name: "Value 1" }).fill("porto");
    await panel.getByRole("button", { name: "Add a tag" }).click();
    await page.keyboard.type("AWS:x");
    await expect(panel.getByRole("button", { name: "Save 3 changes" })).toBeVisible();
    await examine(page, "details: tags");
    await page.keyboard.press("Enter");
    await expect(panel.getByRole("alert")).toContainText("Keys that begin with aws: belong to AWS.");
    await panel.getByRole("textbox", { name: "Key 2" }).fill("keep");
    await panel.getByRole("textbox", { name: "Value 2" }).fill("until 2030");
    await panel.getByRole("button", { name: /^Save/ }).click();
    await expect(files.news.filter({ hasText: "Tags saved" })).toBeVisible();
    expect(await owner.tags(key)).toEqual({ project: "porto", keep: "until 2030" });
  });

  test("that somebody else has changed meanwhile are shown before anything is saved", async ({ entrance, files, user }) => {
    const key = `${await privatePrefix(user)}a.txt`;
    await owner.putObject(key);
    await entrance.signIn(user);
    await files.openDetails("a.txt");
    const panel = await files.tab("Tags");
    await panel.getByRole("button", { name: "Add a tag" }).click();
    await panel.getByRole("textbox", { name: "Key 1" }).fill("mine");
    await owner.setTags(key, { theirs: "1" });
    await panel.getByRole("button", { name: "Save 1 change" }).click();
    await expect(panel).toContainText("Nothing was saved.");
    expect(await owner.tags(key)).toEqual({ theirs: "1" });
    await panel.getByRole("button", { name: "Show current tags" }).click();
    await expect(panel.getByRole("textbox", { name: "Key 1" })).toHaveValue("theirs");
  });

  test("that a role may not read say so in one line, and are not asked for again", async ({ page, entrance, files, user, wire }) => {
    await owner.putObjects([`${await privatePrefix(user)}a.txt`, `${await privatePrefix(user)}b.txt`]);
    await intercept(page, "GetObjectTagging", s3Error(403, "AccessDenied"));
    await entrance.signIn(user);
    await files.openDetails("a.txt");
    await expect(await files.tab("Tags")).toContainText(/You don't have permission to do this here\..*s3:GetObjectTagging/);
    await files.checkbox("a.txt").uncheck();
    await files.checkbox("b.txt").check();
    await expect(files.details.getByRole("tabpanel")).toContainText(/You don't have permission to do this here\..*s3:GetObjectTagging/);
    expect(wire.of("GetObjectTagging")).toHaveLength(1);
  });
});

test("what is typed stays while another file is looked at, and while S3 does not answer", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  const look = async (at: string) => {
    await files.unselect();
    await files.select(at);
    await expect(files.details.getByRole("heading", { level: 2 })).toHaveText(at);
  };
  await files.openDetails("a.txt");

  await test.step("tags", async () => {
    await files.tab("Tags");
    await files.details.getByRole("button", { name: "Add a tag" }).click();
    await files.details.getByRole("textbox", { name: "Key 1" }).fill("mine");
    await files.details.getByRole("textbox", { name: "Value 1" }).fill("yes");
    await look("b.txt");
    await expect(files.news.filter({ hasText: "Your changes to “a.txt” aren't saved. Select it again to continue." })).toBeVisible();
    await expect(files.details.getByRole("button", { name: "Add a tag" })).toBeVisible();
    await expect(files.details.getByRole("textbox", { name: "Key 1" })).toHaveCount(0);
    await look("a.txt");
    await expect(files.details.getByRole("textbox", { name: "Key 1" })).toHaveValue("mine");
    await files.details.getByRole("button", { name: "Save 1 change" }).click();
    await expect(files.news.filter({ hasText: "Tags saved" })).toBeVisible();
    expect(await owner.tags(`${prefix}a.txt`)).toEqual({ mine: "yes" });
  });

  await test.step("metadata", async () => {
    await files.tab("Properties");
    await files.details.getByRole("button", { name: "Edit metadata" }).click();
    const language = files.details.getByRole("textbox", { name: "Content-Language" });
    await language.fill("de");
    await files.tab("Versions");
    await files.tab("Properties");
    await expect(language).toHaveValue("de");
    await interceptFirst(page, 4, "HeadObject", s3Error(503, "ServiceUnavailable"));
    await files.refresh();
    await expect(files.details.getByRole("alert")).toContainText("Couldn't load the details");
    await expect(language).toHaveValue("de");
    await look("b.txt");
    await look("a.txt");
    await expect(language).toHaveValue("de");
    await files.details.getByRole("button", { name: "Save" }).click();
    await expect(files.details.getByRole("definition").filter({ hasText: /^de$/ })).toBeVisible();
    expect((await owner.headers(`${prefix}a.txt`))["content-language"]).toBe("de");
  });

  await test.step("what is discarded is gone", async () => {
    await files.details.getByRole("button", { name: "Edit metadata" }).click();
    await files.details.getByRole("textbox", { name: "Content-Language" }).fill("fr");
    await files.details.getByRole("button", { name: "Discard" }).click();
    await look("b.txt");
    await look("a.txt");
    await expect(files.details.getByRole("button", { name: "Edit metadata" })).toBeVisible();
  });
});

test("an archived file is restored, and says how far that is", async ({ page, entrance, files, user }) => {
  const key = `${await privatePrefix(user)}cold.txt`;
  await owner.putObject(key, "cold", "text/plain", { "x-amz-storage-class": "GLACIER" });
  await entrance.signIn(user);
  await files.openDetails("cold.txt");
  await expect(files.details).toContainText("Archived. Restore it to read it.");
  await expect(files.details.getByRole("button", { name: "Edit metadata" })).toHaveCount(0);
  await files.details.getByRole("button", { name: "Restore" }).click();
  await files.dialog.getByRole("textbox", { name: "Readable for days" }).fill("0");
  await files.dialog.getByRole("button", { name: "Restore" }).click();
  await expect(files.dialog.getByRole("textbox", { name: "Readable for days" })).toHaveAccessibleDescription("Enter 1 to 365 days.");
  await examine(page, "restoring");
  await files.dialog.getByRole("textbox", { name: "Readable for days" }).fill("3");
  await files.dialog.getByRole("button", { name: "Restore" }).click();
  await expect(files.dialog).toBeHidden();
  await expect(files.details).toContainText(/Restoring…|Readable until/);
  await expect.poll(async () => (await owner.headers(key))["x-amz-restore"]).toContain("ongoing-request");
});
