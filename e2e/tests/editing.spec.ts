/** Text files edited in place: saved only over what was seen, with all that belonged to it; and no typed letter is lost. */

import type { Page } from "@playwright/test";

import type { Files } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix, type Visitor } from "../support/visitors.ts";

const editor = (page: Page) => page.getByRole("dialog", { name: /^Edit / });
const content = (page: Page) => editor(page).getByRole("textbox", { name: "Content" });
const saveButton = (page: Page) => editor(page).getByRole("button", { name: "Save", exact: true });
const question = (page: Page) => page.getByRole("dialog", { name: "Discard unsaved changes?" });
const saved = (page: Page) => editor(page).getByRole("status").filter({ hasText: /^Saved$/ });

/** Opens a file by its menu. */
async function edit(page: Page, files: Files, name: string) {
  await files.openActions(name);
  await files.actions.getByRole("menuitem", { name: "Edit" }).click();
  await expect(editor(page)).toBeVisible();
}

async function start(user: Visitor, name: string, body: string | Buffer, type = "text/plain", headers: Record<string, string> = {}) {
  const key = `${await privatePrefix(user)}${name}`;
  await owner.putObject(key, body, type, headers);
  return key;
}

test("by keys alone: what belongs to a file survives, and its encoding and ends of lines", async ({ page, entrance, files, user, wire }) => {
  const stored = { "x-amz-storage-class": "STANDARD_IA", "cache-control": "no-store", "content-language": "de" };
  const key = await start(user, "notes.md", Buffer.from("\ufeff# Lisbon\r\n\r\nTickets\r\n"), "text/markdown; charset=utf-8", stored);
  await owner.setTags(key, { project: "lisbon" });
  const before = (await owner.headers(key)).etag;
  await entrance.signIn(user);
  await files.row("notes.md").focus();
  await page.keyboard.press(".");
  await page.keyboard.press("e");
  await expect(content(page)).toHaveValue("# Lisbon\n\nTickets\n");
  await expect(content(page)).toBeFocused();
  await expect(editor(page)).toContainText("Markdown, UTF-8 with BOM, 4 lines");
  await expect(saveButton(page)).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("Passports é\n");
  await expect(editor(page)).toContainText("Not saved");
  await examine(page, "the editor");
  await page.keyboard.press("Control+s");
  await expect(saved(page)).toBeVisible();
  await expect(editor(page)).not.toContainText("Not saved");
  expect(await owner.getObject(key)).toEqual(Buffer.from("\ufeff# Lisbon\r\n\r\nTickets\r\nPassports é\r\n"));
  expect(await owner.headers(key)).toMatchObject({ "content-type": "text/markdown; charset=utf-8", ...stored });
  expect(await owner.tags(key)).toEqual({ project: "lisbon" });
  expect(wire.of("PutObject").at(-1)?.headers["if-match"]).toBe(before);

  await page.keyboard.type("Camera\n");
  await page.keyboard.press("Control+s");
  await expect(editor(page)).not.toContainText("Not saved");
  expect((await owner.getObject(key))?.toString()).toContain("Camera");
  await page.keyboard.press("Escape");
  await expect(editor(page)).toBeHidden();
  await expect(files.row("notes.md")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Preview" }).getByRole("button", { name: "Edit" }).click();
  await expect(content(page)).toHaveValue(/Camera/);
});

test("a new text file is made and opened; a name that is taken is not", async ({ page, entrance, files, user }) => {
  const key = await start(user, "taken.md", "here");
  await entrance.signIn(user);
  await files.expectNames(["taken.md"]);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Command" }).fill("New text file");
  await page.keyboard.press("Enter");
  const asks = page.getByRole("dialog", { name: "New text file" });
  await asks.getByRole("textbox", { name: "File name" }).fill("taken.md");
  await page.keyboard.press("Enter");
  await expect(asks.getByRole("textbox")).toHaveAccessibleDescription(/This name is taken\./);
  await examine(page, "a new text file");
  await asks.getByRole("textbox").fill("todo");
  await page.keyboard.press("Enter");
  await expect(content(page)).toHaveValue("");
  await content(page).fill("milk\n");
  await page.keyboard.press("Control+s");
  await expect(saved(page)).toBeVisible();
  await editor(page).getByRole("button", { name: "Close" }).click();
  await files.expectNames(["taken.md", "todo.txt"]);
  await expect(files.row("todo.txt")).toContainText("5 bytes");
  const made = `${await privatePrefix(user)}todo.txt`;
  expect((await owner.getObject(made))?.toString()).toBe("milk\n");
  expect((await owner.headers(made))["content-type"]).toBe("text/plain; charset=utf-8");
  expect((await owner.getObject(key))?.toString()).toBe("here");
});

test.describe("what somebody else has written meanwhile", () => {
  const THEIRS = Array.from({ length: 20 }, (_, at) => `line ${at}`);

  async function conflict(page: Page, files: Files, user: Visitor, signIn: () => Promise<void>) {
    const key = await start(user, "notes.txt", THEIRS.join("\n"));
    await signIn();
    await edit(page, files, "notes.txt");
    await content(page).fill(THEIRS.with(3, "mine").join("\n"));
    await owner.putObject(key, THEIRS.with(3, "theirs").concat("more").join("\n"), "text/html");
    await page.keyboard.press("Control+s");
    await expect(editor(page).getByRole("alert")).toContainText("Someone else changed this file");
    expect((await owner.getObject(key))?.toString()).toContain("theirs");
    return key;
  }

  test("is shown beside what was typed, and overwritten only at the visitor's wish", async ({ page, entrance, files, user }) => {
    const key = await conflict(page, files, user, () => entrance.signIn(user));
    const compared = editor(page).getByRole("group", { name: "What differs" });
    await expect(compared).toContainText("theirs");
    await expect(compared).toContainText("mine");
    await expect(compared).toContainText("lines are the same");
    await expect(editor(page).getByRole("button", { name: "Keep editing" })).toBeFocused();
    await examine(page, "a conflict in the editor");
    // It changes once more: what was seen is not what would be overwritten.
    await owner.putObject(key, "theirs again", "text/html");
    await editor(page).getByRole("button", { name: "Keep mine" }).click();
    await expect(compared).toContainText("theirs again");
    expect((await owner.getObject(key))?.toString()).toBe("theirs again");
    await editor(page).getByRole("button", { name: "Keep mine" }).click();
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toBe(THEIRS.with(3, "mine").join("\n"));
    expect((await owner.headers(key))["content-type"], "what else they wrote stays").toBe("text/html");
  });

  test("is taken, and what was typed given up", async ({ page, entrance, files, user }) => {
    const key = await conflict(page, files, user, () => entrance.signIn(user));
    await editor(page).getByRole("button", { name: "Take theirs" }).click();
    await expect(content(page)).toHaveValue(/theirs/);
    await expect(editor(page)).not.toContainText("Not saved");
    await content(page).fill("both");
    await page.keyboard.press("Control+s");
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toBe("both");
  });

  test("stays beside a copy", async ({ page, entrance, files, user }) => {
    const key = await conflict(page, files, user, () => entrance.signIn(user));
    await owner.putObject(`${await privatePrefix(user)}notes (2).txt`, "taken, too");
    await editor(page).getByRole("button", { name: "Save as a copy" }).click();
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toContain("theirs");
    expect((await owner.getObject(`${await privatePrefix(user)}notes (2).txt`))?.toString()).toBe("taken, too");
    expect((await owner.getObject(`${await privatePrefix(user)}notes (3).txt`))?.toString()).toContain("mine");
    await editor(page).getByRole("button", { name: "Close" }).click();
    await expect(files.row("notes (3).txt")).toBeVisible();
  });

  test("or deleted: the text is saved anew, unless there is a file again", async ({ page, entrance, files, user }) => {
    const key = await start(user, "notes.txt", "here");
    await entrance.signIn(user);
    await edit(page, files, "notes.txt");
    await content(page).fill("mine");
    await owner.deleteObject(key);
    await page.keyboard.press("Control+s");
    await expect(editor(page).getByRole("alert")).toContainText("Someone deleted this file");
    await examine(page, "the file in the editor was deleted");
    await owner.putObject(key, "there again");
    await editor(page).getByRole("button", { name: "Save as a new file" }).click();
    await expect(editor(page).getByRole("alert")).toContainText("Someone else changed this file");
    expect((await owner.getObject(key))?.toString()).toBe("there again");
    await owner.deleteObject(key);
    await editor(page).getByRole("button", { name: "Keep mine" }).click();
    await editor(page).getByRole("button", { name: "Save as a new file" }).click();
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toBe("mine");
  });
});

test.describe("what is not saved", () => {
  test("is asked about, however the visitor leaves", async ({ page, entrance, files, user }) => {
    const key = await start(user, "folder/notes.txt", "here");
    await entrance.signIn(user);
    await files.open("folder");
    await files.expectNames(["notes.txt"]);
    const here = page.url();
    await edit(page, files, "notes.txt");
    await expect(content(page)).toHaveValue("here");
    await content(page).press("End");
    await page.keyboard.type(" and there");
    await page.keyboard.press("Escape");
    await expect(question(page)).toBeVisible();
    await expect(question(page).getByRole("button", { name: "Keep editing" })).toBeFocused();
    await examine(page, "unsaved changes are asked about");
    await page.keyboard.press("Enter");
    await expect(question(page)).toBeHidden();
    await expect(content(page)).toHaveValue("here and there");

    await page.goBack();
    await expect(question(page)).toBeVisible();
    await expect(page).toHaveURL(here);
    await page.keyboard.press("Escape");
    await expect(question(page)).toBeHidden();
    await expect(content(page)).toHaveValue("here and there");
    await editor(page).getByRole("button", { name: "Close" }).click();
    await question(page).getByRole("button", { name: "Save" }).click();
    await expect(editor(page)).toBeHidden();
    expect((await owner.getObject(key))?.toString()).toBe("here and there");

    await edit(page, files, "notes.txt");
    await content(page).fill("nothing");
    await page.goBack();
    await question(page).getByRole("button", { name: "Discard" }).click();
    await expect(editor(page)).toBeHidden();
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await files.expectNames(["folder"]);
    expect((await owner.getObject(key))?.toString()).toBe("here and there");
  });

  test("survives a reload, and is compared with what was written meanwhile", async ({ page, entrance, files, user }) => {
    const key = await start(user, "notes.txt", "here");
    await entrance.signIn(user);
    await edit(page, files, "notes.txt");
    await content(page).fill("mine");
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    await expect(content(page), "the editor is open again").toHaveValue("mine");
    await expect(editor(page)).toContainText("Your unsaved text is back.");
    expect(asked).toEqual(["beforeunload"]);
    await examine(page, "unsaved text is back");
    await owner.putObject(key, "theirs");
    await page.reload();
    await expect(editor(page).getByRole("group", { name: "What differs" })).toContainText("theirs");
    await owner.deleteObject(key);
    await page.reload();
    await expect(editor(page).getByRole("alert")).toContainText("Someone deleted this file");
    await editor(page).getByRole("button", { name: "Save as a new file" }).click();
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toBe("mine");
    await page.reload();
    await files.expectNames(["notes.txt"]);
    await expect(editor(page)).toHaveCount(0);
  });

  test("survives a session that ended, and is nobody else's", async ({ page, entrance, files, shell, user }) => {
    const key = await start(user, "notes.txt", "here");
    await entrance.signIn(user);
    await edit(page, files, "notes.txt");
    await content(page).fill("mine");
    await owner.signOutEverywhere(user.email);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect(entrance.status).toContainText("Your session ended");
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(content(page)).toHaveValue("mine");
    await page.keyboard.press("Control+s");
    await expect(saved(page)).toBeVisible();
    expect((await owner.getObject(key))?.toString()).toBe("mine");
    await editor(page).getByRole("button", { name: "Close" }).click();
    await shell.signOut();
  });

  test("is gone with the sign-out", async ({ page, entrance, files, shell, user }) => {
    await start(user, "folder/notes.txt", "here");
    await entrance.signIn(user);
    await files.open("folder");
    await edit(page, files, "notes.txt");
    await content(page).fill("secret words");
    page.on("dialog", (dialog) => void dialog.accept());
    await expect.poll(() => page.evaluate(() => JSON.stringify({ ...sessionStorage }))).toContain("secret words");
    await page.goto("about:blank");
    await page.goto("/#/files/my/");
    await files.expectNames(["folder"]);
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), "it is kept for its folder").toContain("secret words");
    await shell.signOut();
    expect(Object.keys(await page.evaluate(() => ({ ...localStorage, ...sessionStorage })))).toEqual(["satchel.last-used"]);
  });
});

test("a fault of JSON is said with its line, and is saved all the same", async ({ page, entrance, files, user }) => {
  const key = await start(user, "data.json", '{\n  "a": 1\n}', "application/json");
  await entrance.signIn(user);
  await edit(page, files, "data.json");
  await expect(content(page)).toHaveValue(/"a": 1/);
  await content(page).fill('{\n  "a": 1,\n}');
  await expect(editor(page)).toContainText("Not valid JSON: line 3, column 1.");
  await examine(page, "JSON with a fault");
  await saveButton(page).click();
  await expect(saved(page)).toBeVisible();
  expect((await owner.getObject(key))?.toString()).toBe('{\n  "a": 1,\n}');
});

test("what fails keeps the text, says why, and can be tried again", async ({ page, context, entrance, files, user }) => {
  const key = await start(user, "notes.txt", "here");
  await entrance.signIn(user);
  await edit(page, files, "notes.txt");
  await content(page).fill("mine");
  await interceptFirst(page, 10, "PutObject", s3Error(503, "SlowDown"));
  await saveButton(page).click();
  await expect(editor(page).getByRole("alert")).toContainText("Couldn't save the file", { timeout: 60_000 });
  await expect(content(page)).toHaveValue("mine");
  await page.unrouteAll();
  await context.setOffline(true);
  await saveButton(page).click();
  await expect(editor(page).getByRole("alert")).toContainText("This device is offline.");
  await context.setOffline(false);
  await saveButton(page).click();
  await expect(saved(page)).toBeVisible();
  expect((await owner.getObject(key))?.toString()).toBe("mine");

  await content(page).fill("x".repeat(1024 * 1024 + 1));
  await saveButton(page).click();
  await expect(editor(page).getByRole("alert")).toContainText(/The text is longer than 1(\.0)? MB\./);
  await content(page).fill("mine, again");
  await intercept(page, "PutObject", s3Error(403, "AccessDenied"));
  await saveButton(page).click();
  await expect(editor(page).getByRole("alert")).toContainText(/You don't have permission to do this here\..*s3:PutObject \(arn:aws:s3:::.*notes\.txt\)/);
  await expect(saveButton(page)).toHaveAttribute("aria-disabled", "true");
  await expect(content(page)).toHaveValue("mine, again");
});

test("what cannot be edited is not offered, or says why", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.png`, "no text", "image/png");
  await owner.putObject(`${prefix}b.txt`, "x".repeat(1024 * 1024 + 1));
  await owner.putObject(`${prefix}c.txt`, "cold", "text/plain", { "x-amz-storage-class": "GLACIER" });
  await owner.putObject(`${prefix}d.txt`, Buffer.from("caf\xe9", "latin1"));
  await entrance.signIn(user);
  for (const name of ["a.png", "b.txt", "c.txt"]) {
    await files.openActions(name);
    await expect(files.actions.getByRole("menuitem", { name: "Details" })).toBeVisible();
    await expect(files.actions.getByRole("menuitem", { name: "Edit" })).toHaveCount(0);
    await page.keyboard.press("Escape");
  }
  await edit(page, files, "d.txt");
  await expect(editor(page).getByRole("alert")).toContainText("This file isn't text in UTF-8 or UTF-16.");
  await expect(content(page)).toHaveCount(0);
  await expect(saveButton(page)).toHaveCount(0);
});

test("lines have numbers and colours, and what is typed is read without leaving it", async ({ page, entrance, files, user }) => {
  await start(user, "notes.md", "# Lisbon\n\n- [x] passports\n- [ ] the small leather bag\n\nAbout 60 € a day\n", "text/markdown");
  await entrance.signIn(user);
  await edit(page, files, "notes.md");
  const lines = editor(page).locator(".editor-line");
  await expect(lines).toHaveCount(7);
  await expect(lines.first().locator(".token-heading")).toHaveText("# Lisbon");
  await expect(lines.nth(2).locator(".token-item")).toHaveText("- [x] passports");
  await content(page).press("Control+Home");
  await expect(lines.first()).toHaveClass(/current/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("~~~\n# no heading\n~~~");
  await expect(lines).toHaveCount(9);
  await expect(lines.nth(2).locator(".token-code")).toHaveText("# no heading");
  await expect(lines.nth(3)).toHaveClass(/current/);
  await page.keyboard.press("Control+z");
  await examine(page, "an editor with colours");

  await test.step("each line stands where the field has it", async () => {
    await content(page).fill(`${"long ".repeat(80)}\n\tTab\nمرحبا بك\nend`);
    const [shown, field] = await Promise.all([editor(page).locator(".editor-lines").boundingBox(), content(page).boundingBox()]);
    expect(Math.abs((shown?.height ?? 0) - (field?.height ?? 1))).toBeLessThan(1);
    const scrolled = await content(page).evaluate((field) => field.scrollHeight - field.clientHeight);
    expect(scrolled, "the field is as high as its text").toBeLessThanOrEqual(1);
  });

  await test.step("read, and back with what can be undone", async () => {
    await content(page).fill("# Porto");
    const mode = editor(page).getByRole("group", { name: "Mode" });
    await mode.getByRole("button", { name: "Read" }).click();
    await expect(editor(page).getByRole("heading", { name: "Porto" })).toBeVisible();
    await expect(content(page)).toBeHidden();
    await examine(page, "what is typed, as it is read");
    await mode.getByRole("button", { name: "Edit" }).click();
    await expect(content(page)).toBeFocused();
    await expect(content(page)).toHaveValue("# Porto");
    await expect(editor(page)).toContainText("Not saved");
  });
});

/** Puts "second" in the place of what notes.txt holds, and closes the editor. */
async function saveSecond(page: Page, files: Files) {
  await edit(page, files, "notes.txt");
  await content(page).fill("second");
  await saveButton(page).click();
  await expect(saved(page)).toBeVisible();
  await page.keyboard.press("Escape");
}

test("what was saved is taken back by one button, where the bucket keeps what was there", async ({ page, entrance, files, user }) => {
  const key = await start(user, "notes.txt", "first");
  await entrance.signIn(user);
  await saveSecond(page, files);
  await expect(editor(page)).toBeHidden();
  await expect(files.copying).toContainText("“notes.txt” saved. Its earlier version is kept.");
  expect((await owner.getObject(key))?.toString()).toBe("second");
  await examine(page, "a saved text can be taken back");
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("1 file is as it was");
  await expect(files.row("notes.txt")).toContainText("5 bytes");
  expect((await owner.getObject(key))?.toString()).toBe("first");
  expect(await owner.versions(key), "exactly what was saved is gone").toEqual(["version"]);
});

test("what was saved is not taken back over what somebody else has written since", async ({ page, entrance, files, user }) => {
  const key = await start(user, "notes.txt", "first");
  await entrance.signIn(user);
  await saveSecond(page, files);
  await owner.putObject(key, "of somebody else", "text/plain");
  await files.checkbox("notes.txt").press("Control+z");
  await expect(files.copying).toContainText("Changed since then. It was left as it is.");
  expect((await owner.getObject(key))?.toString()).toBe("of somebody else");
});
