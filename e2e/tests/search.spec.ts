/** What is found by its name: in the folder as one types, and in all that is below it. */

import { examine } from "../support/accessible.ts";
import { intercept, pages } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("what is typed filters the folder at once, and Enter looks in all folders below", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["Report.txt", "notes.txt", "a/b/report 2.txt", "a/annual reports/1.txt", "c/other.txt"].map((name) => `${prefix}${name}`));
  await entrance.signIn(user);
  await files.expectNames(["a", "c", "notes.txt", "Report.txt"]);

  await test.step("as one types", async () => {
    await files.searchBox.fill("rEPo");
    await files.expectNames(["Report.txt"]);
    await expect(files.summary).toHaveText("1 of 4 matches");
    await files.searchBox.fill("zebra");
    await expect(files.main.getByText("No name here contains “zebra”")).toBeVisible();
    await files.searchBox.press("Escape");
    await files.expectNames(["a", "c", "notes.txt", "Report.txt"]);
  });

  await test.step("what is filtered out is not selected", async () => {
    await files.select("notes.txt", "Report.txt");
    await files.searchBox.fill("report");
    await files.expectNames(["Report.txt"]);
    await expect(files.main.getByText("1 selected", { exact: true })).toBeVisible();
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await files.searchBox.fill("");
    await expect(files.checkbox("notes.txt")).not.toBeChecked();
    await files.unselect();
  });

  await test.step("in all folders below", async () => {
    await files.searchBox.fill("report");
    await files.searchBox.press("Enter");
    await expect(page).toHaveURL(/#\/search\/my\/\?q=report$/);
    await files.expectNames(["a/annual reports", "a/b/report 2.txt", "Report.txt"]);
    await expect(files.summary).toHaveText("1 folder, 2 files");
    await examine(page, "what was found");
  });

  await test.step("results are rows as others", async () => {
    expect((await files.download("a/b/report 2.txt")).content.toString()).toBe(`${prefix}a/b/report 2.txt`);
    await files.delete("a/b/report 2.txt");
    expect(await owner.keys(prefix)).not.toContain(`${prefix}a/b/report 2.txt`);
    await files.select("a/annual reports");
    await files.row("a/annual reports").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Show in folder" }).click();
    await expect(page).toHaveURL(/#\/files\/my\/a\/$/);
    await page.goBack();
    await files.open("a/annual reports");
    await files.expectNames(["1.txt"]);
    await expect(files.searchBox).toHaveValue("");
  });

  await test.step("Back and a reload find it again", async () => {
    await page.goBack();
    await files.expectNames(["a/annual reports", "Report.txt"]);
    await expect(files.searchBox).toHaveValue("report");
    await page.reload();
    await files.expectNames(["a/annual reports", "Report.txt"]);
    await page.goBack();
    await files.expectNames(["a", "c", "notes.txt", "Report.txt"]);
  });
});

test("what was found is renamed in the folder it is in, whatever names are where the search began", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(["taken.txt", "a/b/report 2.txt", "a/b/there.txt", "a/reports/1.txt"].map((name) => `${prefix}${name}`));
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.searchBox.fill("report");
  await files.searchBox.press("Enter");
  await files.expectNames(["a/reports", "a/b/report 2.txt"]);
  const rename = async (row: string, name: string) => {
    await files.row(row).focus();
    await page.keyboard.press("F2");
    await files.dialog.getByRole("textbox", { name: "New name" }).fill(name);
    await page.keyboard.press("Enter");
  };

  await rename("a/b/report 2.txt", "there.txt");
  await expect(files.dialog.locator(".field-error")).toContainText("This name is taken.");
  await page.keyboard.press("Escape");
  await rename("a/b/report 2.txt", "taken.txt");
  await expect(files.copying).toContainText("Renamed to “taken.txt”");
  await rename("a/reports", "report of 2026");
  await expect(files.copying).toContainText("Renamed to “report of 2026”");
  await files.expectNames(["a/report of 2026"]);
  const renamed = ["a/b/taken.txt", "a/b/there.txt", "a/report of 2026/1.txt", "taken.txt"];
  expect(await owner.keys(prefix)).toEqual(renamed.map((rest) => prefix + rest));

  await files.copying.getByRole("button", { name: "Undo" }).click();
  await expect(files.copying).toContainText("Moved back to “a”");
  await files.expectNames(["a/reports"]);
  expect(await owner.keys(prefix)).toContain(`${prefix}a/reports/1.txt`);
});

test("a search shows what it has found while it goes on, and can be stopped", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await files.expectLoaded();
  const names = Array.from({ length: 20_000 }, (_, at) => `${String(at).padStart(5, "0")}.${at % 100 ? "txt" : "png"}`);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let asked = 0;
  await intercept(page, "ListObjectsV2", async (route) => {
    if (asked++ > 0) await held;
    await pages(prefix, names)(route);
  });
  await page.evaluate(() => (location.hash = "#/search/my/?q=png"));
  await expect(files.checkbox("00000.png")).toBeVisible();
  await expect(files.summary).toHaveText("10 files. Looked at 1,000 files…");
  await files.button("Stop").click();
  await expect(files.summary).toHaveText("10 files so far, stopped");
  goOn();
  await files.refresh();
  await expect(files.summary).toHaveText("200 files");
});

test("on a phone the search box opens from a button", async ({ page, entrance, files, user }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}one.txt`, `${prefix}two.txt`, `${prefix}a/two.txt`]);
  await entrance.signIn(user);
  await files.expectNames(["a", "one.txt", "two.txt"]);
  await files.main.getByRole("button", { name: "Search", exact: true }).click();
  await expect(files.searchBox).toBeFocused();
  await page.keyboard.type("two");
  await files.expectNames(["two.txt"]);
  await files.main.getByRole("button", { name: "Search all subfolders" }).click();
  await files.expectNames(["a/two.txt", "two.txt"]);
});

test("what cannot be looked through says so, and goes on when it is asked again", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a/needle.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a"]);
  let refused = false;
  await intercept(page, "ListObjectsV2", (route) => {
    if (refused) return route.fallback();
    refused = true;
    const body = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
    return route.fulfill({ status: 403, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body });
  });
  await files.searchBox.fill("needle");
  await files.searchBox.press("Enter");
  await expect(files.alert).toContainText("You can't list this folder");
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await files.expectNames(["a/needle.txt"]);
});
