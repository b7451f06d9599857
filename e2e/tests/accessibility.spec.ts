import type { Locator } from "@playwright/test";

import { textFile } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { intercept, s3Error } from "../support/answers.ts";
import { ALICE, configure } from "../support/deployment.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, privatePrefix } from "../support/visitors.ts";

test.describe("every screen keeps the rules:", () => {
  test.slow();

  test("sign in", async ({ page, entrance }) => {
    await entrance.open();
    await examine(page, "sign in");
    await entrance.signInButton.click();
    await examine(page, "sign in with what is missing");
    await entrance.fill(newVisitor());
    await entrance.signInButton.click();
    await expect(entrance.alert).toBeVisible();
    await examine(page, "sign in refused");
  });

  test("sign up and confirm", async ({ page, entrance }) => {
    const visitor = newVisitor();
    await entrance.open("#/sign-up");
    await examine(page, "sign up");
    await entrance.password.fill("short");
    await entrance.createAccountButton.click();
    await examine(page, "sign up with what is missing");
    await entrance.signUp(visitor);
    await examine(page, "confirm");
    await entrance.confirm((await code(visitor.email)) === "000000" ? "111111" : "000000");
    await expect(entrance.alert).toBeVisible();
    await examine(page, "confirm with a wrong code");
  });

  test("reset the password", async ({ page, entrance, user }) => {
    await entrance.open("#/reset-password");
    await examine(page, "reset, the address");
    await entrance.email.fill(user.email);
    await entrance.sendCode.click();
    await expect(entrance.newPassword).toBeVisible();
    await examine(page, "reset, the code");
  });

  test("files", async ({ page, entrance, files, shell }) => {
    await entrance.signIn(ALICE);
    await expect(files.row("recipes")).toBeVisible();
    await examine(page, "files");
    await shell.accountMenu.click();
    await expect(shell.menuItem("Sign out")).toBeVisible();
    await examine(page, "account menu");
    await page.keyboard.press("Escape");
    await files.openDetails("Read me first.txt");
    await expect(files.details.getByText("text/plain")).toBeVisible();
    await examine(page, "details of a file");
    await page.getByRole("button", { name: "Close details" }).click();
    await files.open("recipes");
    await expect(files.row("Crème brûlée.txt")).toBeVisible();
    await examine(page, "a folder");
  });

  test("dialogs", async ({ page, entrance, files }) => {
    await entrance.signIn(ALICE);
    await files.newFolderButton.click();
    await files.dialog.getByRole("button", { name: "Create" }).click();
    await examine(page, "new folder");
    await page.keyboard.press("Escape");
    await files.select("recipes", "travel");
    await files.deleteButton.click();
    await expect(files.dialog.getByText(/This also deletes/)).toBeVisible();
    await examine(page, "delete");
    await page.keyboard.press("Escape");
    await files.places.getByRole("button", { name: "Open bucket" }).click();
    await examine(page, "open bucket");
    await page.keyboard.press("Escape");
    await files.unselect();
    await files.upload(textFile("Read me first.txt"));
    await expect(files.dialog.getByRole("radio", { name: "Keep both" })).toBeVisible();
    await examine(page, "a name that is taken");
  });

  test("files empty, uploading, loading and failing", async ({ page, entrance, files, user }) => {
    await entrance.signIn(user);
    await expect(files.main.getByText("No files yet")).toBeVisible();
    await examine(page, "no files");

    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await intercept(page, "PutObject", async (route) => {
      if (route.request().url().endsWith("refused.txt")) return s3Error(403, "AccessDenied", "No.")(route);
      await held;
      await route.fallback();
    });
    await files.upload(textFile("a.txt"), textFile("refused.txt"));
    await expect(files.uploads).toContainText("You don't have permission to do this here");
    await expect(files.uploads.getByRole("progressbar", { name: "Uploading a.txt" })).toBeVisible();
    await examine(page, "uploads");
    goOn();
    await expect(files.row("a.txt")).toBeVisible();
    await page.unrouteAll();

    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await intercept(page, "ListObjectsV2", async (route) => {
      await answered;
      await s3Error(403, "AccessDenied", "No.")(route);
    });
    await page.goto("#/files/shared/");
    await expect(files.table).toHaveAttribute("aria-busy", "true");
    await examine(page, "files loading");
    answer();
    await expect(files.alert).toBeVisible();
    await examine(page, "files failing");
  });

  test("items and session", async ({ page, entrance, items, shell, sessionScreen }) => {
    await entrance.signIn(ALICE);
    await shell.go("Items");
    await expect(items.row("profile")).toBeVisible();
    await examine(page, "items");
    await items.open("profile");
    await expect(items.details("profile")).toContainText("Orchard");
    await examine(page, "details of an item");
    await shell.go("Session");
    await expect(sessionScreen.request("GetCallerIdentity")).toBeVisible();
    await examine(page, "session");
    await sessionScreen.request("GetCallerIdentity").getByRole("button").click();
    await expect(sessionScreen.details).toBeVisible();
    await examine(page, "details of a request");
  });

  test("guests, strangers and owners in trouble", async ({ page, entrance, files, items, shell }) => {
    await entrance.open();
    await entrance.guest.click();
    await expect(files.main).toBeVisible();
    await page.goto("#/files/my/");
    await expect(files.main.getByText("Guests have no files")).toBeVisible();
    await examine(page, "a guest's files");
    await shell.go("Items");
    await expect(items.main.getByText("Guests have no items")).toBeVisible();
    await examine(page, "a guest's items");
    await page.goto("#/nowhere");
    await expect(page.getByText("This page doesn't exist")).toBeVisible();
    await examine(page, "an address that leads nowhere");
    await configure(page, { region: "?" });
    await page.reload();
    await expect(page.getByRole("alert")).toBeVisible();
    await examine(page, "a faulty configuration");
  });
});

test("the keyboard is enough", async ({ page, entrance, files, shell, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}folder/one.txt`, `${prefix}folder/two.txt`]);
  /** Goes on with Tab until `target` has the focus. */
  const tabTo = async (target: Locator) => {
    for (let presses = 0; presses < 40; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    await expect(target).toBeFocused();
  };

  await test.step("sign in", async () => {
    await entrance.open();
    await expect(entrance.email).toBeFocused();
    await page.keyboard.type(user.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(user.password);
    await page.keyboard.press("Enter");
    await expect(files.row("folder")).toBeVisible();
  });

  await test.step("open a folder", async () => {
    await tabTo(files.row("folder"));
    await page.keyboard.press("Enter");
    await files.expectNames(["one.txt", "two.txt"]);
    await expect(files.row("one.txt")).toBeFocused();
  });

  await test.step("upload", async () => {
    await tabTo(files.uploadButton);
    const choosing = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Upload files" })).toBeFocused();
    await page.keyboard.press("Enter");
    await (await choosing).setFiles([textFile("three.txt")]);
    await files.expectNames(["one.txt", "three.txt", "two.txt"]);
  });

  await test.step("delete", async () => {
    await tabTo(files.row("one.txt"));
    await page.keyboard.press("ArrowDown");
    await expect(files.row("three.txt")).toBeFocused();
    await page.keyboard.press("Control+Space");
    await page.keyboard.press("Delete");
    await tabTo(files.dialog.getByRole("button", { name: "Delete", exact: true }));
    await page.keyboard.press("Enter");
    await expect(files.dialog).toBeHidden();
    await files.expectNames(["one.txt", "two.txt"]);
    expect(await owner.keys(prefix)).toEqual([`${prefix}folder/one.txt`, `${prefix}folder/two.txt`]);
  });

  await test.step("sign out", async () => {
    await tabTo(shell.accountMenu);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Account", exact: true })).toBeFocused();
    await page.keyboard.press("End");
    await expect(shell.menuItem("Sign out")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/#\/sign-in$/);
  });
});
