import { examine } from "../support/accessible.ts";
import { secureSite } from "../support/deployment.ts";
import { plugIn, register } from "../support/passkeys.ts";
import { newUserOf, poolWithChoices, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";

let pool: Pool;
test.beforeAll(async () => {
  pool = await poolWithChoices();
});
test.beforeEach(({ page }) => use(page, pool));

test("a passkey opens the account, and is offered beside the form from then on", async ({ page, entrance, shell, wire }) => {
  const user = await newUserOf(pool);
  await plugIn(page);
  await page.goto(secureSite());
  await expect(entrance.signInButton).toBeVisible();
  await register(page, pool, user);
  await expect(entrance.email).toHaveAttribute("autocomplete", "username webauthn");
  expect(wire.of("InitiateAuth").length, "an address nobody has told is not asked about").toBe(0);
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(shell.navigation).toBeVisible();
  const answer = JSON.parse(wire.of("RespondToAuthChallenge").at(-1)!.body);
  expect(answer.ChallengeName).toBe("WEB_AUTHN");

  // The authenticator agrees to what the browser offers at the field, as its user would by picking it.
  wire.forget();
  await shell.signOut();
  await expect(shell.navigation, "picked from the browser's own list").toBeVisible();
  expect(wire.of("InitiateAuth").length).toBe(1);
});

test("whoever gives no passkey can try again or sign in another way", async ({ page, entrance, shell }) => {
  const user = await newUserOf(pool);
  const { cdp, authenticatorId } = await plugIn(page);
  await page.goto(secureSite());
  await expect(entrance.signInButton).toBeVisible();
  await register(page, pool, user);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credentials[0]!.credentialId });
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(entrance.alert).toContainText("You didn't use a passkey");
  await examine(page, "no passkey was given");
  await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: credentials[0]! });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(shell.navigation).toBeVisible();
});

test("a passkey of somebody else is refused", async ({ page, entrance }) => {
  const user = await newUserOf(pool);
  const { cdp, authenticatorId } = await plugIn(page);
  await page.goto(secureSite());
  await expect(entrance.signInButton).toBeVisible();
  await register(page, pool, user);
  // The same name, another key: what it signs is not what the account's key would.
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  const [credential] = credentials;
  await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credential!.credentialId });
  const { privateKey } = await page.evaluate(async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    return { privateKey: btoa(String.fromCharCode(...pkcs8)) };
  });
  await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: { ...credential!, privateKey } });
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(entrance.alert).toContainText("This passkey belongs to another account");
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(entrance.signInButton).toBeVisible();
});
