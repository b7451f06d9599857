/** The form is in the document before the program: it works at first paint, and nothing of what was done with it is lost. */

import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { expect, test } from "../support/test.ts";

/** Holds the program back until what is returned is called. */
async function holdProgram(page: Page) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/\.wasm(\?.*)?$/, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

/** The program has taken over what was painted first. */
async function arrived(page: Page) {
  await expect(page.locator("#first-paint")).toHaveCount(0);
}

test("what was typed before the program was there stays, with the focus and the caret", async ({ page, entrance, user, shell }) => {
  const letGo = await holdProgram(page);
  await page.goto("#/sign-in");
  await expect(entrance.email).toBeFocused();
  await page.keyboard.type(user.email);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const input = await entrance.email.elementHandle();
  letGo();
  await arrived(page);
  await expect(entrance.guest).toBeVisible();
  await expect(entrance.email).toHaveValue(user.email);
  await expect(entrance.email).toBeFocused();
  expect(await entrance.email.evaluate((now: HTMLInputElement, before) => [now === before, now.selectionStart, now.selectionEnd], input)).toEqual([true, 1, 1]);
  await entrance.password.fill(user.password);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("a form that is sent before the program is there waits for it, and signs in", async ({ page, entrance, user, shell, wire }) => {
  const letGo = await holdProgram(page);
  await page.goto("#/sign-in");
  await entrance.fill(user);
  await entrance.keep.check();
  await page.keyboard.press("Enter");
  await entrance.signInButton.click();
  await expect(entrance.signInButton).toHaveAttribute("aria-busy", "true");
  await expect(page).toHaveURL(/#\/sign-in$/);
  letGo();
  await expect(shell.navigation).toBeVisible();
  expect(wire.exchanges.filter(({ operation }) => operation === "RespondToAuthChallenge")).toHaveLength(1);
  expect(await page.evaluate(() => Boolean(localStorage["satchel.session"]))).toBe(true);
});

test("an empty form that is sent before the program is there says what is missing, where one types", async ({ page, entrance }) => {
  const letGo = await holdProgram(page);
  await page.goto("#/sign-in");
  await entrance.signInButton.click();
  letGo();
  await expect(entrance.email).toHaveAccessibleDescription(/Enter your email/);
  await expect(entrance.email).toBeFocused();
});

test("whoever is signed in sees the frame before the program, never the form", async ({ page, entrance, user, shell }) => {
  await entrance.signIn(user);
  const letGo = await holdProgram(page);
  await page.reload();
  await expect(page.locator("#first-frame")).toBeVisible();
  await expect(entrance.email).toBeHidden();
  letGo();
  await expect(shell.navigation).toBeVisible();
  await expect(page.locator("#first-frame")).toHaveCount(0);
});

for (const width of [1280, 834, 600, 360]) {
  test(`the frame before the program is where the frame itself is, ${width} px wide`, async ({ page, entrance, user, shell }) => {
    await page.setViewportSize({ width, height: 720 });
    await entrance.signIn(user);
    await expect(shell.navigation).toBeVisible();
    const place = (selector: string) => page.locator(selector).evaluate((element) => JSON.stringify(element.getBoundingClientRect()));
    const frame = await place(".sheet");
    await holdProgram(page);
    await page.reload();
    await expect(page.locator("#first-frame")).toBeVisible();
    expect(await place("#first-frame > div")).toBe(frame);
  });
}

test("the address of another step shows no form first", async ({ page, entrance }) => {
  const letGo = await holdProgram(page);
  await page.goto("#/sign-up");
  await expect(page.getByRole("status")).toHaveText("Loading…");
  await expect(entrance.password).toBeHidden();
  letGo();
  await expect(entrance.createAccountButton).toBeVisible();
});

test("the form comes back empty and alive after another step and after signing out", async ({ page, entrance, user, shell }) => {
  await entrance.open();
  await entrance.createAccountLink.click();
  await expect(entrance.createAccountButton).toBeVisible();
  await page.goBack();
  await expect(entrance.heading("Sign in")).toBeVisible();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  await shell.signOut();
  await expect(entrance.password).toHaveValue("");
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("a password manager's way to the password leads over the sign-in", async ({ page, entrance, user, account }) => {
  await page.goto("/.well-known/change-password");
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(account.password).toBeVisible();
});

test("without JavaScript the page says what it needs, and sends nothing", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(baseURL!);
  await expect(page.locator("noscript p")).toHaveText([/needs JavaScript/, /benötigt JavaScript/, /JavaScript/]);
  await expect(page.locator("noscript p").first()).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("secret");
  // Nothing is waited for: the policy stops what would be sent.
  await page.getByRole("button", { name: "Sign in" }).click({ noWaitAfter: true, timeout: 5_000 }).catch(() => {});
  expect(page.url()).not.toContain("secret");
  await context.close();
});

test("the way that was used last is marked", async ({ page, entrance, shell }) => {
  await entrance.open();
  await entrance.guest.click();
  await expect(shell.navigation).toBeVisible();
  await page.evaluate(() => localStorage.setItem("satchel.last-used", "site account"));
  await shell.signOut();
  await expect(entrance.heading("Sign in")).toBeVisible();
  await page.getByText("More ways to sign in").click();
  await expect(page.getByRole("button", { name: /site account.*Last used/ })).toBeVisible();
  await examine(page, "the ways to sign in, the last one marked");
});
