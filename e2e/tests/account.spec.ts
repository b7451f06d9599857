import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";

import { REGIONS } from "../screens/account.ts";
import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { deployment, localSite } from "../support/deployment.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import {
  newUser, newUserOf, newVisitor, privatePrefix, refreshElsewhere, rememberDeviceElsewhere, signInElsewhere,
} from "../support/visitors.ts";

/** Has the page work with a user pool beside the deployment's own. */
async function configure(page: Page, changes: object) {
  await page.route("**/config.json", (route) => route.fulfill({ json: { ...deployment().config, ...changes } }));
}

/** A user pool whose passkeys are for this machine's own address, as config.json names it. */
async function poolWithPasskeys() {
  const pool = await owner.newPool({
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } } },
    mfa: { WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "preferred" } },
    flows: ["ALLOW_USER_AUTH"],
  });
  return { ...pool, first_factors: FIRST_FACTORS };
}

const FIRST_FACTORS = ["PASSWORD", "WEB_AUTHN"];

/** A user pool that remembers every device. */
async function poolWithDevices() {
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  return { ...(await owner.newPool({ pool: { DeviceConfiguration } })), remember_devices: "always" };
}

test("the page is a step from the menu, is named, and comes when it is wanted", async ({ page, entrance, shell, account, user, wire }) => {
  const parts = () => wire.exchanges.filter(({ url }) => /pages-[0-9a-f]+\.wasm$/.test(url));
  await entrance.signIn(user);
  expect(parts(), "who changes nothing loads nothing for it").toEqual([]);
  await shell.accountMenu.click();
  await page.getByRole("menuitem", { name: "Account", exact: true }).click();
  await expect(page).toHaveURL(/#\/account$/);
  await expect(page).toHaveTitle("Account – Satchel");
  await account.expectLoaded();
  expect(parts()).toHaveLength(1);
  for (const name of REGIONS) await expect(account.region(name).getByRole("heading", { level: 2, name })).toBeVisible();
  await expect(account.email).toHaveValue(user.email);
  await expect(account.email).toHaveAccessibleDescription(/Verified/);
  await expect(account.devices).toContainText("This site remembers no devices.");
  await expect(account.passkeys).toContainText("No passkeys yet.");
  await examine(page, "account");
});

test.describe("profile:", () => {
  test("a name is kept, and taken away again", async ({ entrance, account, shell, user }) => {
    await entrance.signIn(user);
    await account.open();
    await account.save({ name: "Zoë Quill" });
    await expect(shell.news.getByText("Your profile is saved.")).toBeVisible();
    expect((await owner.attributes(user.email)).name).toBe("Zoë Quill");
    await expect(account.profile.getByRole("button", { name: "Save" }), "the focus stays").toBeFocused();
    await account.save({ name: "" });
    await expect.poll(async () => (await owner.attributes(user.email)).name).toBeUndefined();
  });

  test("a new address takes over once its code was entered, and the page follows", async ({ page, entrance, account, shell, user }) => {
    const address = newVisitor().email;
    await entrance.signIn(user);
    await account.open();
    await account.save({ email: "nonsense" });
    await expect(account.email).toHaveAccessibleDescription(/whole e-mail address/);
    await account.save({ email: address });
    await expect(account.profile.getByText(`A code was sent to ${address}. Until it is entered, ${user.email} stays your address.`)).toBeVisible();
    await expect(account.code).toBeFocused();
    expect((await owner.attributes(user.email)).email, "the old one still works").toBe(user.email);
    await examine(page, "an address waits for its code");

    const first = await code(address);
    await page.reload();
    await account.expectLoaded();
    await expect(account.code, "a reload loses no step").toBeVisible();
    await account.code.fill(first === "000000" ? "111111" : "000000");
    await page.keyboard.press("Enter");
    await expect(account.profile.getByRole("alert")).toContainText("This is not the code that was sent");
    await account.profile.getByRole("button", { name: "Resend code" }).click();
    const second = await code(address, 2);
    await account.code.fill(`${second.slice(0, 3)} ${second.slice(3)}`);
    await account.profile.getByRole("button", { name: "Confirm" }).click();
    await expect(account.code).toHaveCount(0);
    await expect(account.email).toHaveValue(address);
    await expect(account.profile).toBeFocused();
    await expect(shell.accountMenu, "the page calls the visitor so").toContainText(address);
    const attributes = await owner.attributes(address);
    expect([attributes.email, attributes.email_verified]).toEqual([address, "true"]);
    await signInElsewhere({ ...user, email: address });
    await page.reload();
    await account.expectLoaded();
    await expect(account.code).toHaveCount(0);
  });

  test("somebody else's address is refused", async ({ page, entrance, account, user }) => {
    const other = await newUser();
    await entrance.signIn(user);
    await account.open();
    await account.save({ email: other.email });
    await expect(account.profile.getByRole("alert")).toContainText("Another account has this e-mail address");
    await examine(page, "a profile that was refused");
    expect((await owner.attributes(user.email)).email).toBe(user.email);
  });

  test("where the pool takes a new address at once, it is confirmed afterwards", async ({ page, entrance, account }) => {
    const user_pool = await owner.newPool();
    const visitor = await newUserOf(user_pool);
    const address = newVisitor().email;
    await configure(page, { user_pool });
    await entrance.signIn(visitor, { route: "#/account" });
    await account.save({ email: address });
    await expect(account.profile.getByText("Until it is entered, nobody can be sure that the address is yours.")).toBeVisible();
    await page.evaluate(() => sessionStorage.removeItem("satchel.pending.change-email"));
    await page.reload();
    await account.expectLoaded();
    await expect(account.profile.getByText("Your e-mail address is not confirmed yet.")).toBeVisible();
    await examine(page, "an address that is not confirmed");
    await account.profile.getByRole("button", { name: "Send code" }).click();
    await account.code.fill(await code(address, 2));
    await account.profile.getByRole("button", { name: "Confirm" }).click();
    await expect(account.email).toHaveAccessibleDescription(/Verified/);
    expect((await owner.attributes(address, { UserPoolId: user_pool.id })).email_verified).toBe("true");
  });
});

test.describe("password:", () => {
  test("a new one takes the place of the old one", async ({ page, entrance, account, shell, user, wire }) => {
    const changed = { ...user, password: `${user.password}-new` };
    await entrance.signIn(user);
    await account.open();
    await account.changePassword(user.password, "short");
    await expect(account.password.getByRole("textbox", { name: "New password" })).toHaveAccessibleDescription(/does not meet all the rules/);
    expect(wire.of("ChangePassword")).toEqual([]);
    await account.changePassword(`${user.password}x`, changed.password);
    await expect(account.password.getByRole("alert")).toContainText("The current password is not right");
    await examine(page, "a password that was refused");
    await account.changePassword(user.password, changed.password);
    await expect(shell.news.getByText("Your password is changed.")).toBeVisible();
    await expect(account.password.getByRole("textbox", { name: "New password" })).toHaveValue("");
    await signInElsewhere(changed);
    await expect(signInElsewhere(user)).rejects.toThrow("Incorrect username or password");
    await page.reload();
    await account.expectLoaded();
    await expect(account.email, "the session goes on").toHaveValue(user.email);
  });

  test("only so many guesses are allowed", async ({ entrance, account, user, wire }) => {
    await entrance.signIn(user);
    await account.open();
    for (let guess = 1; guess <= 5; guess++) {
      await account.changePassword(`${user.password}-${guess}`, `${user.password}-new`);
      await expect.poll(() => wire.statuses("ChangePassword").length).toBe(guess);
      await expect(account.password.getByRole("button", { name: "Change password" })).not.toHaveAttribute("aria-busy", "true");
    }
    await account.changePassword(user.password, `${user.password}-new`);
    await expect(account.password.getByRole("alert")).toContainText("too many attempts");
    await signInElsewhere(user);
  });
});

test.describe("two-step verification:", () => {
  test("an authenticator is set up, asked for, and turned off", async ({ page, entrance, account, shell, user }) => {
    await entrance.signIn(user);
    await account.open();
    await expect(account.twoStep).toContainText("It is off");
    await account.twoStep.getByRole("button", { name: "Set up an authenticator" }).click();
    await expect(account.dialog.getByRole("img", { name: "QR code of the key" })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Authenticator code" })).toBeFocused();
    await examine(page, "an authenticator is set up on the account page");
    const secret = (await account.dialog.locator("code").innerText()).replaceAll(" ", "");
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const right = authenticator.generate();
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(right === "000000" ? "111111" : "000000");
    await page.keyboard.press("Enter");
    await expect(account.dialog.getByRole("alert")).toContainText("This is not the code that the authenticator shows now");
    expect(await owner.secondFactors(user.email)).toEqual([]);
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(right);
    await account.dialog.getByRole("button", { name: "Verify" }).click();
    await expect(account.dialog).toBeHidden();
    await expect(account.twoStep).toContainText("It is on");
    await expect(account.twoStep).toContainText("On, asked for first");
    expect(await owner.secondFactors(user.email)).toEqual(["SOFTWARE_TOKEN_MFA"]);
    await examine(page, "an authenticator is on");

    await shell.signOut();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
    await page.keyboard.press("Enter");
    await expect(shell.navigation).toBeVisible();

    await account.open();
    await account.twoStep.getByRole("button", { name: "Turn off the authenticator" }).click();
    await expect(account.dialog).toContainText("Your password alone will let in whoever knows it.");
    await account.dialog.getByRole("button", { name: "Turn off", exact: true }).click();
    await expect(account.twoStep).toContainText("It is off");
    expect(await owner.secondFactors(user.email)).toEqual([]);
    await signInElsewhere(user);
  });

  test("codes by e-mail stand beside an authenticator, and one of them comes first", async ({ page, entrance, account }) => {
    const user_pool = await owner.newPool({
      mfa: { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true }, EmailMfaConfiguration: { Message: "Your code is {####}.", Subject: "Code" } },
    });
    const visitor = await newUserOf(user_pool);
    const factors = () => owner.secondFactors(visitor.email, { UserPoolId: user_pool.id });
    await configure(page, { user_pool });
    await entrance.signIn(visitor, { route: "#/account" });
    await account.twoStep.getByRole("button", { name: "Turn on codes by e-mail" }).click();
    await expect(account.twoStep).toContainText("It is on");
    expect(await factors()).toEqual(["EMAIL_OTP"]);
    await account.twoStep.getByRole("button", { name: "Set up an authenticator" }).click();
    const secret = (await account.dialog.locator("code").innerText()).replaceAll(" ", "");
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
    await page.keyboard.press("Enter");
    await expect(account.dialog).toBeHidden();
    expect(await factors()).toEqual(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]);
    await account.twoStep.getByRole("button", { name: "Prefer codes by e-mail" }).click();
    await expect(account.twoStep.getByRole("button", { name: "Prefer the authenticator" })).toBeVisible();
    expect(await factors()).toEqual(["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    await examine(page, "several second factors");
  });

  test("what the site does not offer is refused with the reason", async ({ page, entrance, account, user }) => {
    await entrance.signIn(user);
    await account.open();
    await account.twoStep.getByRole("button", { name: "Turn on codes by e-mail" }).click();
    await expect(account.twoStep.getByRole("alert")).toContainText("This site cannot send you codes in this way");
    await examine(page, "a second factor that was refused");
    expect(await owner.secondFactors(user.email)).toEqual([]);
  });

  test("where everybody needs a second step, it cannot be turned off", async ({ page, entrance, account }) => {
    const user_pool = await owner.poolWithSecondStep();
    const visitor = await newUserOf(user_pool);
    await configure(page, { user_pool });
    await entrance.open("#/account");
    await entrance.fill(visitor);
    await entrance.signInButton.click();
    const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
    await page.keyboard.press("Enter");
    await account.expectLoaded();
    await account.twoStep.getByRole("button", { name: "Turn off the authenticator" }).click();
    await account.dialog.getByRole("button", { name: "Turn off", exact: true }).click();
    await expect(account.dialog.getByRole("alert")).toContainText("This site asks everybody for a second step");
    await examine(page, "a second factor that has to stay");
  });
});

test.describe("passkeys:", () => {
  test("on a page without https it is said why there are none", async ({ page, entrance, account }) => {
    const user_pool = await poolWithPasskeys();
    const visitor = await newUserOf(user_pool);
    await configure(page, { https_url: "https://files.example/", user_pool });
    await entrance.signIn(visitor, { route: "#/account" });
    await expect(account.passkeys).toContainText("Browsers make passkeys only on pages with an https address");
    await expect(account.passkeys.getByRole("link", { name: "Open this page by https." })).toHaveAttribute("href", "https://files.example");
    await expect(account.passkeys.getByRole("button", { name: "Create a passkey" })).toHaveCount(0);
  });

  test("one is made, listed and deleted", async ({ page, entrance, account, shell }) => {
    const user_pool = await poolWithPasskeys();
    const visitor = await newUserOf(user_pool);
    await configure(page, { user_pool });
    await page.goto(`${localSite()}#/account`);
    await entrance.fill(visitor);
    await entrance.signInButton.click();
    await account.expectLoaded();
    const { cdp, authenticatorId } = await account.addAuthenticator();
    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect(account.passkeys.getByRole("listitem")).toHaveCount(1);
    await expect(account.passkeys.getByRole("listitem")).toContainText(/Passkey\s*Made \d+ \w+ 20\d\d/);
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials.map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential])).toEqual([["localhost", true]]);
    await examine(page, "a passkey");

    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect(account.passkeys.getByRole("alert")).toContainText("This device keeps a passkey of this account already");
    await account.passkeys.getByRole("button", { name: "Delete the passkey Passkey" }).click();
    await account.dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(account.passkeys).toContainText("No passkeys yet.");
    await expect(shell.news.getByText("The passkey is deleted.")).toBeVisible();
    await page.reload();
    await account.expectLoaded();
    await expect(account.passkeys).toContainText("No passkeys yet.");
  });

  test("a browser that leaves the bytes to the page makes one all the same", async ({ page, entrance, account }) => {
    await page.addInitScript(() => {
      const type = PublicKeyCredential as unknown as Record<string, unknown>;
      delete type.parseCreationOptionsFromJSON;
      delete (PublicKeyCredential.prototype as unknown as Record<string, unknown>).toJSON;
    });
    const user_pool = await poolWithPasskeys();
    const visitor = await newUserOf(user_pool);
    await configure(page, { user_pool });
    await page.goto(`${localSite()}#/account`);
    await entrance.fill(visitor);
    await entrance.signInButton.click();
    await account.expectLoaded();
    await account.addAuthenticator({ transport: "usb" });
    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect(account.passkeys.getByRole("listitem")).toHaveCount(1);
    await expect(account.passkeys.getByRole("listitem")).toContainText("Roaming passkey");
  });

  test("who gives up is told so, and a page that is left gives up by itself", async ({ page, entrance, account, shell, wire }) => {
    const user_pool = await poolWithPasskeys();
    const visitor = await newUserOf(user_pool);
    await configure(page, { user_pool });
    await page.goto(`${localSite()}#/account`);
    await entrance.fill(visitor);
    await entrance.signInButton.click();
    await account.expectLoaded();
    await page.evaluate(() => {
      navigator.credentials.create = (options) => {
        Object.assign(window, { asked: options?.signal });
        return new Promise(() => {});
      };
    });
    const aborted = () => page.evaluate(() => (window as unknown as { asked?: AbortSignal }).asked?.aborted);
    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect.poll(aborted).toBe(false);
    await shell.go("Session");
    await expect.poll(aborted, { message: "whether the browser's dialog is given up" }).toBe(true);
    await page.goBack();
    await account.expectLoaded();
    expect(wire.of("CompleteWebAuthnRegistration")).toEqual([]);

    await page.evaluate(() => {
      navigator.credentials.create = () => Promise.reject(new DOMException("The operation either timed out or was not allowed.", "NotAllowedError"));
    });
    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect(account.passkeys.getByRole("alert")).toContainText("It was cancelled, or took too long.");
    await examine(page, "no passkey was made");
  });

  test("a site without passkeys says so, also where its configuration does not know", async ({ page, entrance, account, user }) => {
    await page.goto(`${localSite()}#/account`);
    await entrance.fill(user);
    await entrance.signInButton.click();
    await account.expectLoaded();
    await expect(account.passkeys).toContainText("This site lets nobody sign in with a passkey.");
    await expect(account.passkeys.getByRole("button")).toHaveCount(0);
    await configure(page, { user_pool: { ...deployment().config.user_pool, first_factors: FIRST_FACTORS } });
    await page.reload();
    await account.expectLoaded();
    await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
    await expect(account.passkeys.getByRole("alert")).toContainText("This site's accounts have no passkeys");
  });
});

test.describe("devices:", () => {
  test("none is remembered yet", async ({ page, entrance, account, user }) => {
    await configure(page, { user_pool: { ...deployment().config.user_pool, remember_devices: "ask" } });
    await entrance.signIn(user);
    await account.open();
    await expect(account.devices).toContainText("No devices are remembered.");
  });

  test("remembered ones are listed and can be forgotten, and the one that the visitor is at is marked", async ({ page, entrance, account }) => {
    const user_pool = await poolWithDevices();
    const visitor = await newUserOf(user_pool);
    const devices = () => owner.devices(visitor.email, { UserPoolId: user_pool.id });
    const forgotten = await rememberDeviceElsewhere(visitor, user_pool);
    const kept = await rememberDeviceElsewhere(visitor, user_pool);
    await configure(page, { user_pool });
    await entrance.signIn(visitor, { route: "#/account" });
    const items = account.devices.getByRole("listitem");
    await expect(items).toHaveCount(3);
    await expect(items.first()).toContainText(/Last used .*, first seen /);
    const here = items.filter({ hasText: "This device" });
    await expect(here).toHaveCount(1);
    const [own] = (await devices()).filter((key) => key !== forgotten && key !== kept);
    await examine(page, "devices");
    await items.first().getByRole("button").click();
    await expect(account.dialog).toContainText("Whoever uses it has to sign in again");
    await examine(page, "a device is to be forgotten");
    await account.dialog.getByRole("button", { name: "Forget", exact: true }).click();
    await expect(items).toHaveCount(2);
    expect(await devices()).toEqual([kept, own]);
    await here.getByRole("button").click();
    await expect(account.dialog).toContainText("This is the device you are at");
    await account.dialog.getByRole("button", { name: "Forget", exact: true }).click();
    await expect(items).toHaveCount(1);
    expect(await devices()).toEqual([kept]);
  });
});

test.describe("danger zone:", () => {
  test("signing out everywhere ends every session", async ({ page, entrance, account, user }) => {
    const elsewhere = await signInElsewhere(user);
    await entrance.signIn(user);
    await account.open();
    await account.danger.getByRole("button", { name: "Sign out everywhere" }).click();
    await expect(page).toHaveURL(/#\/sign-in$/);
    await expect(entrance.signInButton).toBeVisible();
    await expect(page.getByText("You are signed out everywhere.")).toBeVisible();
    await expect(refreshElsewhere(user, elsewhere.getRefreshToken().getToken())).rejects.toThrow("revoked");
    expect(await page.evaluate(() => sessionStorage.getItem("satchel.session"))).toBeNull();
    await entrance.signIn(user);
  });

  test("an account is deleted once its address was typed, and its files stay unless they go first", async ({ page, entrance, account, user }) => {
    const prefix = await privatePrefix(user);
    await owner.putObjects([`${prefix}a.txt`, `${prefix}folder/b.txt`]);
    await entrance.signIn(user);
    await account.open();
    await account.danger.getByRole("button", { name: "Delete account" }).click();
    await expect(account.dialog).toContainText("Your files and items stay in this site's storage");
    await examine(page, "an account is to be deleted");
    await account.dialog.getByRole("textbox", { name: "Your e-mail address" }).fill("somebody@else.example");
    await account.dialog.getByRole("button", { name: "Delete account" }).click();
    await expect(account.dialog.getByRole("textbox", { name: "Your e-mail address" })).toHaveAccessibleDescription(/to show that you mean it/);
    expect(await owner.exists(user.email)).toBe(true);
    await account.dialog.getByRole("textbox", { name: "Your e-mail address" }).fill(user.email);
    await account.dialog.getByRole("button", { name: "Delete account" }).click();
    await expect(page).toHaveURL(/#\/sign-in$/);
    await expect(page.getByText("Your account is deleted.")).toBeVisible();
    expect(await owner.exists(user.email)).toBe(false);
    expect(await owner.keys(prefix)).toHaveLength(2);
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(entrance.alert).toContainText("The e-mail address or the password is not right");
  });

  test("files go with the account where that is asked for", async ({ page, entrance, account, user }) => {
    const prefix = await privatePrefix(user);
    await owner.putObjects(Array.from({ length: 1_005 }, (_, at) => `${prefix}folder/${at}.txt`), () => "");
    await entrance.signIn(user);
    await account.open();
    await account.danger.getByRole("button", { name: "Delete account" }).click();
    await account.dialog.getByRole("checkbox", { name: "Delete my files as well" }).check();
    await account.dialog.getByRole("textbox", { name: "Your e-mail address" }).fill(user.email.toUpperCase());
    let down = true;
    await intercept(page, "DeleteUser", (route) => (down ? jsonError(500, "InternalErrorException")(route) : route.fallback()));
    await account.dialog.getByRole("button", { name: "Delete account" }).click();
    await expect(account.dialog.getByRole("alert")).toContainText("Your account was not deleted");
    // The preferences may have been among them already.
    await expect(account.dialog).toContainText(/1,00[56] files deleted\./);
    expect(await owner.keys(prefix)).toEqual([]);
    await examine(page, "an account that could not be deleted");
    down = false;
    await account.dialog.getByRole("button", { name: "Delete account" }).click();
    await expect(page.getByText("Your account is deleted.")).toBeVisible();
    expect(await owner.exists(user.email)).toBe(false);
  });
});

test("deleting the files can be stopped, and the account is still there", async ({ page, entrance, account, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: 1_005 }, (_, at) => `${prefix}${at}.txt`), () => "");
  await entrance.signIn(user);
  await account.open();
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await account.dialog.getByRole("checkbox", { name: "Delete my files as well" }).check();
  await account.dialog.getByRole("textbox", { name: "Your e-mail address" }).fill(user.email);
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

test.describe("when something is amiss:", () => {
  test("a region that fails leaves the others as they are, and can be tried again", async ({ page, entrance, account, user }) => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let down = true;
    const failing = async (route: Parameters<ReturnType<typeof jsonError>>[0]) => {
      await answered;
      return down ? jsonError(400, "InternalErrorException", "No.")(route) : route.fallback();
    };
    await entrance.signIn(user);
    for (const operation of ["ListDevices", "GetUser"]) await intercept(page, operation, failing);
    await page.goto("#/account");
    await expect(account.passkeys).toContainText("No passkeys yet.");
    await expect(account.devices.locator("[aria-busy=true]")).toHaveCount(1);
    await examine(page, "account loading");
    answer();
    await expect(account.devices.getByRole("alert")).toContainText("Your devices could not be listed");
    await expect(account.profile.getByRole("alert")).toContainText("Your profile could not be read");
    await expect(account.password.getByRole("button", { name: "Change password" })).toBeVisible();
    await examine(page, "account failing");
    down = false;
    await account.devices.getByRole("button", { name: "Try again" }).click();
    await expect(account.devices).toContainText("This site remembers no devices.");
    await account.twoStep.getByRole("button", { name: "Try again" }).click();
    await expect(account.email, "what several regions look at is fetched once for all").toHaveValue(user.email);
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
    await expect(account.email).toHaveValue(user.email);
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
  await page.goto(`${localSite()}#/account`);
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  await account.expectLoaded();
  await expect(account.profile).toContainText(name);
  for (const other of REGIONS.slice(1).filter((name) => name !== "Linked logins")) await expect(account.region(other)).toHaveCount(0);
  await examine(page, "the account of somebody for whom a provider vouches");
});
