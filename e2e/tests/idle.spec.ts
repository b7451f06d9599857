import type { Page } from "@playwright/test";

import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { examine } from "../support/accessible.ts";
import { configure } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";

const MINUTE = 60_000;

/** A site whose owner wants sessions to end after a quarter of an hour. */
test.beforeEach(async ({ page }) => {
  await configure(page, { session: { idle_timeout_minutes: 15 } });
  await page.clock.install();
});

const question = (page: Page) => page.getByRole("dialog", { name: "Are you still there?" });
const SIGNED_OUT = "You were signed out after 15 minutes without activity. Please sign in again.";

test("who does nothing is asked first, and an answer is enough", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await page.clock.fastForward(13 * MINUTE);
  await expect(question(page)).toBeHidden();
  await page.clock.fastForward(MINUTE);
  await expect(question(page)).toContainText(/We'll sign you out in 0:5\d/);
  await examine(page, "the visitor is asked whether they are still there");
  await page.mouse.wheel(0, 100);
  await expect(question(page), "only an answer is one").toBeVisible();
  await question(page).getByRole("button", { name: "Stay signed in" }).click();
  await expect(question(page)).toBeHidden();
  await page.clock.fastForward(13 * MINUTE);
  await expect(question(page)).toBeHidden();
  await page.keyboard.press("Tab");
  await page.clock.fastForward(13 * MINUTE);
  await expect(question(page), "a key is a sign of life").toBeHidden();
  await page.clock.fastForward(MINUTE + 5_000);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question(page), "so is closing the question").toBeHidden();
  await page.clock.fastForward(13 * MINUTE);
  await expect(question(page)).toBeHidden();
});

test("without an answer the session ends in all tabs, which say why and lead back", async ({ context, page, entrance, files, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}photos/cat.jpg`);
  await entrance.signIn(user, { keep: true, route: "#/files/my/photos/" });
  await files.expectNames(["cat.jpg"]);
  const other = await context.newPage();
  await other.goto("#/session");
  await expect(other.getByRole("heading", { level: 1, name: "Session" })).toBeVisible();
  await page.clock.fastForward(14 * MINUTE);
  await expect(question(page)).toBeVisible();
  // Both clocks show the time before a timer of either ends the session, as clocks of one machine do.
  await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + MINUTE);
  await page.clock.fastForward(2_000);
  for (const tab of [page, other]) {
    await expect(new Entrance(tab).signInButton).toBeVisible();
    await expect(new Entrance(tab).status).toContainText(SIGNED_OUT);
  }
  await expect.poll(() => wire.statuses("RevokeToken")).toContain(200);
  expect(await page.evaluate(() => localStorage.getItem("satchel.session"))).toBeNull();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await files.expectNames(["cat.jpg"]);
  await expect(page).toHaveURL(/#\/files\/my\/photos\/$/);
});

test("a sign of life in one tab is one for all", async ({ context, page, entrance, files, user }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  const other = await context.newPage();
  await other.goto("");
  await new Files(other).expectLoaded();
  await page.clock.fastForward(14 * MINUTE);
  await expect(question(page)).toBeVisible();
  await expect(question(other)).toBeVisible();
  await question(other).getByRole("button", { name: "Stay signed in" }).click();
  await expect(question(page)).toBeHidden();
});

test("a machine that slept wakes to a session that has ended, and a key does not bring it back", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  await page.clock.setSystemTime(Date.now() + 24 * 60 * MINUTE);
  await page.keyboard.press("Tab");
  await expect(entrance.status).toContainText(SIGNED_OUT);
});

test("a browser that was closed for too long does not open the session again, nor any other account's", async ({ context, page, entrance, files, user, wire }) => {
  const second = await newUser();
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Add account" }).click();
  await entrance.fill(second);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await files.expectLoaded();
  await page.close();
  const later = await context.newPage();
  await later.clock.setSystemTime(Date.now() + 16 * MINUTE);
  wire.forget();
  await later.goto("");
  await expect(new Entrance(later).status).toContainText(SIGNED_OUT);
  await expect(later.getByRole("button", { name: /^Continue as .*@/ })).toHaveCount(0);
  await expect.poll(() => wire.statuses("RevokeToken")).toEqual([200, 200]);
  expect(wire.of("GetCredentialsForIdentity")).toEqual([]);
});

test("signing out is an answer too, and then no timeout is blamed", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await page.clock.fastForward(14 * MINUTE);
  await question(page).getByRole("button", { name: "Sign out" }).click();
  await expect(entrance.signInButton).toBeVisible();
  await expect(entrance.status).toHaveCount(0);
});

test("who leaves while an account is being added is signed out too, and typing there is a sign of life", async ({ page, entrance, files, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["here.txt"]);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Add account" }).click();
  const back = page.getByRole("link", { name: "Back without adding an account" });
  await expect(back).toBeVisible();
  await page.clock.fastForward(13 * MINUTE);
  await entrance.email.pressSequentially("a");
  await page.clock.fastForward(13 * MINUTE);
  await expect(question(page), "a letter is a sign of life").toBeHidden();
  await page.clock.fastForward(MINUTE + 5_000);
  await expect(question(page)).toBeVisible();
  wire.forget();
  await page.clock.fastForward(MINUTE);
  await expect(entrance.status).toContainText(SIGNED_OUT);
  await expect(question(page)).toBeHidden();
  await expect(back, "there is nobody left to go back to").toHaveCount(0);
  await expect.poll(() => wire.statuses("RevokeToken")).toEqual([200]);
});

test("nobody sees another's files by coming back too late to an account that was not added", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["here.txt"]);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Add account" }).click();
  const seen: string[] = [];
  await page.exposeFunction("sees", (what: string) => seen.push(what));
  await page.evaluate(() => {
    const { sees } = window as unknown as { sees: (what: string) => void };
    new MutationObserver(() => document.querySelector(".side") && sees("workspace")).observe(document.body, { childList: true, subtree: true });
  });
  await page.clock.setSystemTime(Date.now() + 24 * 60 * MINUTE);
  // At once: within a second the page notices by itself that nobody has been here.
  await page.getByRole("link", { name: "Back without adding an account" }).dispatchEvent("click");
  await expect(entrance.status).toContainText(SIGNED_OUT);
  expect(seen).toEqual([]);
});

test("where somebody was is for nobody else", async ({ page, entrance, files, shell, user }) => {
  const second = await newUser();
  await owner.putObject(`${await privatePrefix(user)}photos/cat.jpg`);
  await owner.putObject(`${await privatePrefix(second)}mine.txt`);

  await test.step("after a session that ended by itself", async () => {
    await entrance.signIn(user, { route: "#/files/my/photos/" });
    await files.expectNames(["cat.jpg"]);
    await page.clock.setSystemTime(Date.now() + 24 * 60 * MINUTE);
    await page.keyboard.press("Tab");
    await expect(entrance.status).toContainText(SIGNED_OUT);
    await entrance.fill(second);
    await entrance.signInButton.click();
    await files.expectNames(["mine.txt"]);
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await shell.signOut();
  });

  await test.step("after signing out, by the browser's way back", async () => {
    await entrance.fill(user);
    await entrance.signInButton.click();
    await files.open("photos");
    await files.expectNames(["cat.jpg"]);
    await shell.signOut();
    await page.goBack();
    await expect(entrance.signInButton).toBeVisible();
    await entrance.fill(second);
    await entrance.signInButton.click();
    await files.expectNames(["mine.txt"]);
    await expect(page).toHaveURL(/#\/files\/my\/$/);
  });
});

test("nothing is left in the browser of accounts whose sessions ended by themselves", async ({ page, entrance, files, shell, user }) => {
  const second = await newUser();
  await owner.putObject(`${await privatePrefix(user)}photos/cat.jpg`);
  await entrance.signIn(user, { keep: true });
  await files.open("photos");
  await files.expectNames(["cat.jpg"]);
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("satchel.preferences.")).length);
  await expect.poll(kept).toBe(1);
  await shell.accountMenu.click();
  await shell.menuItem("Add account").click();
  await entrance.fill(second);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await files.expectLoaded();
  await shell.go("Items");
  await expect.poll(kept).toBe(2);
  await page.clock.setSystemTime(Date.now() + 24 * 60 * MINUTE);
  await page.keyboard.press("Tab");
  await expect(entrance.status).toContainText(SIGNED_OUT);
  await expect.poll(kept).toBe(0);
});
