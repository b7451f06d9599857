import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { poolWithChoices, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, signInElsewhere } from "../support/visitors.ts";

test("a new one takes the place of the old one", async ({ page, entrance, account, shell, user, wire }) => {
  const changed = { ...user, password: `${user.password}-new` };
  await entrance.signIn(user);
  await account.open();
  await account.changePassword(user.password, "short");
  await expect(account.password.getByRole("textbox", { name: "New password" })).toHaveAccessibleDescription(/doesn't meet all the rules/);
  expect(wire.of("ChangePassword")).toEqual([]);
  await account.changePassword(`${user.password}x`, changed.password);
  await expect(account.password.getByRole("alert")).toContainText("Wrong current password");
  await examine(page, "a password that was refused");
  await account.changePassword(user.password, changed.password);
  await expect(shell.news.getByText("Password changed")).toBeVisible();
  await expect(account.passwordOpener, "the focus goes back to what opened the row").toBeFocused();
  await account.passwordOpener.click();
  await expect(account.password.getByRole("textbox", { name: "New password" })).toHaveValue("");
  await signInElsewhere(changed);
  await expect(signInElsewhere(user)).rejects.toThrow("Incorrect username or password");
  await page.reload();
  await account.expectLoaded();
  await expect(account.shown("Email"), "the session goes on").toHaveText(user.email);
});

test("only so many guesses are allowed", async ({ entrance, account, user, wire }) => {
  await entrance.signIn(user);
  await account.open();
  for (let guess = 1; guess <= 5; guess++) {
    await account.changePassword(`${user.password}-${guess}`, `${user.password}-new`);
    await expect.poll(() => wire.statuses("ChangePassword").length).toBe(guess);
    await expect(account.password.getByRole("button", { name: "Save" })).not.toHaveAttribute("aria-busy", "true");
  }
  await account.changePassword(user.password, `${user.password}-new`);
  await expect(account.password.getByRole("alert")).toContainText("Too many attempts");
  await signInElsewhere(user);
});

test("who signs in without a password sets a first one", async ({ page, entrance, account, shell, wire }) => {
  const pool = await poolWithChoices();
  const { email, password } = newVisitor();
  await owner.userPools("AdminCreateUser", { UserPoolId: pool.id, Username: email, UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }] });
  await use(page, pool);
  await entrance.open("#/account");
  await entrance.email.fill(email);
  await choose(page, "Email me a code");
  await page.getByRole("textbox", { name: "One-time code" }).fill(await code(email));
  await page.getByRole("button", { name: "Verify" }).click();
  await account.expectLoaded();
  await expect(account.password).toContainText("You sign in without a password.");
  await expect(account.password.getByRole("textbox", { name: "Current password" })).toHaveCount(0);
  await examine(page, "no password yet");
  await account.passwordOpener.click();
  await expect(account.password.getByRole("textbox", { name: "Current password" })).toHaveCount(0);
  await account.password.getByRole("textbox", { name: "New password" }).fill(password);
  await page.keyboard.press("Enter");
  await expect(shell.news.getByText("Password set")).toBeVisible();
  await expect(account.passwordOpener, "the focus is not lost").toBeFocused();
  await account.passwordOpener.click();
  await expect(account.password.getByRole("textbox", { name: "Current password" })).toBeVisible();
  expect(wire.of("ChangePassword").map(({ body }) => Object.keys(JSON.parse(body)).sort())).toEqual([["AccessToken", "ProposedPassword"]]);
  await signInElsewhere({ email, password }, pool);
  await page.reload();
  await account.expectLoaded();
  await expect(account.password.getByRole("button", { name: "Change password" })).toBeVisible();
});
