import { examine } from "../support/accessible.ts";
import { configure, deployment, secureSite } from "../support/deployment.ts";
import { newUserOf, poolWithChoices, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";

let pool: Pool;
test.beforeAll(async () => {
  pool = await poolWithChoices();
});

/** Where browsers have passkeys. */
const here = () => `${secureSite()}#/account`;

test("on a page without https it is said why there are none", async ({ page, entrance, account }) => {
  await configure(page, { https_url: "https://files.example/", user_pool: pool });
  await entrance.signIn(await newUserOf(pool), { route: "#/account" });
  await expect(account.passkeys).toContainText("Passkeys need HTTPS");
  await expect(account.passkeys.getByRole("link", { name: "Open the secure page" })).toHaveAttribute("href", "https://files.example/");
  await expect(account.passkeys.getByRole("button", { name: "Create a passkey" })).toHaveCount(0);
});

test("one is made, listed and deleted", async ({ page, entrance, account, shell }) => {
  await use(page, pool);
  await entrance.signIn(await newUserOf(pool), { route: here() });
  await account.expectLoaded();
  const { cdp, authenticatorId } = await account.addAuthenticator();
  await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
  await expect(account.passkeys.getByRole("listitem")).toHaveCount(1);
  await expect(account.passkeys.getByRole("listitem")).toContainText(/Passkey\s*Added \d+ \w+ 20\d\d/);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials.map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential])).toEqual([[new URL(here()).hostname, true]]);
  await examine(page, "a passkey");

  await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
  await expect(account.passkeys.getByRole("alert")).toContainText("This device already has a passkey for this account");
  await account.dialog.waitFor({ state: "hidden" });
  const rename = account.passkeys.getByRole("button", { name: "Rename the passkey Passkey" });
  await account.expectToCloseWhenLeft(() => rename.click());
  await account.expectToCloseWhenLeft(() => account.passkeys.getByRole("button", { name: "Delete the passkey Passkey" }).click());
  await rename.click();
  await account.dialog.getByRole("textbox", { name: "Name" }).fill("My laptop");
  await examine(page, "a passkey gets a name");
  await page.keyboard.press("Enter");
  await expect(account.dialog).toBeHidden();
  await expect(account.passkeys.getByRole("listitem")).toContainText("My laptop");
  await page.reload();
  await account.expectLoaded();
  await expect(account.passkeys.getByRole("listitem"), "it is kept").toContainText("My laptop");
  await account.passkeys.getByRole("button", { name: "Delete the passkey My laptop" }).click();
  await account.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(account.passkeys).toContainText("No passkeys yet.");
  await expect(shell.news.getByText("Passkey deleted")).toBeVisible();
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
  await use(page, pool);
  await entrance.signIn(await newUserOf(pool), { route: here() });
  await account.expectLoaded();
  await account.addAuthenticator({ transport: "usb" });
  await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
  await expect(account.passkeys.getByRole("listitem")).toHaveCount(1);
  await expect(account.passkeys.getByRole("listitem")).toContainText("Roaming passkey");
});

test("who gives up is told so, and a page that is left gives up by itself", async ({ page, entrance, account, shell, wire }) => {
  await use(page, pool);
  await entrance.signIn(await newUserOf(pool), { route: here() });
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
  await expect(account.passkeys.getByRole("alert")).toContainText("You cancelled it, or it took too long.");
  await examine(page, "no passkey was made");
});

test("a site without passkeys leaves them out, and says so where its configuration does not know", async ({ page, entrance, account, user }) => {
  await entrance.signIn(user, { route: here() });
  await account.expectLoaded();
  await expect(account.passkeys).toHaveCount(0);
  await use(page, { ...deployment().config.user_pool, first_factors: ["PASSWORD", "WEB_AUTHN"] });
  await page.reload();
  await account.expectLoaded();
  await account.passkeys.getByRole("button", { name: "Create a passkey" }).click();
  await expect(account.passkeys.getByRole("alert")).toContainText("This site doesn't use passkeys");
});
