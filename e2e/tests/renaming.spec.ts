/** One entry gets another name: a copy that is seen before the old one is deleted, and can be taken back. */

import { examine } from "../support/accessible.ts";
import { interceptFirst } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("a file is renamed by keys alone, with all that belongs to it, and named back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const headers = { "cache-control": "no-cache", "x-amz-meta-camera": "X-T5", "x-amz-tagging": "k=v", "x-amz-storage-class": "STANDARD_IA" };
  await owner.putObject(`${prefix}report.txt`, "content", "text/x-report", headers);
  await entrance.signIn(user);
  await files.expectNames(["report.txt"]);
  await files.row("report.txt").focus();
  await page.keyboard.press("F2");
  const name = files.dialog.getByRole("textbox", { name: "New name" });
  await expect(name).toBeFocused();
  await examine(page, "renaming");
  await page.keyboard.type("summary");
  await expect(name, "the extension stays").toHaveValue("summary.txt");
  await page.keyboard.press("Enter");
  await expect(files.copying).toContainText("Renamed to “summary.txt”");
  await files.expectNames(["summary.txt"]);
  await examine(page, "renamed");
  expect(await owner.keys(prefix)).toEqual([`${prefix}summary.txt`]);
  expect(await owner.headObject(`${prefix}summary.txt`)).toMatchObject({
    "content-type": "text/x-report",
    "cache-control": "no-cache",
    "x-amz-meta-camera": "X-T5",
    "x-amz-storage-class": "STANDARD_IA",
  });
  expect(await owner.tags(`${prefix}summary.txt`)).toEqual({ k: "v" });

  await expect(files.row("summary.txt")).toBeFocused();
  await page.keyboard.press("Control+z");
  await files.expectNames(["report.txt"]);
  expect(await owner.keys(prefix)).toEqual([`${prefix}report.txt`]);
  expect((await owner.getObject(`${prefix}report.txt`))?.toString()).toBe("content");
});

test("who types before the name is selected loses none of it", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}report.txt`, "content");
  await entrance.signIn(user);
  await files.select("report.txt");
  await page.evaluate(() => {
    const frames = window.requestAnimationFrame;
    const held: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (callback) => held.push(callback);
    const release = () => {
      window.requestAnimationFrame = frames;
      held.forEach((callback) => callback(performance.now()));
    };
    addEventListener("release", release, { once: true });
  });
  await files.button("Rename").click();
  const name = files.dialog.getByRole("textbox", { name: "New name" });
  await name.fill("summ");
  await page.evaluate(() => dispatchEvent(new Event("release")));
  await page.keyboard.type("ary.txt");
  await expect(name).toHaveValue("summary.txt");
});

test("a name that is taken or cannot be is refused before anything is sent", async ({ page, wire, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}b/x.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt");
  await files.button("Rename").click();
  const name = files.dialog.getByRole("textbox", { name: "New name" });
  const rename = files.dialog.getByRole("button", { name: "Rename", exact: true });
  await owner.putObject(`${prefix}new.txt`, "of somebody else");
  for (const [typed, fault] of [
    ["", "Enter a name."],
    ["x/y", "Names can't contain a slash."],
    ["b.txt", "This name is taken."],
    ["new.txt", "This name is taken."],
    ["..", "..”"],
    ["é".repeat(520), "1,024"],
  ] as const) {
    await name.fill(typed);
    await rename.click();
    await expect(files.dialog.locator(".field-error")).toContainText(fault);
  }
  expect(wire.of("CopyObject")).toHaveLength(0);
  // A file may be called as a folder is.
  await name.fill("b");
  await rename.click();
  await expect(files.copying).toContainText("Renamed to “b”");
  expect(await owner.keys(prefix)).toEqual(["b", "b.txt", "b/x.txt", "new.txt"].map((name) => prefix + name));
});

test("a name that somebody takes at the last moment stays theirs", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`, "mine");
  await entrance.signIn(user);
  await interceptFirst(page, 1, "CopyObject", async (route) => {
    await owner.putObject(`${prefix}b.txt`, "of somebody else");
    await route.fallback();
  });
  await files.select("a.txt");
  await files.button("Rename").click();
  await files.dialog.getByRole("textbox", { name: "New name" }).fill("b.txt");
  await page.keyboard.press("Enter");
  await expect(files.copying).toContainText("Another file has this name. Nothing was overwritten.");
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe("mine");
  expect((await owner.getObject(`${prefix}b.txt`))?.toString()).toBe("of somebody else");
});

test("a folder is renamed with all that is below it, whatever its keys are", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const rests = ["", "a.txt", "//x", " edge ", "e\u0301", "é", "50%+&?#", "folder/", "folder/deep/y.txt", "\u202eabc", "\u0001"];
  await owner.putObjects(rests.map((rest) => `${prefix}old/${rest}`), (key) => (key.endsWith("/") ? "" : key));
  await owner.putObject(`${prefix}old/marked/`, "a mark with content");
  await entrance.signIn(user);
  await files.select("old");
  await files.button("Rename").click();
  await files.dialog.getByRole("textbox", { name: "New name" }).fill("new name");
  await files.dialog.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(files.copying).toContainText("Renamed to “new name”");
  await files.expectNames(["new name"]);
  expect(await owner.keys(prefix)).toEqual([...rests, "marked/"].map((rest) => `${prefix}new name/${rest}`).sort());
  expect((await owner.getObject(`${prefix}new name/marked/`))?.toString()).toBe("a mark with content");
  expect((await owner.getObject(`${prefix}new name/50%+&?#`))?.toString()).toBe(`${prefix}old/50%+&?#`);
});
