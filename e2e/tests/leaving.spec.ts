import type { Page } from "@playwright/test";

import { Entrance } from "../screens/entrance.ts";
import { Files, textFile } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import { configure } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";
import { newUser } from "../support/visitors.ts";

const paused = (page: Page) => page.getByText("2 uploads are paused. Sign in to the same account here to continue.");

/** Two files that are on their way for as long as the test lasts. */
async function uploadForEver(page: Page, files: Files) {
  await intercept(page, "PutObject", () => {});
  await files.upload(textFile("one.txt"), textFile("two.txt"));
  await expect(files.uploads.getByRole("button", { name: "Cancel two.txt" })).toBeVisible();
  await expect(files.uploads).toContainText("0 of 2");
}

test("who leaves while files are on their way is asked first", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await uploadForEver(page, files);
  const asked = page.getByRole("dialog", { name: "Sign out?" });

  await shell.accountMenu.click();
  await shell.menuItem("Sign out").click();
  await expect(asked).toContainText("2 uploads are still running. This cancels them.");
  await examine(page, "leaving while files are on their way");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await expect(asked).toBeHidden();
  await expect(files.uploads).toContainText("0 of 2");

  await shell.accountMenu.click();
  await shell.menuItem("Add account").click();
  const adding = page.getByRole("dialog", { name: "Add account?" });
  await adding.getByRole("button", { name: "Cancel" }).click();
  await expect(files.uploads).toContainText("0 of 2");

  await shell.accountMenu.click();
  await shell.menuItem("Sign out").click();
  await asked.getByRole("button", { name: "Sign out" }).click();
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByText("are paused"), "they were asked").toHaveCount(0);
});

test("an address that leads nowhere new stops nothing", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await uploadForEver(page, files);
  await page.evaluate(() => (location.hash = "#/sign-in"));
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  await expect(files.uploads).toContainText("0 of 2");
});

test("switching the account asks as well", async ({ page, entrance, files, shell, user }) => {
  const second = await newUser();
  await entrance.signIn(user);
  await files.expectLoaded();
  await shell.accountMenu.click();
  await shell.menuItem("Add account").click();
  await entrance.fill(second);
  await entrance.signInButton.click();
  await files.expectLoaded();
  await expect(shell.accountMenu).toContainText(second.email);
  await uploadForEver(page, files);
  await shell.accountMenu.click();
  await shell.menuItem("Switch account").click();
  await page.getByRole("dialog", { name: "Switch account", exact: true }).getByRole("button", { name: user.email }).click();
  const asked = page.getByRole("dialog", { name: "Switch account?" });
  await expect(asked).toContainText("2 uploads are still running.");
  await asked.getByRole("button", { name: "Switch account" }).click();
  await expect(shell.accountMenu).toContainText(user.email);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("what another tab has stopped is said", async ({ context, page, entrance, files, user }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  const other = await context.newPage();
  await other.goto("");
  await new Files(other).expectLoaded();
  await uploadForEver(page, files);

  await test.step("by adding an account", async () => {
    const shell = new Shell(other);
    await shell.accountMenu.click();
    await shell.menuItem("Add account").click();
    const there = new Entrance(other);
    await there.fill(await newUser());
    await there.keep.check();
    await there.signInButton.click();
    await expect(page.getByText("2 uploads of another account are paused. Sign in to that account here to continue.")).toBeVisible();
    await examine(page, "uploads were stopped from another tab");
    await page.locator(".banner").filter({ hasText: "are paused" }).getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByText("are paused")).toHaveCount(0);
  });

  await test.step("by signing out", async () => {
    await uploadForEver(page, files);
    await new Shell(other).signOut();
    await expect(entrance.signInButton).toBeVisible();
    await expect(paused(page)).toBeVisible();
  });
});

test("what ended with an idle session is said", async ({ page, entrance, files, user }) => {
  await configure(page, { session: { idle_timeout_minutes: 15 } });
  await page.clock.install();
  await entrance.signIn(user);
  await files.expectLoaded();
  await uploadForEver(page, files);
  await page.clock.fastForward(15 * 60_000);
  await page.clock.fastForward(60_000);
  await expect(entrance.signInButton).toBeVisible();
  await expect(paused(page)).toBeVisible();
});
