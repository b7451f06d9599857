import { examine } from "../support/accessible.ts";
import { AccountScreen } from "../screens/account.ts";
import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import * as owner from "../support/owner.ts";
import { expireIdToken } from "../support/sessions.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";

/** The rule for whatever one tab does about who is signed in. */
const A_SECOND = { timeout: 1_000 };

test("signing in and out reaches every tab within a second", async ({ context, page, entrance, files, shell, user }) => {
  const other = await context.newPage();
  const there = new Entrance(other);
  await there.open();
  await entrance.signIn(user, { keep: true });
  await expect(shell.navigation).toBeVisible();
  await expect(new Shell(other).navigation).toBeVisible(A_SECOND);
  await files.expectLoaded();
  await new Files(other).expectLoaded();
  await shell.signOut();
  await expect(entrance.signInButton).toBeVisible();
  await expect(there.signInButton).toBeVisible(A_SECOND);
  await page.reload();
  await expect(entrance.signInButton).toBeVisible();
});

test("a session of one tab stays its own", async ({ context, entrance, files, user }) => {
  const there = new Entrance(await context.newPage());
  await entrance.signIn(user);
  await files.expectLoaded();
  await there.open();
  await expect(there.signInButton).toBeVisible();
});

test("of ten tabs whose token has expired one refreshes, and so again with what it bought", async ({ context, page, entrance, files, user }) => {
  test.slow();
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  const others = await Promise.all(Array.from({ length: 9 }, () => context.newPage()));
  for (const other of others) await new Entrance(other).open("");
  const spent: string[] = [];
  context.on("request", (request) => {
    if (request.headers()["x-amz-target"]?.endsWith(".GetTokensFromRefreshToken")) spent.push(request.postDataJSON().RefreshToken);
  });
  for (const round of [1, 2]) {
    await expireIdToken(page);
    await Promise.all([page, ...others].map((tab) => tab.reload()));
    for (const tab of [page, ...others]) await new Files(tab).expectLoaded();
    expect(spent.length).toBe(round);
  }
  expect(new Set(spent).size, "a refresh token is good once").toBe(2);
});

test("a duplicated tab goes on when the other one has refreshed", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  const [duplicate] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void window.open(location.href))]);
  await new Files(duplicate).expectLoaded();
  const refreshed = page.waitForResponse((response) => response.request().headers()["x-amz-target"]?.endsWith(".GetTokensFromRefreshToken") ?? false);
  const kept = () => duplicate.evaluate(() => JSON.parse(sessionStorage["satchel.session"]).accounts[0].visitor.User.refresh_token);
  const before = await kept();
  // A change of the profile buys tokens that say so.
  await page.goto("#/account");
  await new AccountScreen(page).set("Name", "Ann");
  await refreshed;
  await expect.poll(kept).not.toBe(before);
});

test("two accounts in one browser keep their sessions", async ({ context, page, entrance, files, shell, user, wire }) => {
  const second = await newUser();
  await owner.putObject(`${await privatePrefix(user)}first.txt`);
  await owner.putObject(`${await privatePrefix(second)}second.txt`);
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["first.txt"]);
  const other = await context.newPage();
  await new Entrance(other).open();
  await new Files(other).expectNames(["first.txt"]);

  await shell.accountMenu.click();
  await page.getByRole("menuitem", { name: "Add account" }).click();
  await expect(page.getByRole("link", { name: "Back without adding an account" })).toBeVisible();
  await entrance.fill(second);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await expect(shell.accountMenu).toContainText(second.email);
  await expect(new Shell(other).accountMenu).toContainText(second.email, A_SECOND);
  await files.expectNames(["second.txt"]);
  await new Files(other).expectNames(["second.txt"]);

  wire.forget();
  await shell.accountMenu.click();
  await page.getByRole("menuitem", { name: "Switch account" }).click();
  const dialog = page.getByRole("dialog", { name: "Switch account" });
  await expect(dialog.getByRole("button", { name: user.email })).toBeVisible();
  await examine(page, "switch account");
  await dialog.getByRole("button", { name: user.email }).click();
  await expect(shell.accountMenu).toContainText(user.email);
  await expect(new Shell(other).accountMenu).toContainText(user.email, A_SECOND);
  await files.expectNames(["first.txt"]);
  await new Files(other).expectNames(["first.txt"]);
  expect(wire.of("InitiateAuth"), "nobody has to sign in again").toEqual([]);

  await shell.signOut();
  await page.getByRole("button", { name: `Continue as ${second.email}` }).click();
  await files.expectNames(["second.txt"]);
  await page.reload();
  await files.expectNames(["second.txt"]);
  await expect(new Shell(page).accountMenu).toContainText(second.email);
});
