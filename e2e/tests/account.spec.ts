import { REGIONS } from "../screens/account.ts";
import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { deployment, secureSite } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";

test("the page is a step from the menu, is named, and comes when it is wanted", async ({ page, entrance, shell, account, user, wire }) => {
  const parts = () => wire.exchanges.filter(({ url }) => /account-[0-9a-f]+\.wasm$/.test(url));
  await entrance.signIn(user);
  expect(parts(), "who changes nothing loads nothing for it").toEqual([]);
  await shell.accountMenu.click();
  await page.getByRole("menuitem", { name: "Account", exact: true }).click();
  await expect(page).toHaveURL(/#\/account$/);
  await expect(page).toHaveTitle("Account – Satchel");
  await account.expectLoaded();
  expect(parts()).toHaveLength(1);
  const offered = REGIONS.filter((name) => name !== "Devices" && name !== "Passkeys");
  for (const name of offered) await expect(account.region(name).getByRole("heading", { level: 2, name })).toBeVisible();
  await expect(account.shown("Email")).toHaveText(user.email);
  await expect(account.row("Email")).toContainText("Verified");
  for (const absent of [account.devices, account.passkeys]) await expect(absent, "what the site does not offer is left out").toHaveCount(0);
  await examine(page, "account");
});

test("one row is open at a time, Escape closes it, and the focus goes back", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user);
  await account.open();
  await expect(account.email, "nothing is open").toHaveCount(0);
  await account.opener("Email").click();
  await expect(account.email).toBeFocused();
  await expect(account.email).toHaveValue(user.email);
  await account.email.fill("half@");
  await account.passwordOpener.click();
  await expect(account.password.getByRole("textbox", { name: "Current password" })).toBeFocused();
  await expect(account.email, "one at a time").toHaveCount(0);
  await examine(page, "a row is open");
  await page.keyboard.press("Escape");
  await expect(account.passwordOpener).toBeFocused();
  await account.opener("Email").click();
  await expect(account.email, "what was given up is not kept").toHaveValue(user.email);
  await account.row("Email").getByRole("button", { name: "Cancel" }).click();
  await expect(account.opener("Email")).toBeFocused();
  await account.save({ email: user.email });
  await expect(account.email, "nothing to save").toHaveCount(0);
});

test("the parts of the page are a press away, and the one that is read is marked", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user);
  await account.open();
  const parts = page.getByRole("navigation", { name: "Account sections" }).getByRole("button");
  await expect(parts).toHaveText(["Profile", "Sign-in", "Sessions", "Linked logins", "Danger zone"]);
  const current = page.locator(".account-nav [aria-current]");
  for (const size of [{ width: 1280, height: 500 }, { width: 360, height: 640 }]) {
    await page.setViewportSize(size);
    await expect(current).toHaveText("Profile");
    await parts.filter({ hasText: "Danger zone" }).click();
    await expect(account.danger).toBeFocused();
    await expect(account.danger.getByRole("button", { name: "Delete account" })).toBeInViewport();
    await expect(current).toHaveText("Danger zone");
    await page.getByRole("main").evaluate((main) => main.scrollTo(0, 0));
    await expect(current).toHaveText("Profile");
  }
});

test.describe("when something is amiss:", () => {
  test("a region that fails leaves the others as they are, and can be tried again", async ({ page, entrance, account, user }) => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let down = true;
    const failing = async (route: Parameters<ReturnType<typeof jsonError>>[0]) => {
      await answered;
      return down ? jsonError(400, "InternalErrorException", "No.")(route) : route.fallback();
    };
    await use(page, { ...deployment().config.user_pool, remember_devices: "ask" });
    await entrance.signIn(user);
    for (const operation of ["ListDevices", "GetUser"]) await intercept(page, operation, failing);
    await page.goto("#/account");
    await expect(account.devices.locator("[aria-busy=true]")).toHaveCount(1);
    await examine(page, "account loading");
    answer();
    await expect(account.devices.getByRole("alert")).toContainText("Couldn't load your devices");
    await expect(account.profile.getByRole("alert")).toContainText("Couldn't load your profile");
    await expect(account.password.getByRole("button", { name: "Change password" })).toBeVisible();
    await examine(page, "account failing");
    down = false;
    await account.devices.getByRole("button", { name: "Try again" }).click();
    await expect(account.devices).toContainText("No devices are remembered.");
    await account.twoStep.getByRole("button", { name: "Try again" }).click();
    await expect(account.shown("Email"), "what several regions look at is fetched once for all").toHaveText(user.email);
  });

  test("a session that was ended elsewhere leads to signing in, and back here", async ({ page, entrance, account, user }) => {
    await entrance.signIn(user);
    await owner.signOutEverywhere(user.email);
    await page.goto("#/account");
    await expect(entrance.signInButton).toBeVisible();
    await expect(entrance.status).toContainText("Your session ended");
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(page).toHaveURL(/#\/account$/);
    await account.expectLoaded();
  });

  test("an access token that the pool does not take any more is replaced", async ({ entrance, account, user, wire, page }) => {
    await entrance.signIn(user);
    let refused = 0;
    await intercept(page, "GetUser", (route) =>
      refused++ === 0 ? jsonError(400, "NotAuthorizedException", "Access Token has expired")(route) : route.fallback());
    await account.open();
    await expect(account.shown("Email")).toHaveText(user.email);
    expect(wire.statuses("GetTokensFromRefreshToken")).toEqual([200]);
  });
});

test("a guest is told why there is no account, and how to get one", async ({ page, entrance, account }) => {
  await entrance.open();
  await entrance.guest.click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.goto("#/account");
  await expect(page.getByText("Guests have no account")).toBeVisible();
  await expect(account.profile).toHaveCount(0);
  await examine(page, "a guest's account");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(entrance.signInButton).toBeVisible();
});

test("somebody for whom a provider vouches sees what it says, and nothing of the user pool", async ({ page, account, shell }) => {
  const name = `ann-${Date.now()}@example.com`;
  await page.goto(`${secureSite()}#/account`);
  await choose(page, "Continue with Example ID");
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  await account.expectLoaded();
  await expect(account.profile).toContainText(name);
  for (const other of REGIONS.slice(1).filter((name) => name !== "Linked logins")) await expect(account.region(other)).toHaveCount(0);
  await examine(page, "the account of somebody for whom a provider vouches");
});
