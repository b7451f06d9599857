import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { textFile } from "../screens/files.ts";
import { intercept, refuseToDelete } from "../support/answers.ts";
import { dataBucket } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("folders lead down, breadcrumbs and the browser's own button lead up", async ({ entrance, files, user, page }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}photos/2024/sea.jpg`, `${prefix}photos/2025/hill.jpg`, `${prefix}notes.txt`, `${prefix}Aardvark.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["photos", "Aardvark.txt", "notes.txt"]);

  await files.open("photos");
  await files.expectNames(["2024", "2025"]);
  await files.open("2024");
  await expect(page).toHaveURL(/#\/files\/my\/photos\/2024\/$/);
  await files.expectNames(["sea.jpg"]);
  await expect(files.breadcrumb.getByRole("link")).toHaveText(["My files", "photos", "2024"]);

  await files.breadcrumb.getByRole("link", { name: "photos" }).click();
  await files.expectNames(["2024", "2025"]);
  await page.goBack();
  await files.expectNames(["sea.jpg"]);
  await page.reload();
  await files.expectNames(["sea.jpg"]);
});

test("a folder is made, filled and deleted with all that is in it", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();

  await files.newFolder("Travel & more");
  await files.open("Travel & more");
  await files.upload(textFile("one.txt"), textFile("two.txt"));
  await files.expectNames(["one.txt", "two.txt"]);
  expect(await owner.keys(prefix)).toEqual([`${prefix}Travel & more/`, `${prefix}Travel & more/one.txt`, `${prefix}Travel & more/two.txt`]);

  await files.breadcrumb.getByRole("link", { name: "My files" }).click();
  await files.select("Travel & more");
  await files.deleteButton.click();
  await expect(files.dialog).toContainText("This also deletes the 2 files in it.");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.main.getByText("No files yet")).toBeVisible();
  expect(await owner.keys(prefix)).toEqual([]);
  await wire.expectStatuses("DeleteObjects", [200]);
});

test("a new folder needs a name that is free and can be addressed", async ({ entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}taken/x.txt`);
  await entrance.signIn(user);
  await files.expectNames(["taken"]);
  await files.newFolderButton.click();
  const name = files.dialog.getByRole("textbox", { name: "Folder name" });
  for (const [typed, fault] of [["", /Enter a name/], ["a/b", /can't contain a slash/], ["..", /“\.” or “\.\.”/], ["taken", /already/]] as const) {
    await name.fill(typed);
    await files.dialog.getByRole("button", { name: "Create" }).click();
    await expect(name).toHaveAccessibleDescription(fault);
  }
  await files.dialog.getByRole("button", { name: "Cancel" }).click();
  await files.expectNames(["taken"]);
});

/** Keys below one's own prefix, and how their names are shown. */
const NASTY = {
  "two words.txt": "two words.txt",
  "a+b.txt": "a+b.txt",
  "100%.txt": "100%.txt",
  "100%25.txt": "100%25.txt",
  "no #1?.txt": "no #1?.txt",
  "quote'd \"double\".txt": "quote'd \"double\".txt",
  "a&b=c;d,e.txt": "a&b=c;d,e.txt",
  "back\\slash.txt": "back\\slash.txt",
  "<b>bold.txt": "<b>bold.txt",
  "javascript:alert(1)": "javascript:alert(1)",
  "🧳 Ünï.txt": "🧳 Ünï.txt",
  "e\u0301.txt": "e\u0301.txt",
  "tab\tline\nbell\u0007.txt": "tab⟨⇥⟩line⟨↵⟩bell⟨U+0007⟩.txt",
  "\u202efdp.exe": "⟨U+202E⟩fdp.exe",
  " spaces ": "⟨␣⟩spaces⟨␣⟩",
  "...": "...",
};

test("names of any characters are shown, downloaded and deleted, each for itself", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const keys = Object.keys(NASTY);
  await owner.putObjects(keys.map((key) => prefix + key), (key) => `content of ${key.slice(prefix.length)}`);
  await entrance.signIn(user);
  await expect.poll(async () => (await files.names()).sort()).toEqual(Object.values(NASTY).sort());

  for (const [key, name] of Object.entries(NASTY)) {
    await test.step(name, async () => {
      const { content } = await files.download(name);
      expect(content.toString()).toBe(`content of ${key}`);
    });
  }
  for (const [key, name] of Object.entries(NASTY)) {
    await test.step(`delete ${name}`, async () => {
      await files.delete(name);
      keys.splice(keys.indexOf(key), 1);
      expect(await owner.keys(prefix)).toEqual(keys.map((key) => prefix + key).sort());
    });
  }
});

test("names of any characters are uploaded as they are", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  // What a file on disk can be called; the browser itself replaces what it cannot.
  const names = ["two words.txt", "a+b.txt", "100%.txt", "100%25.txt", "no #1?.txt", "quote'd.txt", "a&b=c;d,e.txt", "🧳 Ünï.txt", "%2e%2e"];
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.upload(...names.map((name) => textFile(name)));
  await expect(files.news.filter({ hasText: `${names.length} files uploaded` })).toBeVisible();
  expect(await owner.keys(prefix)).toEqual(names.map((name) => prefix + name).sort());
  expect((await owner.getObject(`${prefix}a+b.txt`))?.toString()).toBe("a+b.txt");
});

test("slashes at the front and in a row are folders without a name", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}/leading.txt`, `${prefix}a//double.txt`, `${prefix}a/single.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["(no name)", "a"]);
  await files.open("(no name)");
  await files.expectNames(["leading.txt"]);
  const { content } = await files.download("leading.txt");
  expect(content.toString()).toBe(`${prefix}/leading.txt`);

  await files.breadcrumb.getByRole("link", { name: "My files" }).click();
  await files.open("a");
  await files.expectNames(["(no name)", "single.txt"]);
  await files.open("(no name)");
  await files.expectNames(["double.txt"]);
  await files.delete("double.txt");
  expect(await owner.keys(prefix)).toEqual([`${prefix}/leading.txt`, `${prefix}a/single.txt`]);
});

test("deleting a/../b never deletes b", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}b`, `${prefix}a/../b`, `${prefix}a/./c`, `${prefix}c`, `${prefix}a/..`]);
  await entrance.signIn(user);
  await files.expectNames(["a", "b", "c"]);
  await files.open("a");
  await expect.poll(async () => (await files.names()).sort()).toEqual([".", "..", ".."]);

  await test.step("what a browser cannot address is not downloaded, and it is said why", async () => {
    await files.table.getByRole("link").filter({ hasText: /^\.\.$/ }).click();
    await files.expectNames(["b"]);
    wire.forget();
    await files.select("b");
    await files.downloadButton.click();
    await expect(files.alert).toContainText("Browsers can't reach");
    expect(wire.of("GetObject")).toEqual([]);
  });

  await test.step("it is deleted by name", async () => {
    await files.delete("b");
    expect(await owner.keys(prefix)).toEqual([`${prefix}a/..`, `${prefix}a/./c`, `${prefix}b`, `${prefix}c`]);
  });

  await test.step("also with its folder", async () => {
    await files.breadcrumb.getByRole("link", { name: "My files" }).click();
    await files.delete("a");
    expect(await owner.keys(prefix)).toEqual([`${prefix}b`, `${prefix}c`]);
  });
});

test.describe("a file whose name is taken", () => {
  test.beforeEach(async ({ entrance, files, user }) => {
    await owner.putObject(`${await privatePrefix(user)}report.txt`, "old");
    await entrance.signIn(user);
    await files.expectNames(["report.txt"]);
    await files.upload(textFile("report.txt", "new"));
    await expect(files.dialog).toContainText("“report.txt” already exists");
  });

  test("is left alone when skipped", async ({ files, user, wire }) => {
    await files.resolve("Skip");
    await expect(files.dialog).toBeHidden();
    expect(wire.of("PutObject")).toEqual([]);
    expect((await owner.getObject(`${await privatePrefix(user)}report.txt`))?.toString()).toBe("old");
  });

  test("is replaced when asked to", async ({ files, user }) => {
    await files.resolve("Replace");
    await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
    await files.expectNames(["report.txt"]);
    expect((await owner.getObject(`${await privatePrefix(user)}report.txt`))?.toString()).toBe("new");
  });

  test("gets a number when both are kept", async ({ files, user }) => {
    await files.resolve("Keep both");
    await files.expectNames(["report.txt", "report (2).txt"].sort());
    expect((await owner.getObject(`${await privatePrefix(user)}report.txt`))?.toString()).toBe("old");
  });
});

test("several uploads show their progress and can be cancelled and tried again", async ({ entrance, files, user, page }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(/\.bin$/, async (route) => {
    if (route.request().method() === "PUT") await held;
    await route.continue().catch(() => {}); // stopped meanwhile
  });

  const buffer = Buffer.alloc(300_000, 7);
  // One more than are under way at a time.
  const names = [..."abcdefg"].map((letter) => `${letter}.bin`);
  const withoutB = names.filter((name) => name !== "b.bin");
  await files.upload(...names.map((name) => ({ name, mimeType: "application/octet-stream", buffer })));
  await expect(files.uploads.getByRole("progressbar", { name: "Uploading a.bin" })).toBeVisible();
  await expect(files.uploads).toContainText("0 of 7");
  await expect(files.uploads.getByText("Waiting")).toHaveCount(1);
  await files.uploads.getByRole("button", { name: "Cancel b.bin" }).click();
  await expect(files.uploads).toContainText("Cancelled");
  goOn();
  await expect(files.news.filter({ hasText: "6 files uploaded" })).toBeVisible();
  expect(await owner.keys(prefix)).toEqual(withoutB.map((name) => prefix + name));

  await files.uploads.getByRole("button", { name: "Retry b.bin" }).click();
  await files.expectNames(names);
  expect(await owner.getObject(`${prefix}b.bin`)).toEqual(buffer);
  await files.uploads.getByRole("button", { name: "Clear finished" }).click();
  await expect(files.uploads).toHaveCount(0);
});

test("an upload goes on during a download and a look elsewhere", async ({ entrance, files, shell, items, user, page }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}there.txt`, "there");
  await entrance.signIn(user);
  await expect(files.row("there.txt")).toBeVisible();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await intercept(page, "PutObject", async (route) => {
    await held;
    await route.fallback();
  });
  await files.upload(textFile("slow.txt"));
  await expect(files.uploads.getByRole("progressbar")).toBeVisible();

  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  expect((await files.download("there.txt")).content.toString()).toBe("there");
  expect(asked).toEqual([]);

  await shell.go("Items");
  await expect(items.main.getByText("No items yet")).toBeVisible();
  goOn();
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  await shell.go("Files");
  await files.expectNames(["slow.txt", "there.txt"]);
});

test("files and folders are dropped on the page", async ({ entrance, files, user, page, context }, testInfo) => {
  const prefix = await privatePrefix(user);
  const album = testInfo.outputPath("album");
  mkdirSync(join(album, "2026", "empty"), { recursive: true });
  writeFileSync(join(album, "2026", "sea.txt"), "sea");
  writeFileSync(testInfo.outputPath("dropped.txt"), "dropped");
  await entrance.signIn(user);
  await files.expectLoaded();

  // As the system tells the browser of a drop; a script cannot drop a folder.
  const browser = await context.newCDPSession(page);
  const data = { items: [], files: [testInfo.outputPath("dropped.txt"), album], dragOperationsMask: 1 };
  const drag = (type: "dragEnter" | "dragOver" | "drop") => browser.send("Input.dispatchDragEvent", { type, x: 640, y: 400, data });
  const veil = page.locator(".drop-veil");
  // A browser tells of it again and again while something is held over the page: the part that shows it may be on its way still.
  await expect(async () => {
    await drag("dragEnter");
    await drag("dragOver");
    await expect(veil, "how many is not known: one is a folder").toHaveText("Drop to upload to “My files”", { timeout: 1_000 });
  }).toPass();
  expect(await veil.boundingBox(), "within the sheet").toMatchObject({ x: expect.closeTo(235, -1) });
  await drag("drop");
  await expect(veil).toHaveCount(0);
  await files.expectNames(["album", "dropped.txt"]);
  await expect.poll(() => owner.keys(prefix)).toEqual([`${prefix}album/2026/empty/`, `${prefix}album/2026/sea.txt`, `${prefix}dropped.txt`]);
  expect((await owner.getObject(`${prefix}dropped.txt`))?.toString()).toBe("dropped");

  await test.step("on a folder, which takes them", async () => {
    const row = (await files.row("album").boundingBox())!;
    const onto = (type: "dragEnter" | "dragOver" | "drop") =>
      browser.send("Input.dispatchDragEvent", { type, x: row.x + 300, y: row.y + row.height / 2, data: { ...data, files: data.files.slice(0, 1) } });
    await onto("dragEnter");
    await onto("dragOver");
    await expect(veil).toHaveText(/^Drop to upload (1 file )?to “album”$/);
    await expect(files.row("album")).toHaveClass(/drop-here/);
    await onto("drop");
    await expect.poll(() => owner.keys(`${prefix}album/dropped.txt`)).toHaveLength(1);
    await expect(files.row("album")).not.toHaveClass(/drop-here/);
  });
});

test("an empty folder offers to take files, or a folder with all that is in it", async ({ entrance, files, user, page }, testInfo) => {
  const prefix = await privatePrefix(user);
  const album = testInfo.outputPath("album");
  mkdirSync(join(album, "2026"), { recursive: true });
  writeFileSync(join(album, "2026", "sea.txt"), "sea");
  writeFileSync(join(album, "list.txt"), "list");
  await entrance.signIn(user);
  await files.expectLoaded();
  await expect(files.button("Upload files")).toBeVisible();
  const choosing = page.waitForEvent("filechooser");
  await files.button("Upload folder").click();
  await (await choosing).setFiles(album);
  await files.expectNames(["album"]);
  await expect.poll(() => owner.keys(prefix)).toEqual([`${prefix}album/2026/sea.txt`, `${prefix}album/list.txt`]);
  await expect(files.button("Upload folder")).toHaveCount(0);
});

test("2,500 files come page by page as one scrolls", async ({ entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 2_500 }, (_, at) => `${String(at).padStart(4, "0")}.txt`);
  await owner.putObjects(names.map((name) => prefix + name), () => "");
  await entrance.signIn(user);
  await expect(files.row("0000.txt")).toBeVisible();
  expect(wire.of("ListObjectsV2")).toHaveLength(1);
  await expect(files.news.filter({ hasText: "Showing the first 1,000" })).toBeVisible();

  await files.row("0000.txt").focus();
  await expect(async () => {
    await files.table.press("End");
    await expect(files.row("2499.txt")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await wire.expectStatuses("ListObjectsV2", [200, 200, 200]);
  await expect(files.news.filter({ hasText: "2,500 files" })).toBeVisible();
  // What is far away is not in the page.
  expect((await files.names()).length).toBeLessThan(200);
  await files.table.press("Home");
  await expect(files.row("0000.txt")).toBeVisible();
});

test("who may delete nothing is told so by the first request, however much they chose", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: 2_100 }, (_, at) => `${prefix}many/${String(at).padStart(4, "0")}.txt`), () => "");
  await entrance.signIn(user);
  await files.expectNames(["many"]);
  await intercept(page, "DeleteObjects", refuseToDelete);
  await files.select("many");
  await files.deleteButton.click();
  await expect(files.dialog).toContainText("2,100 files");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("2,100 of 2,100 not deleted");
  await expect(files.dialog).toContainText("You don't have permission to do this here");
  expect(wire.of("DeleteObjects")).toHaveLength(1);
  await files.dialog.getByRole("button", { name: "Close" }).last().click();
  await files.expectNames(["many"]);
});

test("a folder of 50,000 files does not hold up the page", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "PutObject", () => {});
  const longest = await page.evaluate(async () => {
    const lasted: number[] = [];
    new PerformanceObserver((list) => list.getEntries().forEach((task) => lasted.push(task.duration))).observe({ entryTypes: ["longtask"] });
    // Only the first are sent, and to make as many real files takes the browser itself half a minute.
    const file = (at: number) => (at < 8 ? new File(["x"], `${at}.txt`) : { name: `${at}.txt`, size: 1, type: "text/plain" });
    HTMLInputElement.prototype.click = function () {
      const files = Array.from({ length: 50_000 }, (_, at) => file(at));
      Object.defineProperty(this, "files", { value: Object.assign(files, { item: (at: number) => files[at] }) });
      this.dispatchEvent(new Event("change"));
    };
    const press = (what: string, words: string) =>
      [...document.querySelectorAll<HTMLElement>(what)].find((button) => button.textContent?.startsWith(words))!.click();
    press("main button[aria-haspopup]", "Upload");
    while (!document.querySelector("[role=menuitem]")) await new Promise((resolve) => setTimeout(resolve, 20));
    press("[role=menuitem]", "Upload files");
    const tray = () => document.querySelector("section[aria-label=Uploads]")?.textContent ?? "";
    while (!tray().includes("0 of 50,000")) await new Promise((resolve) => setTimeout(resolve, 50));
    return Math.max(0, ...lasted);
  });
  // Compared with each other, they hold it up for half a minute.
  expect(longest).toBeLessThan(2_000);
});

test("details tell what is known of a file", async ({ entrance, files, user, page }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}report.csv`, "a,b\n1,2\n", "text/csv");
  await entrance.signIn(user);
  await files.openDetails("report.csv");
  const { details } = files;
  await expect(details.getByRole("heading", { level: 2, name: "report.csv" })).toBeVisible();
  await expect(details.getByRole("definition").filter({ hasText: "text/csv" })).toBeVisible();
  await expect(details).toContainText(`${prefix}report.csv`);
  await expect(details).toContainText("8 bytes");
});

test("the keyboard goes on in a table whose rows change", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}b.txt`);
  await entrance.signIn(user);
  await files.expectNames(["b.txt"]);
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await intercept(page, "PutObject", async (route) => {
    await held;
    await route.continue();
  });
  await files.upload(textFile("a.txt"));
  await files.row("b.txt").getByRole("button", { name: "b.txt" }).focus();
  arrive();
  await files.expectNames(["a.txt", "b.txt"]);
  await expect(files.row("b.txt")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(files.row("a.txt")).toBeFocused();
});

test.describe("what a role does not allow is explained", () => {
  test("any bucket can be asked for by name", async ({ entrance, files, user, wire, guard }) => {
    // As at AWS: a bucket that does not exist has no rules that would let a page read the refusal.
    guard.expect(/no-such-bucket-of-the-tests.* has been blocked by CORS policy/);
    await entrance.signIn(user);
    await files.expectLoaded();
    wire.forget();
    await files.openBucket("no-such-bucket-of-the-tests");
    await expect(files.alert).toContainText("Couldn't open the bucket no-such-bucket-of-the-tests");
    await expect(files.alert).toContainText("Couldn't reach the bucket no-such-bucket-of-the-tests in us-east-1.");
    expect(wire.of("ListObjectsV2").length, "silence is not asked again").toBe(1);

    wire.forget();
    const bucket = dataBucket();
    await files.openBucket(bucket);
    await expect(files.alert).toContainText("You can't list this folder");
    await expect(files.alert).toContainText(`You don't have permission to list ${bucket}`);
    expect(wire.statuses("ListObjectsV2")).toEqual([403]);
  });

  test("a bucket's name is checked before anybody is asked", async ({ entrance, files, user, wire }) => {
    await entrance.signIn(user);
    await files.expectLoaded();
    await expect.poll(() => wire.of("GetPreferences").length).toBe(1);
    wire.forget();
    await files.openBucket("Not A Bucket/../x", "evil.example/");
    await expect(files.dialog.getByRole("textbox", { name: "Bucket name" })).toHaveAccessibleDescription(/3 to 63 characters/);
    await expect(files.dialog.getByRole("textbox", { name: "Region" })).toHaveAccessibleDescription(/such as eu-west-1/);
    // But for the part of the program that asks.
    expect(wire.exchanges.filter(({ url }) => !url.endsWith(".wasm"))).toEqual([]);
  });
});
