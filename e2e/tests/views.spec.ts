/** The ways to show files: a list, a gallery with small pictures, all that is below in one list. */

import { examine } from "../support/accessible.ts";
import * as owner from "../support/owner.ts";
import { png } from "../support/png.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("a gallery shows small pictures, and works by pointer and keys as the list does", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 7 }, (_, at) => `photo ${at}.png`);
  for (const [at, name] of names.entries()) await owner.putObject(`${prefix}${name}`, png(40, 30 + at, [40 * at, 120, 200]), "image/png");
  await owner.putObject(`${prefix}no picture.png`, "<svg onload='alert(1)'/>", "image/png");
  await owner.putObject(`${prefix}paper.pdf`, "%PDF", "application/pdf");
  await owner.putObject(`${prefix}Lisbon/x.txt`);
  await entrance.signIn(user);
  await files.expectLoaded();
  await page.keyboard.press("Control+Shift+Digit2");
  await expect(files.view("Gallery")).toBeChecked();
  await expect(files.gallery.getByRole("gridcell")).toHaveCount(10);
  await expect(files.gallery.locator("canvas")).toHaveCount(7);
  const asked = wire.of("GetObject").length;
  expect(asked, "no bytes of what is no picture").toBe(8);
  await examine(page, "a gallery");

  await test.step("by keys", async () => {
    const cell = (name: string) => files.gallery.getByRole("gridcell").filter({ has: files.checkbox(name) });
    await cell("Lisbon").focus();
    await page.keyboard.press("ArrowDown");
    await expect(cell("no picture.png")).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Control+Space");
    await expect(files.checkbox("paper.pdf")).toBeChecked();
    await page.keyboard.press("Shift+End");
    await expect(files.main.getByText("8 selected")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(files.checkbox("paper.pdf")).not.toBeChecked();
    await page.keyboard.press("Control+a");
    await expect(files.main.getByText("10 selected")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/Lisbon\/$/);
    await page.goBack();
  });

  await test.step("pictures are kept, and the view is remembered", async () => {
    await expect(files.gallery.locator("canvas")).toHaveCount(7);
    await page.reload();
    await expect(files.gallery.getByRole("gridcell")).toHaveCount(10);
    await files.view("List").click();
    await expect(files.table).toBeVisible();
  });

  await test.step("what is selected is deleted", async () => {
    await files.view("Gallery").click();
    await files.delete("paper.pdf");
    await expect(files.gallery.getByRole("gridcell")).toHaveCount(9);
  });

  await test.step("by month, where files stand by date", async () => {
    await files.view("List").click();
    await files.table.getByRole("button", { name: "Modified" }).click();
    await files.view("Gallery").click();
    await expect(files.gallery.getByRole("rowheader")).toContainText(/\w+ \d{4}\s+8 files/);
  });
});

test("a flat view has all that is below, with its folder", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["z.txt", "a/10.txt", "a/9.txt", "a/b/x.txt", "a/b/"].map((name) => `${prefix}${name}`), (key) => key.endsWith("/") ? "" : key);
  await entrance.signIn(user);
  await files.expectNames(["a", "z.txt"]);
  await files.view("List").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(files.view("Flat")).toBeChecked();
  await files.expectNames(["a/9.txt", "a/10.txt", "a/b/x.txt", "z.txt"]);
  await expect(files.summary).toHaveText("4 files");
  await examine(page, "a flat list");
  await files.delete("a/b/x.txt");
  await files.expectNames(["a/9.txt", "a/10.txt", "z.txt"]);
  expect(await owner.keys(prefix)).not.toContain(`${prefix}a/b/x.txt`);
  await files.upload({ name: "new.txt", mimeType: "text/plain", buffer: Buffer.from("n") });
  await files.expectNames(["a/9.txt", "a/10.txt", "new.txt", "z.txt"]);
  await page.reload();
  await files.expectNames(["a/9.txt", "a/10.txt", "new.txt", "z.txt"]);
});

test("in a flat view a file is renamed and moved from the folder it is in", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["a/b/x.txt", "a/b/y.txt", "z.txt"].map((name) => `${prefix}${name}`));
  await entrance.signIn(user);
  await files.expectNames(["a", "z.txt"]);
  await files.view("Flat").click();
  await files.expectNames(["a/b/x.txt", "a/b/y.txt", "z.txt"]);

  await test.step("renamed", async () => {
    await files.row("a/b/x.txt").focus();
    await page.keyboard.press("F2");
    await files.dialog.getByRole("textbox", { name: "New name" }).fill("z.txt");
    await page.keyboard.press("Enter");
    await files.expectNames(["a/b/y.txt", "a/b/z.txt", "z.txt"]);
    expect(await owner.keys(prefix)).toEqual(["a/b/y.txt", "a/b/z.txt", "z.txt"].map((rest) => prefix + rest));
    await files.unselect();
  });

  await test.step("the details name its folder", async () => {
    await files.openDetails("a/b/y.txt");
    const folder = files.details.getByRole("term").filter({ hasText: /^Folder$/ });
    await expect(folder.locator("xpath=following-sibling::*[1]")).toHaveText("b");
    await files.unselect();
  });

  await test.step("moved to the folder that is shown, with one that is there", async () => {
    await files.select("a/b/y.txt", "z.txt");
    await files.button("Move").click();
    await files.dialog.getByRole("button", { name: "Move to My files" }).click();
    await expect(files.copying).toContainText("Moved 2 files to “My files”");
    await files.expectNames(["a/b/z.txt", "y.txt", "z.txt"]);
    expect(await owner.keys(prefix)).toEqual(["a/b/z.txt", "y.txt", "z.txt"].map((rest) => prefix + rest));
  });

  await test.step("what is there already does not go there", async () => {
    await files.select("y.txt", "z.txt");
    await files.button("Move").click();
    await expect(files.dialog).toContainText("Already in this folder.");
    await page.keyboard.press("Escape");
  });
});

test("on a phone files are sorted by a menu", async ({ page, entrance, files, user }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`, "a".repeat(9));
  await owner.putObject(`${prefix}b.txt`, "b");
  await entrance.signIn(user);
  await files.expectNames(["a.txt", "b.txt"]);
  await files.main.getByRole("button", { name: "Sorted by Name, ascending" }).click();
  await page.getByRole("menuitemradio", { name: "Size" }).click();
  await files.expectNames(["b.txt", "a.txt"]);
  await files.main.getByRole("button", { name: "Sorted by Size, ascending" }).click();
  await page.getByRole("menuitemradio", { name: "Size" }).click();
  await files.expectNames(["a.txt", "b.txt"]);
});

test("the address holds the view: a reload and Back lead to the one that was seen there", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["b.txt", "album/a.txt"].map((name) => prefix + name));
  await entrance.signIn(user);
  await files.expectNames(["album", "b.txt"]);
  await files.view("Gallery").click();
  await expect(files.gallery.getByRole("gridcell")).toHaveCount(2);
  await expect(page).toHaveURL(/#\/files\/my\/\?view=gallery$/);
  await page.reload();
  await expect(files.gallery.getByRole("gridcell")).toHaveCount(2);
  await expect(files.view("Gallery")).toBeChecked();
  await files.view("Flat").click();
  await files.expectNames(["album/a.txt", "b.txt"]);
  await expect(page).toHaveURL(/\?view=flat$/);
  await expect(files.view("Flat")).toBeFocused();
  await page.goBack();
  await expect(files.gallery.getByRole("gridcell")).toHaveCount(2);
  await page.goBack();
  await files.expectNames(["album", "b.txt"]);
  await expect(files.view("List")).toBeChecked();
  await page.goForward();
  await expect(files.gallery.getByRole("gridcell")).toHaveCount(2);

  await test.step("where an address says nothing, the view is the one that was chosen last", async () => {
    await page.goto("#/files/my/album/");
    await files.expectNames(["a.txt"]);
    await expect(files.view("Flat")).toBeChecked();
    await files.view("List").click();
    await expect(page).toHaveURL(/album\/$/);
    await expect(files.view("List")).toBeChecked();
    await page.goto("#/files/my/?view=gallery");
    await expect(files.gallery.getByRole("gridcell")).toHaveCount(2);
  });
});
