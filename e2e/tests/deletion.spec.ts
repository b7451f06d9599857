/** What is deleted is what was asked about, as it was when it was asked; the list is then what S3 has. */

import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag" };
const result = (errors: string[]) => `<?xml version="1.0" encoding="UTF-8"?><DeleteResult>${errors.join("")}</DeleteResult>`;
const failed = (key: string, code: string) => `<Error><Key>${key}</Key><Code>${code}</Code><Message>${code} of the test</Message></Error>`;

test("a file that was replaced since it was listed is not deleted, and that is said", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await files.deleteButton.click();
  await owner.putObject(`${prefix}b.txt`, "of somebody else");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("Couldn't delete “b.txt”");
  await expect(files.dialog).toContainText("Changed since you looked.");
  await expect(files.dialog.getByRole("button", { name: "Close" }).last()).toBeFocused();
  expect(await owner.keys(prefix)).toEqual([`${prefix}b.txt`]);
  await files.dialog.getByRole("button", { name: "Close" }).last().click();

  await files.delete("b.txt");
  expect(await owner.keys(prefix), "it has been looked at").toEqual([]);
});

test("what is below a folder is deleted as it was counted", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}many/1.txt`, `${prefix}many/2.txt`, `${prefix}other.txt`]);
  await entrance.signIn(user);
  await files.select("many");
  await files.deleteButton.click();
  await expect(files.dialog).toContainText("This also deletes the 2 files in it.");
  await owner.putObject(`${prefix}many/2.txt`, "of somebody else");
  await owner.putObject(`${prefix}many/3.txt`);
  await owner.putObject(`${prefix}new.txt`);
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog).toContainText("Changed since you looked.");
  expect(await owner.keys(prefix)).toEqual([`${prefix}many/2.txt`, `${prefix}many/3.txt`, `${prefix}new.txt`, `${prefix}other.txt`]);
  await files.dialog.getByRole("button", { name: "Close" }).last().click();
  await files.expectNames(["many", "new.txt", "other.txt"]);
});

test("after a deletion the list is what S3 has", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}many/1.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["many", "b.txt"]);
  await interceptFirst(page, 1, "DeleteObjects", async (route) => {
    await owner.putObject(`${prefix}many/meanwhile.txt`);
    await owner.putObject(`${prefix}c.txt`);
    await route.fallback();
  });
  await files.select("many");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog).toBeHidden();
  await files.expectNames(["many", "b.txt", "c.txt"]);
  await expect(files.checkbox("many"), "nobody has selected what is there now").not.toBeChecked();
});

test("each failure has its own reason, and what passes is tried again", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const names = ["a", "b", "c", "d"];
  await owner.putObjects(names.map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectNames(names);
  const answers = [
    result([failed(`${prefix}a`, "InternalError"), failed(`${prefix}b`, "SlowDown"), failed(`${prefix}c`, "AccessDenied"), failed(`${prefix}d`, "OddRefusal")]),
    result([failed(`${prefix}b`, "InternalError")]),
    result([]),
  ];
  const asked: string[][] = [];
  await intercept(page, "DeleteObjects", (route) => {
    asked.push((route.request().postData() ?? "").match(/<Key>[^<]*/g)?.map((key) => key.slice(5 + prefix.length)) ?? []);
    return route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body: answers.shift() });
  });
  await files.select(...names);
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("2 of 4 not deleted");
  await expect(files.dialog).toContainText("You don't have permission to do this here.");
  await expect(files.dialog.getByRole("listitem")).toHaveText(["c", "d"]);
  expect(asked).toEqual([names, ["a", "b"], ["b"]]);
  expect(wire.of("DeleteObject")).toEqual([]);
});

test("where POST is not let through, files go one by one, and never by a name that a browser changes", async ({ page, entrance, files, user, wire, guard }) => {
  guard.expect(/blocked by CORS policy/);
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}b`, `${prefix}many/1`, `${prefix}many/2`, `${prefix}many/../b`]);
  await entrance.signIn(user);
  await files.expectNames(["many", "b"]);
  await intercept(page, "DeleteObjects", (route) => route.abort());
  await files.select("many");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("Couldn't delete “b”");
  await expect(files.dialog).toContainText("Browsers can't reach");
  expect(await owner.keys(prefix)).toEqual([`${prefix}b`, `${prefix}many/../b`]);
  expect(wire.statuses("DeleteObject")).toEqual([204, 204]);
});

test("where neither is let through, the bucket's rules are named and not its existence", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  for (const operation of ["DeleteObjects", "DeleteObject"]) await intercept(page, operation, (route) => route.abort());
  await files.select("a.txt");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("The bucket's CORS rules may not allow POST, DELETE from this site.");
  await expect(files.dialog).not.toContainText("no bucket");
});

test("leaving the folder stops the deletion and says how far it was", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}photos/a.txt`, `${prefix}a.txt`]);
  await entrance.signIn(user);
  await files.open("photos");
  await files.expectNames(["a.txt"]);
  await intercept(page, "DeleteObjects", () => {});
  await files.select("a.txt");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect.poll(() => wire.of("DeleteObjects").length).toBe(1);
  await page.goBack();
  await expect(files.dialog).toBeHidden();
  await expect(files.news.filter({ hasText: "Stopped after deleting at least 0 of 1." })).toBeVisible();
  await files.expectNames(["photos", "a.txt"]);
  expect(wire.of("DeleteObjects")).toHaveLength(1);
});

test("while files are deleted, closing the tab is asked about; taking it back can be stopped and begun again", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  const isAsked = () => page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await interceptFirst(page, 1, "DeleteObjects", async (route) => {
    await held;
    await route.fallback();
  });
  await files.select("a.txt");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect.poll(isAsked).toBe(true);
  goOn();
  await expect(files.copying).toContainText("1 file deleted");
  expect(await isAsked()).toBe(false);

  await interceptFirst(page, 1, "DeleteObjects", () => {});
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("Bringing back deleted files");
  expect(await isAsked()).toBe(true);
  await expect.poll(() => wire.of("DeleteObjects").length, "this one is never answered").toBe(2);
  await files.copying.getByRole("button", { name: "Cancel" }).click();
  await expect(files.copying).toContainText("Stopped. Not all of it may be back.");
  await files.expectNames(["b.txt"]);
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("1 file is back");
  await files.expectNames(["a.txt", "b.txt"]);
});

test("Select all of 2,500 files is all of them", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 2_500 }, (_, at) => `${String(at).padStart(4, "0")}.txt`);
  await owner.putObjects(names.map((name) => prefix + name), () => "");
  await entrance.signIn(user);
  await expect(files.row("0000.txt")).toBeVisible();
  const all = page.getByRole("checkbox", { name: "Select all" });

  await test.step("it can be stopped, and says what it means then", async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await interceptFirst(page, 1, "ListObjectsV2", async (route) => {
      await held;
      await route.fallback().catch(() => {});
    });
    await all.click();
    await expect(files.news.filter({ hasText: "Selecting all: 1,000 so far…" })).toBeVisible();
    await expect(files.deleteButton).toBeDisabled();
    await files.main.getByRole("button", { name: "Stop" }).click();
    await expect(files.news.filter({ hasText: "1,000 files selected of the first 1,000" })).toBeVisible();
    goOn();
    await expect(all).toHaveJSProperty("indeterminate", true);
  });

  await test.step("the rest is loaded and selected, too", async () => {
    await all.click();
    await expect(files.news.filter({ hasText: "2,500 files selected" })).toBeVisible();
    await expect(all).toBeChecked();
    await files.deleteButton.click();
    await expect(files.dialog).toContainText("Delete 2,500 files?");
    await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(files.main.getByText("No files yet")).toBeVisible();
    expect(await owner.keys(prefix)).toEqual([]);
  });
});

test("a selection is of rows that are there", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await owner.deleteObject(`${prefix}a.txt`);
  await files.refresh();
  await files.expectNames(["b.txt"]);
  await expect(files.news.filter({ hasText: "1 file selected" })).toBeVisible();
  await owner.putObject(`${prefix}a.txt`, "another");
  await files.refresh();
  await files.expectNames(["a.txt", "b.txt"]);
  await expect(files.checkbox("a.txt")).not.toBeChecked();
  await expect(files.checkbox("b.txt")).toBeChecked();
});

test("a dangerous question has the focus on Cancel", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`);
  await entrance.signIn(user);
  await files.select("a.txt");
  await files.deleteButton.click();
  await expect(files.dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(files.dialog).toBeHidden();
  expect(wire.of("DeleteObjects")).toEqual([]);
});

test("a deletion is taken back, but not over what somebody else has written since", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a.txt", "b.txt", "folder/c.txt", "keep.txt"].map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectNames(["folder", "a.txt", "b.txt", "keep.txt"]);
  await files.delete("folder", "a.txt");
  expect(await owner.keys(prefix)).toEqual([`${prefix}b.txt`, `${prefix}keep.txt`]);
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await files.expectNames(["folder", "a.txt", "b.txt", "keep.txt"]);
  expect(await owner.keys(prefix)).toEqual(["a.txt", "b.txt", "folder/c.txt", "keep.txt"].map((name) => prefix + name));

  await test.step("by keys", async () => {
    await files.delete("a.txt", "b.txt");
    await expect(files.copying).toContainText("2 files deleted");
    await owner.putObject(`${prefix}b.txt`, "of somebody else");
    await page.keyboard.press("Control+z");
    await expect(files.checkbox("a.txt")).toBeVisible();
    await expect(files.copying).toContainText("Changed since you deleted it.");
    expect((await owner.getObject(`${prefix}b.txt`))?.toString()).toBe("of somebody else");
    expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe(`${prefix}a.txt`);
  });
});

test("what was not deleted is tried again, as it was listed", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a`, `${prefix}b`, `${prefix}c`]);
  await entrance.signIn(user);
  await files.expectNames(["a", "b", "c"]);
  const asked: string[][] = [];
  let refuses = true;
  await intercept(page, "DeleteObjects", (route) => {
    asked.push((route.request().postData() ?? "").match(/<Key>[^<]*/g)?.map((key) => key.slice(5 + prefix.length)) ?? []);
    const refused = [`${prefix}b`, `${prefix}c`].map((key) => failed(key, "AccessDenied"));
    return refuses ? route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body: result(refused) }) : route.fallback();
  });
  await files.select("a", "b", "c");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("2 of 3 not deleted");
  await owner.putObject(`${prefix}c`, "of somebody else");
  refuses = false;
  await files.dialog.getByRole("button", { name: "Try again" }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("Couldn't delete “c”");
  await expect(files.dialog).toContainText("Changed since you looked.");
  expect(asked).toEqual([["a", "b", "c"], ["b", "c"]]);
  expect((await owner.getObject(`${prefix}c`))?.toString()).toBe("of somebody else");
  expect(await owner.getObject(`${prefix}b`)).toBeUndefined();
});

test("what was deleted before a failure is taken back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await files.deleteButton.click();
  await owner.putObject(`${prefix}b.txt`, "of somebody else");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("Couldn't delete “b.txt”");
  await files.dialog.getByRole("button", { name: "Close" }).last().click();
  await files.expectNames(["b.txt"]);
  await expect(files.copying).toContainText("1 file deleted");
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await files.expectNames(["a.txt", "b.txt"]);
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe(`${prefix}a.txt`);
  expect((await owner.getObject(`${prefix}b.txt`))?.toString()).toBe("of somebody else");
});

test("a deletion that may not be taken back says so, and can be once it may", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`, "mine");
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  await files.delete("a.txt");
  await test.step("S3 does not answer", async () => {
    let fails = true;
    await intercept(page, "ListObjectVersions", (route) => (fails ? s3Error(400, "InvalidRequest")(route) : route.fallback()));
    await files.copying.getByRole("button", { name: "Undo" }).click();
    await expect(files.copying).toContainText("Couldn't bring it back");
    fails = false;
  });
  await test.step("the role lacks the right", async () => {
    await interceptFirst(page, 1, "DeleteObjects", (route) => {
      const body = result([failed(`${prefix}a.txt`, "AccessDenied")]);
      return route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body });
    });
    await files.copying.getByRole("button", { name: "Undo" }).click();
    await expect(files.copying).toContainText("You don't have permission to do this here.");
    await expect(files.copying).toContainText("0 files are back");
    expect(await owner.getObject(`${prefix}a.txt`)).toBeUndefined();
  });
  await test.step("and once it has it", async () => {
    await files.copying.getByRole("button", { name: "Undo" }).click();
    await files.expectNames(["a.txt"]);
    await expect(files.copying).toContainText("1 file is back");
    expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe("mine");
  });
});
