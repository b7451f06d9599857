import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { newPool, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, privatePrefix, refreshElsewhere, signInElsewhere } from "../support/visitors.ts";

test("signing out everywhere ends every session", async ({ page, entrance, account, user, wire }) => {
  const elsewhere = await signInElsewhere(user);
  await entrance.signIn(user);
  await account.open();
  await account.signOutEverywhere.click();
  await expect(account.dialog).toContainText("You'll need to sign in again on all devices, including this one.");
  await examine(page, "signing out everywhere is asked about");
  await account.dialog.getByRole("button", { name: "Cancel" }).click();
  expect(wire.of("GlobalSignOut"), "one click alone does nothing").toEqual([]);
  await account.signOutEverywhere.click();
  await account.dialog.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/#\/sign-in$/);
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByText("You are signed out everywhere.")).toBeVisible();
  await expect(refreshElsewhere(elsewhere.getRefreshToken().getToken())).rejects.toThrow("revoked");
  expect(await page.evaluate(() => sessionStorage.getItem("satchel.session"))).toBeNull();
  await entrance.signIn(user);
});

test("an account is deleted once its address was typed, and its files stay unless they go first", async ({ page, entrance, account, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}a.txt`, `${prefix}folder/b.txt`]);
  await entrance.signIn(user);
  await account.open();
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await expect(account.dialog).toContainText("This can't be undone. Items saved for your account stay in this site's storage. Ask the site owner to remove them.");
  await examine(page, "an account is to be deleted");
  const email = account.dialog.getByRole("textbox", { name: "Your email" });
  const confirm = account.dialog.getByRole("button", { name: "Delete account" });
  await expect(confirm, "nothing was typed").toBeDisabled();
  await email.fill("somebody@else.example");
  await expect(confirm).toBeDisabled();
  await confirm.focus();
  await expect(confirm, "why is read where the focus is").toHaveAccessibleDescription(`Type ${user.email} to confirm.`);
  await confirm.click({ force: true });
  await email.press("Enter");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription(/to confirm/);
  expect(await owner.exists(user.email)).toBe(true);
  await email.fill(user.email);
  await confirm.click();
  await expect(page).toHaveURL(/#\/sign-in$/);
  await expect(page.getByText("Account deleted")).toBeVisible();
  expect(await owner.exists(user.email)).toBe(false);
  expect(await owner.keys(prefix)).toHaveLength(2);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("Wrong email or password");
});

test("an account without an address is deleted by its user name, and by nothing less", async ({ page, entrance, account, wire }) => {
  const pool = await newPool("names", { UsernameAttributes: undefined });
  const { email: name, password } = newVisitor();
  await owner.userPools("AdminCreateUser", { UserPoolId: pool.id, Username: name, MessageAction: "SUPPRESS" });
  await owner.setPassword(name, password, { UserPoolId: pool.id });
  await use(page, pool);
  await entrance.signIn({ email: name, password }, { route: "#/account" });
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  const field = account.dialog.getByRole("textbox", { name: "Your username" });
  await expect(field).toHaveAccessibleDescription(`Type ${name} to confirm.`);
  await expect(account.dialog.getByRole("button", { name: "Delete account" })).toBeDisabled();
  await field.press("Enter");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  expect(wire.of("DeleteUser")).toEqual([]);
  await field.fill(name);
  await field.press("Enter");
  await expect(page.getByText("Account deleted")).toBeVisible();
});

test("files go with the account where that is asked for", async ({ page, entrance, account, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: 1_005 }, (_, at) => `${prefix}folder/${at}.txt`), () => "");
  await entrance.signIn(user);
  await account.open();
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await account.dialog.getByRole("checkbox", { name: "Also delete all my files" }).check();
  await account.dialog.getByRole("textbox", { name: "Your email" }).fill(user.email.toUpperCase());
  let down = true;
  await intercept(page, "DeleteUser", (route) => (down ? jsonError(500, "InternalErrorException")(route) : route.fallback()));
  await account.dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(account.dialog.getByRole("alert")).toContainText("Couldn't delete your account");
  // The preferences may have been among them already.
  await expect(account.dialog).toContainText(/1,00[56] files deleted\./);
  expect(await owner.keys(prefix)).toEqual([]);
  await examine(page, "an account that could not be deleted");
  down = false;
  await account.dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByText("Account deleted")).toBeVisible();
  expect(await owner.exists(user.email)).toBe(false);
});

test("deleting the files can be stopped, and the account is still there", async ({ page, entrance, account, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: 1_005 }, (_, at) => `${prefix}${at}.txt`), () => "");
  await entrance.signIn(user);
  await account.open();
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await account.dialog.getByRole("checkbox", { name: "Also delete all my files" }).check();
  await account.dialog.getByRole("textbox", { name: "Your email" }).fill(user.email);
  let sent = 0;
  await intercept(page, "DeleteObjects", (route) => (sent++ === 0 ? route.fallback() : undefined));
  await account.dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(account.dialog).toContainText("1,000 files deleted.");
  await account.dialog.getByRole("button", { name: "Stop" }).click();
  await expect(account.dialog).toBeHidden();
  expect(wire.of("DeleteUser")).toEqual([]);
  expect(await owner.exists(user.email)).toBe(true);
  // The preferences may have been among the thousand.
  expect([5, 6]).toContain((await owner.keys(prefix)).length);
});
