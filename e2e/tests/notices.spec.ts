/** What the frame around the pages says by itself, to whom, and that it is seen. */

import type { Page } from "@playwright/test";

import { Entrance, choose } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import { examine } from "../support/accessible.ts";
import { intercept, jsonError, s3Error } from "../support/answers.ts";
import { configure, deployment, secureSite } from "../support/deployment.ts";
import { deleteIdentity, poolWithoutRoles } from "../support/identity-pools.ts";
import * as owner from "../support/owner.ts";
import { newPool, newUserOf, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, newUser, privatePrefix } from "../support/visitors.ts";

/** What stands at the top of whatever page is open. */
const banner = (page: Page, text: string) => page.locator(".banners[role=status]").getByText(text);
const NOT_SET_UP = "This site isn't set up correctly.";
const WITHOUT_END = "This browser blocks storage. Closing or reloading this tab signs you out.";

test.describe("what another tab does is said:", () => {
  for (const route of ["#/files", "#/session", "#/account"]) {
    test(`a sign-out, to somebody at ${route}`, async ({ context, page, entrance, shell, user }) => {
      await entrance.signIn(user, { keep: true });
      const other = await context.newPage();
      await other.goto(route);
      await expect(new Shell(other).navigation).toBeVisible();
      await shell.signOut();
      await expect(new Entrance(other).signInButton).toBeVisible();
      await expect(banner(other, "You signed out in another tab.")).toBeVisible();
      await expect(banner(page, "You were signed out"), "here it is no news").toHaveCount(0);
      if (route === "#/files") await examine(other, "signed out in another tab");
      await other.getByRole("button", { name: "Dismiss" }).click();
      await expect(banner(other, "You were signed out")).toHaveCount(0);
    });
  }

  test("somebody who signs in, and another account", async ({ context, page, entrance, shell, user }) => {
    const second = await newUser();
    const other = await context.newPage();
    await new Entrance(other).open();
    await entrance.signIn(user, { keep: true });
    await expect(banner(other, `You're now signed in as ${user.email}.`)).toBeVisible();
    await shell.accountMenu.click();
    await page.getByRole("menuitem", { name: "Add account" }).click();
    await entrance.fill(second);
    await entrance.keep.check();
    await entrance.signInButton.click();
    await expect(shell.accountMenu).toContainText(second.email);
    await expect(banner(other, `You're now signed in as ${second.email}.`)).toBeVisible();
    await expect(banner(page, "You're now signed in")).toHaveCount(0);
  });
});

test("an identity that the owner has deleted is told, with what the owner needs to know", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}before.txt`);
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["before.txt"]);
  const before = await identityOf(user);
  await deleteIdentity(before);
  await page.reload();
  await expect(files.main.getByText("No files yet")).toBeVisible();
  const told = banner(page, "You can't reach your earlier files and items");
  await expect(told).toBeVisible();
  await page.reload();
  await expect(told, "whoever sees an empty list reloads it").toBeVisible();
  await page.locator(".banners").getByText("Technical details").click();
  await expect(page.locator(".banners")).toContainText(`Earlier identity ID${before}`);
  await examine(page, "an identity is gone");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.reload();
  await files.expectLoaded();
  await expect(told).toHaveCount(0);
});

test.describe("a browser that stores nothing", () => {
  test("brings nobody back from a provider, and says so before they leave", async ({ page, entrance }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "sessionStorage", { get: () => { throw new DOMException("Access is denied", "SecurityError"); } });
    });
    await page.goto(`${secureSite()}#/sign-in`);
    await choose(page, "Continue with Example ID");
    await expect(entrance.alert).toContainText("Sign-in with Example ID needs storage, which this browser blocks.");
    await expect(entrance.signInButton).toBeVisible();
  });

  test("cannot keep anybody signed in, and says so", async ({ page, entrance, files, shell, user }) => {
    await page.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException("Access is denied", "SecurityError"); } });
      }
    });
    await entrance.open();
    await expect(page.getByText("This browser blocks storage. Closing or reloading this tab signs you out.")).toBeVisible();
    await expect(entrance.keep).toHaveCount(0);
    await examine(page, "storage is blocked");
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(banner(page, WITHOUT_END)).toBeVisible();
    await shell.go("Session");
    await shell.go("Files");
    await files.expectLoaded();
    await page.reload();
    await expect(entrance.signInButton).toBeVisible();
  });

  test("has no room for a session, and says so", async ({ page, entrance, files, user }) => {
    await page.addInitScript(() => {
      const setItem = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key: string, value: string) {
        if (key === "satchel.session") throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
        setItem.call(this, key, value);
      };
    });
    await entrance.signIn(user, { keep: true });
    await expect(banner(page, WITHOUT_END)).toBeVisible();
    await files.expectLoaded();
  });
});

test("a choice that cannot be saved is told once", async ({ page, entrance, files, shell, user }) => {
  await intercept(page, "PutPreferences", s3Error(403, "AccessDenied"));
  await entrance.signIn(user);
  await files.expectLoaded();
  await shell.accountMenu.click();
  await shell.choice("Dark").click();
  await expect(page.getByText("Saved in this browser only")).toBeVisible();
});

test.describe("a fault of the configuration is the owner's:", () => {
  async function expectFault(page: Page, says: string) {
    const alert = page.getByRole("alert").first();
    await expect(alert).toContainText(`${NOT_SET_UP}`);
    await expect(alert).toContainText("Tell the site owner.");
    await expect(alert.getByText(says), "until somebody wants to know").toBeHidden();
    await alert.getByText("Technical details").click();
    await expect(alert.getByText(says)).toBeVisible();
    await expect(alert.getByText("For the site owner")).toBeVisible();
    await expect(alert).not.toContainText("sign in again");
    await expect(alert).not.toContainText("You are signed in");
  }

  test("an app client that does not exist", async ({ page, entrance, user }) => {
    const { user_pool } = deployment().config;
    await configure(page, { user_pool: { ...user_pool, client_id: "1example23456789" } });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expectFault(page, "Check the ids and names in config.json: pools, app client, tables.");
    await examine(page, "a fault of the configuration");
  });

  test("an app client with a secret", async ({ page, entrance, user }) => {
    await intercept(page, "InitiateAuth", jsonError(400, "NotAuthorizedException", "Client 1example23456789 is configured with secret but SECRET_HASH was not received"));
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expectFault(page, "The app client has a secret, which no page can keep: use one without.");
  });

  test("an app client that may not sign anybody in", async ({ page, entrance }) => {
    const pool = await newPool("no-flows", {}, undefined, { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    const somebody = await newUserOf(pool);
    await use(page, pool);
    await entrance.open();
    await entrance.fill(somebody);
    await entrance.signInButton.click();
    await expectFault(page, "Allow this sign-in flow for the app client (ExplicitAuthFlows), with the triggers it needs.");
  });

  test("an identity pool that does not know the user pool", async ({ page, entrance, wire }) => {
    const pool = await newPool("unknown", {});
    const somebody = await newUserOf(pool);
    await use(page, pool);
    await entrance.signIn(somebody);
    await expectFault(page, "The identity pool has to list this provider: for the user pool, with the app client that config.json names.");
    expect(wire.of("GetTokensFromRefreshToken"), "a new token would be no better").toEqual([]);
  });

  test("an identity pool that does not exist", async ({ page, entrance, user }) => {
    const { identity_pool, region } = deployment().config;
    await configure(page, { identity_pool: { ...identity_pool, id: `${region}:00000000-0000-4000-8000-000000000000` } });
    await entrance.signIn(user);
    await expectFault(page, "Check the ids and names in config.json: pools, app client, tables.");
  });

  for (const who of ["a user", "a guest"]) {
    test(`no role for ${who}`, async ({ page, entrance, user }) => {
      await configure(page, { identity_pool: await poolWithoutRoles() });
      if (who === "a user") {
        await entrance.signIn(user);
      } else {
        await entrance.open();
        await entrance.guest.click();
      }
      await expectFault(page, "The identity pool has no role for this kind of visitor, or one whose trust policy doesn't allow it.");
    });
  }
});

test("what a provider's name hides is shown", async ({ page, entrance }) => {
  const { developer_login } = deployment().config;
  await configure(page, { developer_login: { ...developer_login, name: "Corp\u202e" } });
  await entrance.open();
  await expect(page.getByRole("button", { name: /^Continue with Corp.*U\+202E/, includeHidden: true })).toBeAttached();
});

test("a failure is seen on a screen of little height", async ({ page, entrance, user }) => {
  await page.setViewportSize({ width: 844, height: 390 });
  await entrance.open();
  await entrance.fill({ ...user, password: `${user.password}!` });
  await entrance.signInButton.scrollIntoViewIfNeeded();
  await entrance.signInButton.click();
  await expect(entrance.alert.getByText("Wrong email or password.")).toBeInViewport();
});

test.describe("the focus lands on the page", () => {
  test("after entering, and after following a link to another page", async ({ page, entrance, files, shell, user }) => {
    await entrance.signIn(user);
    await expect(files.main).toBeFocused();
    for (const name of ["Session", "Items", "Files"] as const) {
      await shell.go(name);
      await expect(page.getByRole("main"), name).toBeFocused();
    }
    await page.goBack();
    await expect(page.getByRole("main")).toBeFocused();
  });

  test("but not when somebody who is signed in opens it", async ({ page, entrance, files, user }) => {
    await entrance.signIn(user, { keep: true });
    await page.reload();
    await files.expectLoaded();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  });
});

test("forced colours keep borders, selection and focus", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`);
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await entrance.open();
  await entrance.fill({ ...user, password: `${user.password}!` });
  await entrance.signInButton.click();
  await expect(entrance.alert).toBeVisible();
  const style = (selector: string, property: string) =>
    page.locator(selector).first().evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), property);
  const canvas = await style("body", "background-color");
  for (const selector of [".button.primary", ".input", ".card"]) {
    expect(await style(selector, "border-top-width"), selector).not.toBe("0px");
    expect(await style(selector, "border-top-color"), selector).not.toBe(canvas);
  }
  await entrance.fill(user);
  await entrance.signInButton.click();
  await files.expectNames(["a.txt"]);
  await files.select("a.txt");
  const row = '.table-body .row[aria-selected="true"]';
  expect(await style(row, "outline-style")).toBe("solid");
  await page.locator(row).press("ArrowDown");
  await expect(page.locator(row)).toBeFocused();
  expect(await style(row, "outline-width"), "the focus is more than the selection").toBe("2px");
});
