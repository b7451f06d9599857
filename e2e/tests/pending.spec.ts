import type { Page } from "@playwright/test";

import { Entrance } from "../screens/entrance.ts";
import { Shell } from "../screens/shell.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { secureSite } from "../support/deployment.ts";
import { code } from "../support/inbox.ts";
import { plugIn, register } from "../support/passkeys.ts";
import { newUserOf, poolWithChoices, use } from "../support/pools.ts";
import { PASSWORD_MARK, newUser, newVisitor, setUpAuthenticator } from "../support/visitors.ts";
import { expect, test } from "../support/test.ts";

test("a confirmation goes on from a link opened in another tab, and the first tab moves on", async ({ context, page, entrance, shell }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const other = await context.newPage();
  const there = new Entrance(other);
  await there.open("#/confirm");
  await expect(other.getByText(visitor.email)).toBeVisible();
  await there.confirm(await code(visitor.email));
  await expect(there.status).toContainText("Your address is verified");
  // The tab in which the password was chosen still knows it.
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("satchel.pending")))).toEqual([]);
});

test("a confirmation whose first tab was reloaded leads both to signing in", async ({ context, page, entrance }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await page.reload();
  await expect(entrance.code).toBeVisible();
  const there = new Entrance(await context.newPage());
  await there.open("#/confirm");
  await there.confirm(await code(visitor.email));
  await expect(entrance.status).toContainText("Your address was verified in another tab");
  await expect(entrance.email).toHaveValue(visitor.email);
});

test("a new password is set from a link opened in another tab", async ({ context, page, entrance, user }) => {
  await entrance.open("#/reset-password");
  await entrance.email.fill(user.email);
  await entrance.sendCode.click();
  await expect(entrance.code).toBeVisible();
  const other = await context.newPage();
  const there = new Entrance(other);
  await there.open("#/reset-password");
  await expect(other.getByText(user.email)).toBeVisible();
  await there.code.fill(await code(user.email));
  await there.newPassword.fill(`${PASSWORD_MARK}-other-tab-1`);
  await there.setPassword.click();
  await expect(new Shell(other).navigation).toBeVisible();
  await expect(entrance.status).toContainText("Your new password was set in another tab");
  await page.reload();
  await page.goto("#/reset-password");
  await expect(entrance.sendCode, "nothing is left of it").toBeVisible();
});

test("a second step is answered in another tab without being stored for all", async ({ context, page, entrance }) => {
  const user = await newUser();
  const authenticator = await setUpAuthenticator(user);
  await entrance.open();
  await entrance.fill(user);
  await entrance.keep.check();
  await entrance.signInButton.click();
  const question = (tab = page) => tab.getByRole("textbox", { name: "Authenticator code" });
  await expect(question()).toBeVisible();
  const other = await context.newPage();
  await other.goto("");
  await expect(question(other)).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  expect(stored).not.toContain(user.email);
  await other.reload();
  await question(other).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await other.keyboard.press("Enter");
  await expect(new Shell(other).navigation).toBeVisible();
  await expect(new Shell(page).navigation).toBeVisible();
});

test("a sign-in that is finished or given up in another tab waits nowhere any more", async ({ context, page, entrance }) => {
  const user = await newUser();
  const authenticator = await setUpAuthenticator(user);
  const ask = async () => {
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(page.getByRole("textbox", { name: "Authenticator code" })).toBeVisible();
  };
  await entrance.open();
  await ask();
  const other = await context.newPage();
  await other.goto("");
  await other.getByRole("button", { name: "Start over" }).click();
  await expect(entrance.signInButton).toBeVisible();
  await ask();
  await other.reload();
  await other.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await other.keyboard.press("Enter");
  await expect(new Shell(other).navigation).toBeVisible();
  // Not asked to be kept, the session is the other tab's own.
  await expect(entrance.status).toContainText("You signed in in another tab");
  await expect(entrance.email).toHaveValue(user.email);
});

/** Has the frames of a tab wait, as the browser does while nobody looks at it. Gives what lets them run. */
async function hide(tab: Page): Promise<() => Promise<void>> {
  await tab.evaluate(() => {
    const waiting = new Map<number, FrameRequestCallback>();
    let last = 0;
    window.requestAnimationFrame = (callback) => (waiting.set(++last, callback), last);
    window.cancelAnimationFrame = (handle) => void waiting.delete(handle);
    Object.assign(window, { show: () => waiting.forEach((callback) => callback(performance.now())) });
  });
  return () => tab.evaluate(() => (window as unknown as { show(): void }).show());
}

test("a question that nobody saw is answered in another tab, and only when its visitor wants that", async ({ context, page, entrance }) => {
  const pool = await poolWithChoices();
  await use(page, pool);
  const user = await newUserOf(pool);
  const other = await context.newPage();
  await plugIn(other);
  await other.goto(secureSite());
  await register(other, pool, user);
  await other.goto("about:blank");

  await page.goto(secureSite());
  await expect(entrance.signInButton).toBeVisible();
  const show = await hide(page);
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(entrance.heading("Sign in with a passkey")).toBeVisible();

  await other.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    const asked: unknown[] = [];
    Object.assign(window, { asked });
    navigator.credentials.get = (options) => (asked.push(options), get(options));
  });
  await other.goto(secureSite());
  await expect(new Entrance(other).heading("Sign in with a passkey")).toBeVisible();
  const asked = () =>
    other.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve((window as unknown as { asked: unknown[] }).asked.length)))));
  expect(await asked(), "the browser is not asked for a passkey by itself").toBe(0);
  await other.getByRole("button", { name: "Use a passkey" }).click();
  await expect(new Shell(other).navigation).toBeVisible();

  await expect(entrance.status).toContainText("You signed in in another tab");
  await show();
  await entrance.email.fill("");
  await entrance.signInButton.click();
  await expect(page.getByText("Enter your email"), "the page works on").toBeVisible();
});

test("a tab that comes too late with its answer ends nothing in another", async ({ context, page, entrance, shell }) => {
  const user = await newUser();
  const authenticator = await setUpAuthenticator(user);
  const question = (tab: Page) => tab.getByRole("textbox", { name: "Authenticator code" });
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(question(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto("");
  await expect(question(other)).toBeVisible();
  await intercept(other, "RespondToAuthChallenge", jsonError(400, "NotAuthorizedException", "Invalid session for the user."));
  await question(other).fill("123456");
  await other.keyboard.press("Enter");
  await expect(new Entrance(other).status).toContainText("Sign-in timed out");
  await question(page).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await page.keyboard.press("Enter");
  await expect(shell.navigation).toBeVisible();
});

test("a tab that is just signing in when another is in goes on with that", async ({ context, page, entrance, shell }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const other = await context.newPage();
  const there = new Entrance(other);
  await there.open("#/confirm");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let holds = () => {};
  const holding = new Promise<void>((resolve) => (holds = resolve));
  await intercept(page, "RespondToAuthChallenge", async (route) => (holds(), await held, route.fallback().catch(() => {})));
  await there.confirm(await code(visitor.email));
  await expect(there.status).toContainText("Your address is verified");
  await holding;
  await there.password.fill(visitor.password);
  await there.keep.check();
  await there.signInButton.click();
  await expect(new Shell(other).navigation).toBeVisible();
  await expect(shell.navigation).toBeVisible();
  release();
  await shell.go("Items");
  await expect(page.getByRole("heading", { level: 1, name: "Items" })).toBeVisible();
});
