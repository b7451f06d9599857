import type { Page } from "@playwright/test";

import { Entrance, choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { deployment, secureSite } from "../support/deployment.ts";
import { facebookLogin } from "../support/federation.ts";
import { loginsOf } from "../support/identity-pools.ts";
import { getObject, putObject } from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityBy, identityOf, loginOf, newVisitor, setUpAuthenticator } from "../support/visitors.ts";

const EXAMPLE = () => `${deployment().aws.replace("http://", "")}/_providers/oidc`;
const somebody = () => newVisitor().email;

/** The logins that the page has noted as linked, among the preferences of an identity. */
async function remembered(identity: string): Promise<string[]> {
  const preferences = JSON.parse((await getObject(`private/${identity}/.satchel/preferences.json`))?.toString() ?? "{}");
  return Object.keys(preferences).filter((key) => preferences[key].value === true).map((key) => key.replace("linked:", "")).sort();
}

/** Opens the page where providers return to. */
const at = (route = "") => `${secureSite()}${route}`;

async function continueWith(page: Page, provider: string, name: string) {
  await page.goto(at());
  await choose(page, `Continue with ${provider}`);
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

test("a linked login leads to the same files, and an unlinked one to none of them", async ({ page, entrance, files, shell, account, user, wire }) => {
  const name = somebody();
  const identity = await identityOf(user);
  await putObject(`private/${identity}/mine.txt`, "mine");
  await entrance.signIn(user, { keep: true, route: at("#/account") });
  await account.expectLoaded();
  await examine(page, "nothing is linked");
  await account.link("Example ID", name);
  await expect(page, "nothing of the answer is left in the address").toHaveURL(at("#/account"));
  await expect(shell.news.filter({ hasText: "Example ID linked" })).toBeVisible();
  const unlink = account.linkedLogins.getByRole("button", { name: "Unlink Example ID" });
  await expect(unlink).toBeVisible();
  await expect(account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true }), "once is enough").toHaveCount(0);
  await expect(account.shown("Email"), "the account stays who it is").toHaveText(user.email);
  await examine(page, "a login is linked");
  const pool = Object.keys(await loginOf(user))[0]!;
  expect(await loginsOf(identity)).toEqual([pool, EXAMPLE()].sort());
  await page.reload();
  await expect(unlink, "it is remembered").toBeVisible();
  await expect.poll(() => remembered(identity)).toEqual([pool, EXAMPLE()].sort());

  await shell.signOut();
  await continueWith(page, "Example ID", name);
  await files.expectNames(["mine.txt"]);
  await page.goto(at("#/account"));
  await expect(account.linkedLogins).toContainText("Example IDYou signed in with this login");
  await expect(account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true })).toHaveCount(0);
  await expect(account.linkedLogins.getByRole("button", { name: "Unlink Email" }), "the other one is linked to it").toBeVisible();
  await examine(page, "an account of a provider");
  await shell.signOut();
  await page.evaluate(() => localStorage.clear());

  await entrance.signIn(user, { keep: true, route: at("#/account") });
  await expect(unlink, "every browser knows").toBeVisible();
  await account.expectToCloseWhenLeft(() => unlink.click());
  await unlink.click();
  await expect(account.dialog).toContainText("Example ID will then open a separate account");
  await examine(page, "a login is to be unlinked");
  wire.forget();
  await account.dialog.getByRole("button", { name: "Unlink" }).click();
  await expect(shell.news.filter({ hasText: "Example ID unlinked" })).toBeVisible();
  await expect(unlink).toHaveCount(0);
  await expect(account.linkedLogins, "the focus is not lost").toBeFocused();
  expect(wire.statuses("UnlinkIdentity")).toEqual([200]);
  expect(await loginsOf(identity)).toEqual([pool]);
  await shell.signOut();
  await continueWith(page, "Example ID", name);
  await expect(files.main.getByText("No files yet")).toBeVisible();
});

test("whom a provider vouches for links an account with a password", async ({ page, entrance, files, shell, account, user, wire, guard }) => {
  guard.expectAnswerInFragment();
  const name = somebody();
  await putObject(`private/${await identityBy(await facebookLogin(name))}/mine.txt`, "mine");
  await continueWith(page, "Facebook", name);
  await files.expectNames(["mine.txt"]);
  await page.goto(at("#/account"));
  const link = account.linkedLogins.getByRole("button", { name: "Link Email", exact: true });
  await link.click();
  await expect(page.getByText("Sign in to the account that you want to link.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Continue/ }), "nobody else is to come in").toHaveCount(0);
  await examine(page, "the account to be linked signs in");
  await page.getByRole("link", { name: "Back without linking" }).click();
  await link.click();
  wire.forget();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(account.dialog, "whose it is").toContainText(user.email);
  await account.dialog.getByRole("button", { name: "Link" }).click();
  await expect(shell.news.filter({ hasText: "Email linked" })).toBeVisible();
  await expect(account.linkedLogins.getByRole("button", { name: "Unlink Email" })).toBeVisible();
  await expect(link).toHaveCount(0);
  await expect(account.linkedLogins, "the account stays who it is").toContainText("FacebookYou signed in with this login");
  await wire.expectStatuses("RevokeToken", [200]);
  await shell.signOut();

  await entrance.signIn(user, { route: at() });
  await files.expectNames(["mine.txt"]);
});

test("an account to be linked signs in on this page alone", async ({ page, context, entrance, shell, account, user, guard }) => {
  guard.expectAnswerInFragment();
  const authenticator = await setUpAuthenticator(user);
  const question = (tab: Page) => tab.getByRole("textbox", { name: "Authenticator code" });
  const name = somebody();
  await continueWith(page, "Facebook", name);
  const identity = await identityBy(await facebookLogin(name));
  const other = await context.newPage();
  const there = new Entrance(other);
  await there.open(at());
  await there.fill(user);
  await there.signInButton.click();
  await expect(question(other)).toBeVisible();

  const link = account.linkedLogins.getByRole("button", { name: "Link Email", exact: true });
  await page.goto(at("#/account"));
  await link.click();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const channel = new BroadcastChannel("satchel.entrance");
        channel.onmessage = ({ data }) => String(data).startsWith("waits") && resolve();
        channel.postMessage("who-waits\n");
      }),
  );
  await expect(question(page), "what waits in another tab was begun for something else").toHaveCount(0);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(question(page)).toBeVisible();
  await page.reload();
  await expect(shell.navigation).toBeVisible();
  expect(await page.evaluate(() => Object.keys(sessionStorage)), "nobody would know what the question was for").not.toContain("satchel.pending.sign-in");
  expect(await loginsOf(identity)).toEqual(["graph.facebook.com"]);

  await page.goto(at("#/account"));
  await link.click();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await question(page).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await page.keyboard.press("Enter");
  await account.dialog.getByRole("button", { name: "Link" }).click();
  await expect(shell.news.filter({ hasText: "Email linked" })).toBeVisible();
  await expect(question(other), "the other tab goes on with its own").toBeVisible();
});

test("a login with files of its own is left alone, and so is the account", async ({ page, entrance, files, shell, account, user, guard }) => {
  guard.expectAnswerInFragment();
  const name = somebody();
  await continueWith(page, "Facebook", name);
  await expect(files.main.getByText("No files yet")).toBeVisible();
  const theirs = await identityBy(await facebookLogin(name));
  await putObject(`private/${theirs}/theirs.txt`, "theirs");
  await shell.signOut();

  const ours = await identityOf(user);
  await putObject(`private/${ours}/ours.txt`, "ours");
  await entrance.signIn(user, { route: at("#/account") });
  await account.link("Facebook", name);
  const alert = account.linkedLogins.getByRole("alert");
  await expect(alert).toContainText("This Facebook login has files or items of its own");
  await expect(alert).toContainText("Nothing changed");
  await examine(page, "a login could not be linked");
  expect([await loginsOf(ours), await loginsOf(theirs)]).toEqual([Object.keys(await loginOf(user)), ["graph.facebook.com"]]);
  await page.goto(at("#/files"));
  await files.expectNames(["ours.txt"]);
  await shell.signOut();
  await continueWith(page, "Facebook", name);
  await files.expectNames(["theirs.txt"]);
});

test("two logins of one provider are not one account", async ({ page, entrance, account, user }) => {
  const identity = await identityOf(user);
  const first = await facebookLogin(somebody());
  expect(await identityBy({ ...(await loginOf(user)), ...first }), "linked in another browser").toBe(identity);
  await entrance.signIn(user, { route: at("#/account") });
  await account.link("Facebook", somebody());
  await expect(account.linkedLogins.getByRole("alert")).toContainText("Your account already has another Facebook login.");
  expect(await loginsOf(identity)).toContain("graph.facebook.com");
  expect(await identityBy(first)).toBe(identity);
});

test("nothing is linked before the visitor has seen whose login it is", async ({ page, entrance, account, user, wire }) => {
  // Whoever sat here before may be signed in there.
  const name = somebody();
  const identity = await identityOf(user);
  await entrance.signIn(user, { route: at("#/account") });
  await account.begin("Example ID", name);
  await expect(account.dialog).toContainText("Link Example ID?");
  await expect(account.dialog).toContainText(name);
  await examine(page, "a login is to be linked");
  await account.dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(account.dialog).toBeHidden();
  await expect(account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true })).toBeVisible();
  expect(await loginsOf(identity)).toEqual(Object.keys(await loginOf(user)));
  expect(wire.of("UnlinkIdentity")).toEqual([]);

  await account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true }).click();
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(account.dialog).toContainText(name);
  await page.reload();
  await expect(account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true }), "a reload answers no question").toBeVisible();
  await expect(account.dialog).toBeHidden();
  expect(await loginsOf(identity)).toEqual(Object.keys(await loginOf(user)));
});

test("whoever changes their mind at the provider links nothing", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user, { route: at("#/account") });
  await account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(account.linkedLogins.getByRole("alert")).toContainText("Sign-in with Example ID was cancelled.");
  await expect(page).toHaveURL(at("#/account"));
  await expect(account.shown("Email")).toHaveText(user.email);
  expect(await loginsOf(await identityOf(user))).toEqual(Object.keys(await loginOf(user)));
});

test("the answer is of no use to whoever is here instead", async ({ page, entrance, account, shell, user }) => {
  await entrance.signIn(user, { keep: true, route: at("#/account") });
  await account.linkedLogins.getByRole("button", { name: "Link Example ID", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Name or email" })).toBeVisible();
  const there = await page.context().newPage();
  await there.goto(at());
  await there.getByRole("button", { name: "Account menu" }).click();
  await there.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(there).toHaveURL(/#\/sign-in$/);
  await page.getByRole("textbox", { name: "Name or email" }).fill(somebody());
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(entrance.alert).toContainText("The account to link Example ID to is no longer signed in here.");
  await expect(shell.navigation, "nobody is signed in who did not ask for it").toHaveCount(0);
  await examine(page, "the account to link to is gone");
});

test("where a provider cannot return, its line says so and offers nothing", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user, { route: "#/account" });
  await expect(account.linkedLogins.getByRole("listitem").filter({ hasText: "Google" })).toContainText("needs HTTPS");
  await expect(account.linkedLogins.getByRole("button", { name: "Link Google" })).toHaveCount(0);
  await examine(page, "a provider that cannot return, on the Account page");
});
