import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { home } from "../support/federation.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, privatePrefix } from "../support/visitors.ts";

test("a second login is linked, leads to the same files, and is unlinked again", async ({ page, entrance, files, shell, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}mine.txt`);
  await page.goto(`${home()}#/account`);
  await entrance.fill(user);
  await entrance.signInButton.click();
  const region = page.getByRole("region", { name: "Linked logins" });
  const atProvider = async (name: string) => {
    await page.getByRole("textbox", { name: "Name or email" }).fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const name = newVisitor().email;
  await region.getByRole("button", { name: "Link Facebook" }).click();
  await atProvider(name);
  await expect(page.getByText("Facebook is linked")).toBeVisible();
  await expect(page, "back where it was begun").toHaveURL(`${home()}#/account`);
  await expect(shell.accountMenu, "and as who it was").toContainText(user.email);
  await expect(region.getByRole("button", { name: "Unlink Facebook" })).toBeVisible();
  await examine(page, "a login is linked");

  await shell.signOut();
  await page.getByRole("button", { name: "Continue with Facebook" }).click();
  await atProvider(name);
  await expect(shell.navigation).toBeVisible();
  await shell.go("Files");
  await files.expectNames(["mine.txt"]);
  await shell.signOut();

  await page.goto(`${home()}#/account`);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await region.getByRole("button", { name: "Link Facebook" }).click();
  await atProvider(name);
  await region.getByRole("button", { name: "Unlink Facebook" }).click();
  const dialog = page.getByRole("dialog", { name: "Unlink Facebook?" });
  await examine(page, "a login is about to be unlinked");
  await dialog.getByRole("button", { name: "Unlink" }).click();
  await expect(region.getByRole("button", { name: "Link Facebook" })).toBeVisible();
  expect(wire.statuses("UnlinkIdentity")).toEqual([200]);
  await shell.signOut();
  await page.getByRole("button", { name: "Continue with Facebook" }).click();
  await atProvider(name);
  await shell.go("Files");
  await expect(files.main.getByText("No files yet"), "an identity of its own again").toBeVisible();
});

test("a login that leads elsewhere already is not linked, and that is explained", async ({ page, entrance, user }) => {
  await page.goto(`${home()}#/account`);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await page.getByRole("button", { name: "Link Facebook" }).click();
  // AWS answers so where the local one merges the two identities.
  await intercept(page, "GetCredentialsForIdentity", (route) =>
    /graph.facebook.com/.test(route.request().postData() ?? "") ? jsonError(400, "ResourceConflictException")(route) : route.fallback());
  await page.getByRole("textbox", { name: "Name or email" }).fill(newVisitor().email);
  await page.getByRole("button", { name: "Sign in" }).click();
  const region = page.getByRole("region", { name: "Linked logins" });
  await expect(region.getByRole("alert")).toContainText("The login was not linked");
  await expect(region.getByRole("alert")).toContainText("Your login at Facebook leads to other files already");
  await expect(region.getByRole("button", { name: "Link Facebook" })).toBeVisible();
  await examine(page, "a login was not linked");
});

test("whoever changes their mind while linking is as before", async ({ page, entrance, user }) => {
  await page.goto(`${home()}#/account`);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await page.getByRole("button", { name: "Link Example ID" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  const region = page.getByRole("region", { name: "Linked logins" });
  await expect(region.getByRole("alert")).toContainText("You did not go on at Example ID");
  await expect(page).toHaveURL(`${home()}#/account`);
});

test("on the plain website no provider can return, so linking says why", async ({ page, entrance, user }) => {
  await entrance.signIn(user, { route: "#/account" });
  await page.getByRole("button", { name: "Link Google" }).click();
  await expect(page.getByText("Google sends visitors back only to https addresses")).toBeVisible();
});
