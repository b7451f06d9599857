import { Secret, TOTP } from "otpauth";

import { examine } from "../support/accessible.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { newUserOf, poolWithAuthenticators, poolWithSecondSteps, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { signInElsewhere } from "../support/visitors.ts";

test("an authenticator is set up, asked for, and turned off", async ({ page, entrance, account, shell, user }) => {
  await entrance.signIn(user);
  await account.open();
  await expect(account.twoStep).toContainText("Off. Anyone who knows your password can sign in.");
  await account.twoStep.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(account.dialog.getByRole("img", { name: "QR code of the key" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Authenticator code" })).toBeFocused();
  await examine(page, "an authenticator is set up on the account page");
  const secret = (await account.dialog.locator("code").innerText()).replaceAll(" ", "");
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  const right = authenticator.generate();
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(right === "000000" ? "111111" : "000000");
  await page.keyboard.press("Enter");
  await expect(account.dialog.getByRole("alert")).toContainText("Wrong or old code.");
  expect(await owner.secondFactors(user.email)).toEqual([]);
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(right);
  await account.dialog.getByRole("button", { name: "Verify" }).click();
  await expect(account.dialog).toBeHidden();
  await expect(account.twoStep).toContainText("On. Signing in takes");
  await expect(account.twoStep).toContainText("On, preferred");
  expect(await owner.secondFactors(user.email)).toEqual(["SOFTWARE_TOKEN_MFA"]);
  await examine(page, "an authenticator is on");

  await shell.signOut();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await page.keyboard.press("Enter");
  await expect(shell.navigation).toBeVisible();

  await account.open();
  const turnOff = account.twoStep.getByRole("button", { name: "Turn off the authenticator app" });
  await account.expectToCloseWhenLeft(() => turnOff.click());
  await turnOff.click();
  await expect(account.dialog).toContainText("Anyone who knows your password can then sign in.");
  await account.dialog.getByRole("button", { name: "Turn off", exact: true }).click();
  await expect(account.twoStep).toContainText("Off. Anyone who knows your password can sign in.");
  expect(await owner.secondFactors(user.email)).toEqual([]);
  await signInElsewhere(user);
});

test("codes by email stand beside an authenticator, and one of them comes first", async ({ page, entrance, account }) => {
  const pool = await poolWithSecondSteps();
  const visitor = await newUserOf(pool);
  const factors = () => owner.secondFactors(visitor.email, { UserPoolId: pool.id });
  await use(page, pool);
  await entrance.signIn(visitor, { route: "#/account" });
  await account.twoStep.getByRole("button", { name: "Turn on codes by email" }).click();
  await expect(account.twoStep).toContainText("On. Signing in takes");
  expect(await factors()).toEqual(["EMAIL_OTP"]);
  await account.twoStep.getByRole("button", { name: "Set up an authenticator app" }).click();
  const secret = (await account.dialog.locator("code").innerText()).replaceAll(" ", "");
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.keyboard.press("Enter");
  await expect(account.dialog).toBeHidden();
  expect(await factors()).toEqual(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]);
  await account.twoStep.getByRole("button", { name: "Prefer codes by email" }).click();
  await expect(account.twoStep.getByRole("button", { name: "Prefer the authenticator app" })).toBeVisible();
  expect(await factors()).toEqual(["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
  await examine(page, "several second factors");
});

test("only what the site has can be turned on", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user);
  await account.open();
  await expect(account.twoStep.getByRole("button")).toHaveText(["Set up"]);
  await expect(account.twoStep.getByRole("button")).toHaveAccessibleName("Set up an authenticator app");
  await examine(page, "one second factor is on offer");
});

test("what the configuration does not know of is offered, and refused with the reason", async ({ page, entrance, account, user }) => {
  const { id, client_id } = deployment().config.user_pool;
  await use(page, { id, client_id });
  await entrance.signIn(user);
  await account.open();
  await account.twoStep.getByRole("button", { name: "Turn on codes by email" }).click();
  await expect(account.twoStep.getByRole("alert")).toContainText("This site can't send you codes this way");
  await examine(page, "a second factor that was refused");
  expect(await owner.secondFactors(user.email)).toEqual([]);
});

test("where nobody is asked for a second step there is nothing to set up", async ({ page, entrance, account, user }) => {
  await use(page, { ...deployment().config.user_pool, mfa: "OFF", mfa_factors: [] });
  await entrance.signIn(user);
  await account.open();
  await expect(account.password.getByRole("button", { name: "Change password" })).toBeVisible();
  await expect(account.twoStep, "what the site does not offer is left out").toHaveCount(0);
  await examine(page, "no second factor is on offer");
});

test("what takes a confirmed address is said", async ({ page, entrance, account }) => {
  const pool = await poolWithSecondSteps();
  const visitor = await newUserOf(pool);
  await owner.setAttributes(visitor.email, { phone_number_verified: "false" }, { UserPoolId: pool.id });
  await use(page, { ...pool, mfa: "OPTIONAL", mfa_factors: ["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"] });
  await entrance.signIn(visitor, { route: "#/account" });
  await expect(account.twoStep.getByRole("button")).toHaveText(["Set up an authenticator app", "Turn on codes by email"]);
  await expect(account.twoStep).toContainText("To get codes by text message, verify a phone number in “Profile” first.");
});

test("where everybody needs a second step it stays, and an authenticator can be replaced", async ({ page, entrance, account, shell }) => {
  const pool = await poolWithAuthenticators();
  const visitor = await newUserOf(pool);
  await use(page, { ...pool, mfa: "ON", mfa_factors: ["SOFTWARE_TOKEN_MFA"] });
  await entrance.open("#/account");
  await entrance.fill(visitor);
  await entrance.signInButton.click();
  const enter = async (secret: string) => {
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) });
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate());
    await page.keyboard.press("Enter");
    return authenticator;
  };
  await enter(await page.locator("code").innerText());
  await account.expectLoaded();
  await expect(account.twoStep).toContainText("On. This site requires it.");
  await expect(account.twoStep.getByRole("button")).toHaveText(["Replace the authenticator app"]);
  await examine(page, "a second factor that has to stay");
  await account.twoStep.getByRole("button", { name: "Replace the authenticator app" }).click();
  const authenticator = await enter(await account.dialog.locator("code").innerText());
  await expect(account.dialog).toBeHidden();
  await shell.signOut();
  await entrance.fill(visitor);
  await entrance.signInButton.click();
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
  await page.keyboard.press("Enter");
  await expect(shell.navigation).toBeVisible();
});

test("where everybody needs a second step and the configuration does not know, turning it off is refused", async ({ page, entrance, account }) => {
  const pool = await poolWithAuthenticators();
  const visitor = await newUserOf(pool);
  await use(page, pool);
  await entrance.open("#/account");
  await entrance.fill(visitor);
  await entrance.signInButton.click();
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.keyboard.press("Enter");
  await account.expectLoaded();
  await account.twoStep.getByRole("button", { name: "Turn off the authenticator app" }).click();
  await account.dialog.getByRole("button", { name: "Turn off", exact: true }).click();
  await expect(account.dialog.getByRole("alert")).toContainText("This site requires two-step verification");
  await examine(page, "a second factor that has to stay");
});
