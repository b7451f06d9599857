/** Copies and moves: by the dialog, by keys and by the mouse; nothing is lost, whoever writes meanwhile. */

import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag" };

test("files are moved to a folder that is made for them, and back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}Photos/2026/x.jpg`]);
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await files.button("Move").click();
  const dialog = page.getByRole("dialog", { name: "Move to", exact: true });
  await expect(dialog.getByRole("heading", { name: "Move 2 files to…" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Move to My files" }), "they are there").toBeDisabled();
  await dialog.getByRole("button", { name: "Photos", exact: true }).click();
  await expect(dialog.getByRole("button", { name: "Move to Photos" })).toBeEnabled();
  await examine(page, "move to");
  await dialog.getByRole("button", { name: "Open Photos" }).click();
  await dialog.getByRole("button", { name: "New folder" }).click();
  await dialog.getByRole("textbox", { name: "Folder name" }).fill("Best");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Move to Best" }).click();
  await expect(files.copying).toContainText("Moved 2 files to “Best”");
  await files.expectNames(["Photos"]);
  expect(await owner.keys(prefix)).toEqual(["2026/x.jpg", "Best/", "Best/a.txt", "Best/b.txt"].map((rest) => `${prefix}Photos/${rest}`));
  await examine(page, "moved");
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("Moved back");
  await files.expectNames(["Photos", "a.txt", "b.txt"]);
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe(`${prefix}a.txt`);
});

test("by keys alone: cut, go elsewhere, paste, take back; copied into the same folder it gets a number", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}to/b.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["to", "a.txt"]);
  await files.row("a.txt").focus();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await files.expectNames(["to", "a (2).txt", "a.txt"]);
  await files.row("a.txt").focus();
  await page.keyboard.press("Control+x");
  await expect(files.news.filter({ hasText: "1 file cut." })).toBeVisible();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await files.expectNames(["b.txt"]);
  await files.row("b.txt").focus();
  await page.keyboard.press("Control+v");
  await files.expectNames(["a.txt", "b.txt"]);
  expect(await owner.keys(prefix)).toEqual(["a (2).txt", "to/a.txt", "to/b.txt"].map((rest) => prefix + rest));
  await files.row("b.txt").focus();
  await page.keyboard.press("Control+z");
  await files.expectNames(["b.txt"]);
  expect(await owner.keys(prefix)).toEqual(["a (2).txt", "a.txt", "to/b.txt"].map((rest) => prefix + rest));
});

test("what is lost with a file that is copied in parts is said before it is", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}to/b.txt`]);
  await intercept(page, "ListObjectsV2", async (route) => {
    const response = await route.fetch();
    const large = /(<Key>[^<]*a\.txt<\/Key>.*?<Size>)\d+(<\/Size>)/gs;
    await route.fulfill({ response, body: (await response.text()).replace(large, "$16000000000$2") });
  });
  await entrance.signIn(user);
  await files.row("a.txt").focus();
  const cutAndPaste = async () => {
    await page.keyboard.press("Control+x");
    await files.row("to").getByRole("link").click();
    await files.row("b.txt").focus();
    await page.keyboard.press("Control+v");
  };
  await cutAndPaste();
  const question = page.getByRole("dialog", { name: "Move without some metadata?" });
  await expect(question).toContainText("“a.txt” is over 5 GB");
  await examine(page, "a large file is moved");
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(files.copying).toBeHidden();
  expect(["CopyObject", "CreateMultipartUpload"].flatMap((operation) => wire.of(operation))).toEqual([]);
  expect(await owner.keys(prefix)).toEqual(["a.txt", "to/b.txt"].map((rest) => prefix + rest));
  // What was cut still is: whoever knows now what is lost can go on.
  await page.keyboard.press("Control+v");
  await question.getByRole("button", { name: "Move", exact: true }).click();
  await expect.poll(() => wire.of("CreateMultipartUpload").length).toBe(1);
});

test("what is taken is asked about once; what is replaced is what was seen", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`], () => "mine");
  await owner.putObjects([`${prefix}to/a.txt`, `${prefix}to/b.txt`], () => "theirs");
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await files.button("Copy").click();
  await files.dialog.getByRole("button", { name: "to", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Copy to to" }).click();
  const question = page.getByRole("dialog", { name: "2 of 2 files are already in “to”" });
  await question.getByRole("radio", { name: "Replace" }).check();
  await owner.putObject(`${prefix}to/b.txt`, "newer");
  await question.getByRole("button", { name: "Copy 2 files" }).click();
  await expect(files.copying).toContainText("1 of 2 not copied");
  await expect(files.copying).toContainText("Another file has this name. Nothing was overwritten.");
  expect((await owner.getObject(`${prefix}to/a.txt`))?.toString()).toBe("mine");
  expect((await owner.getObject(`${prefix}to/b.txt`))?.toString()).toBe("newer");
});

test("a file that somebody replaces while it is moved is not deleted", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}to/b.txt`]);
  await entrance.signIn(user);
  await interceptFirst(page, 1, "DeleteObjects", async (route) => {
    await owner.putObject(`${prefix}a.txt`, "newer");
    await route.fallback();
  });
  await files.select("a.txt");
  await files.button("Move").click();
  await files.dialog.getByRole("button", { name: "to", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Move to to" }).click();
  await expect(files.copying).toContainText("It's in both places.");
  expect((await owner.getObject(`${prefix}a.txt`))?.toString()).toBe("newer");
  expect((await owner.getObject(`${prefix}to/a.txt`))?.toString()).toBe(`${prefix}a.txt`);
});

test("a folder of 300 files is moved, through failures that pass and a refusal within a success", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const rests = Array.from({ length: 300 }, (_, n) => `${n}.txt`);
  await owner.putObjects([...rests.map((rest) => `${prefix}many/${rest}`), `${prefix}to/x.txt`]);
  await entrance.signIn(user);
  let failing = 3;
  await intercept(page, "CopyObject", async (route) => {
    if (failing === 0) return route.fallback();
    failing -= 1;
    const body = "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
    return route.fulfill({ status: failing === 2 ? 503 : 200, headers: CORS, contentType: "application/xml", body });
  });
  await files.select("many");
  await files.button("Move").click();
  await files.dialog.getByRole("button", { name: "to", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Move to to" }).click();
  await expect(files.copying).toContainText("Moved “many” to “to”", { timeout: 60_000 });
  await files.expectNames(["to"]);
  expect(await owner.keys(prefix)).toEqual([...rests.map((rest) => `${prefix}to/many/${rest}`), `${prefix}to/x.txt`].sort());
});

test("what one job did not do stays to be retried, whatever the next ones do", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}to/x.txt`]);
  await entrance.signIn(user);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await interceptFirst(page, 1, "CopyObject", async (route) => {
    await held;
    await s3Error(400, "InvalidRequest")(route);
  });
  for (const name of ["a.txt", "b.txt"]) {
    await files.select(name);
    await files.button("Move").click();
    await files.dialog.getByRole("button", { name: "to", exact: true }).click();
    await files.dialog.getByRole("button", { name: "Move to to" }).click();
    await files.unselect();
  }
  goOn();
  await expect(files.copying).toContainText("Moved “b.txt” to “to”");
  const left = files.copying.getByRole("group", { name: "1 of 1 not moved" });
  await expect(left.getByRole("listitem")).toHaveText("a.txt");
  await examine(page, "what a job before did not do");
  await left.getByRole("button", { name: "Retry" }).click();
  await expect(files.copying).toContainText("Moved “a.txt” to “to”");
  await expect(left).toHaveCount(0);
  expect(await owner.keys(prefix)).toEqual(["to/a.txt", "to/b.txt", "to/x.txt"].map((rest) => prefix + rest));
  await files.copying.getByRole("button", { name: "Close" }).click();
  await expect(files.copying).toHaveCount(0);
});

test("files of one name from several folders all come along", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a/n.txt", "b/n.txt", "to/x.txt"].map((name) => `${prefix}${name}`));
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.view("Flat").click();
  await files.select("a/n.txt", "b/n.txt");
  await files.button("Move").click();
  await files.dialog.getByRole("button", { name: "to", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Move to to" }).click();
  await expect(files.copying).toContainText("Moved 2 files to “to”");
  await expect(files.copying).toContainText("Numbered, because you selected several with the same name.");
  await files.expectNames(["to/n (2).txt", "to/n.txt", "to/x.txt"]);
  expect((await owner.getObject(`${prefix}to/n.txt`))?.toString()).toBe(`${prefix}a/n.txt`);
  expect((await owner.getObject(`${prefix}to/n (2).txt`))?.toString()).toBe(`${prefix}b/n.txt`);
  await files.copying.getByRole("button", { name: "Undo" }).click();
  await files.expectNames(["a/n.txt", "b/n.txt", "to/x.txt"]);
});

test("a folder does not go into itself", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a/b/x.txt`]);
  await entrance.signIn(user);
  await files.select("a");
  await files.button("Move").click();
  await files.dialog.getByRole("button", { name: "Open a" }).click();
  await expect(files.dialog).toContainText("A folder can't go into itself.");
  await expect(files.dialog.getByRole("button", { name: "Move to a" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(files.dialog).toBeHidden();
});

test("rows are dragged onto folders, and onto the way back", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}to/c.txt`]);
  await entrance.signIn(user);
  await files.select("a.txt", "b.txt");
  await files.row("a.txt").hover();
  await page.mouse.down();
  const target = (await files.row("to").boundingBox())!;
  await page.mouse.move(target.x + 200, target.y + 10, { steps: 5 });
  await expect(page.locator(".drag-ghost")).toContainText("Move to to");
  await page.mouse.up();
  await expect(files.copying).toContainText("Moved 2 files to “to”");
  await files.expectNames(["to"]);
  await files.open("to");
  await files.expectNames(["a.txt", "b.txt", "c.txt"]);
  await files.row("c.txt").dragTo(files.breadcrumb.getByRole("link", { name: "My files" }));
  await expect(files.copying).toContainText("Moved “c.txt” to “My files”");
  expect(await owner.keys(prefix)).toEqual(["c.txt", "to/a.txt", "to/b.txt"].map((rest) => prefix + rest));
});

test("tiles are dragged onto folders, onto the way back, and onto places", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}to/c.txt`]);
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.view("Gallery").click();
  const tile = (name: string) => files.gallery.getByRole("gridcell").filter({ has: files.checkbox(name) });
  await tile("a.txt").getByRole("checkbox").check();
  await tile("b.txt").getByRole("checkbox").check();
  await tile("a.txt").hover();
  await page.mouse.down();
  const target = (await tile("to").boundingBox())!;
  await page.mouse.move(target.x + 60, target.y + 10, { steps: 5 });
  await expect(page.locator(".drag-ghost")).toContainText("Move to to");
  await expect(tile("to")).toHaveClass(/drop-here/);
  await expect(tile("b.txt"), "it goes along").toHaveClass(/dragged/);
  await page.mouse.up();
  await expect(files.copying).toContainText("Moved 2 files to “to”");
  await expect(tile("a.txt")).toHaveCount(0);
  await tile("to").getByRole("link").click();
  await expect(tile("c.txt")).toBeVisible();
  await tile("c.txt").dragTo(files.breadcrumb.getByRole("link", { name: "My files" }));
  await expect(files.copying).toContainText("Moved “c.txt” to “My files”");
  await tile("b.txt").dragTo(files.place("My files"));
  await expect(files.copying).toContainText("Moved “b.txt” to “My files”");
  expect(await owner.keys(prefix)).toEqual(["b.txt", "c.txt", "to/a.txt"].map((rest) => prefix + rest));
});

test("where something was moved to lately is offered the next time", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}b.txt`, `${prefix}Photos/2026/x.jpg`]);
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.select("a.txt");
  await files.button("Move").click();
  await expect(files.dialog.getByRole("list", { name: "Recent" })).toHaveCount(0);
  await files.dialog.getByRole("button", { name: "Open Photos" }).click();
  await files.dialog.getByRole("button", { name: "2026", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Move to 2026" }).click();
  await expect(files.copying).toContainText("Moved “a.txt” to “2026”");
  await page.reload();
  await files.expectLoaded();
  await files.select("b.txt");
  await files.button("Move").click();
  await files.dialog.getByRole("list", { name: "Recent" }).getByRole("button", { name: "Photos / 2026" }).click();
  await expect(files.dialog.getByRole("navigation", { name: "Folder" })).toContainText("2026");
  await examine(page, "move to a recent folder");
  await files.dialog.getByRole("button", { name: "Move to 2026" }).click();
  await expect(files.copying).toContainText("Moved “b.txt” to “2026”");
  expect(await owner.keys(prefix)).toEqual(["a.txt", "b.txt", "x.jpg"].map((rest) => `${prefix}Photos/2026/${rest}`));
});

test("who leaves the page while files are copied is asked first", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}to/`]);
  await entrance.signIn(user);
  await files.expectNames(["to", "a.txt"]);
  let held = true;
  await intercept(page, "CopyObject", (route) => (held ? undefined : route.fallback()));
  await files.select("a.txt");
  await files.button("Copy").click();
  await files.dialog.getByRole("button", { name: "to", exact: true }).click();
  await files.dialog.getByRole("button", { name: "Copy to to" }).click();
  await expect.poll(() => wire.of("CopyObject").length).toBe(1);
  await expect(files.copying.getByRole("button", { name: "Cancel" })).toBeVisible();

  await test.step("and stays", async () => {
    const asked = page.waitForEvent("dialog");
    void page.evaluate(() => setTimeout(() => location.reload()));
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();
    await expect(files.copying.getByRole("button", { name: "Cancel" })).toBeVisible();
  });

  await test.step("or leaves", async () => {
    const asked = page.waitForEvent("dialog");
    void page.evaluate(() => setTimeout(() => location.reload()));
    held = false;
    const reloaded = page.waitForEvent("load");
    await (await asked).accept();
    await reloaded;
    await files.expectNames(["to", "a.txt"]);
    await expect(files.copying).toHaveCount(0);
    expect(await owner.keys(prefix), "the copy was not begun").toEqual([`${prefix}a.txt`, `${prefix}to/`]);
  });

  await test.step("once it is over nobody is asked", async () => {
    await files.select("a.txt");
    await files.button("Copy").click();
    await files.dialog.getByRole("button", { name: "to", exact: true }).click();
    await files.dialog.getByRole("button", { name: "Copy to to" }).click();
    await expect(files.copying).toContainText("Copied “a.txt” to “to”");
    await page.reload();
    await files.expectNames(["to", "a.txt"]);
  });
});
