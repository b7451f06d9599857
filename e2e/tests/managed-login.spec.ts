import { REGIONS } from "../screens/account.ts";
import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { deployment, secureSite } from "../support/deployment.ts";
import { offerProvidersOfPool } from "../support/federation.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";

test.beforeEach(({ page }) => offerProvidersOfPool(page));

for (const provider of ["Google", "Facebook", "Corp", "Partner"]) {
  test(`${provider} leads into the user pool, and the session is one of its users`, async ({ page, entrance, files, shell, sessionScreen, wire }) => {
    const name = `ann-${Date.now()}@example.com`;
    await page.goto(`${secureSite()}#/items`);
    await entrance.keep.check();
    await choose(page, `Continue with ${provider}`);
    await page.getByRole("textbox", { name: "Name or email" }).fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(shell.navigation).toBeVisible();
    await expect(page, "where the visitor wanted to go, and nothing of the answer").toHaveURL(`${secureSite()}#/items`);
    const trade = wire.exchanges.filter(({ method, url }) => method === "POST" && url.endsWith("/oauth2/token"));
    expect(trade.map(({ status }) => status)).toEqual([200]);
    await shell.go("Files");
    await expect(files.main.getByText("No files yet")).toBeVisible();
    await shell.go("Session");
    await expect(page.getByText("on the user pool's managed login page")).toBeVisible();
    await expect(sessionScreen.main.getByText(name).first()).toBeVisible();
    // Kept, and refreshed with the refresh token.
    await page.clock.setFixedTime(Date.now() + 59.5 * 60 * 1000);
    wire.forget();
    await page.reload();
    await wire.expectStatuses("GetTokensFromRefreshToken", [200]);
    await wire.expectStatuses("GetCredentialsForIdentity", [200]);
    await shell.signOut();
    await wire.expectStatuses("RevokeToken", [200]);
    await expect(page.getByRole("button", { name: `Continue with ${provider}`, includeHidden: true })).toBeAttached();
  });
}

test("the account page says who keeps what the user pool has not of somebody who comes by a provider", async ({ page, account, entrance, wire }) => {
  const name = `ann-${Date.now()}@example.com`;
  await page.goto(`${secureSite()}#/account`);
  await choose(page, "Continue with Google");
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await account.expectLoaded();
  const offered = REGIONS.filter((region) => region !== "Devices" && region !== "Passkeys" && region !== "Linked logins");
  for (const region of offered) await expect(account.region(region).getByRole("heading", { level: 2, name: region })).toBeVisible();
  await expect(account.profile).toContainText("Comes from Google.");
  await expect(account.profile).toContainText(name);
  await expect(account.password).toContainText("You sign in with Google. Change your password there.");
  await expect(account.twoStep).toContainText("You sign in with Google. Set up a second step there.");
  for (const absent of [account.passkeys, account.devices]) await expect(absent).toHaveCount(0);
  for (const region of [account.profile, account.password, account.twoStep]) {
    await expect(region.getByRole("button")).toHaveCount(0);
    await expect(region.getByRole("textbox")).toHaveCount(0);
  }
  for (const operation of ["ListDevices", "ListWebAuthnCredentials", "GetUserAuthFactors"]) expect(wire.of(operation)).toEqual([]);
  await examine(page, "the account of somebody who came by a provider of the user pool");
  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await account.dialog.getByRole("textbox", { name: "Your email" }).fill(name);
  await account.dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByText("Account deleted")).toBeVisible();
  await expect(entrance.signInButton).toBeVisible();
  expect(await owner.exists(name)).toBe(false);
});

test("the user pool's own page signs a visitor in, to the same account as the password here", async ({ page, user, entrance, shell, sessionScreen }) => {
  await page.goto(`${secureSite()}#/session`);
  await choose(page, "Continue with single sign-on");
  await page.getByLabel("Username").fill(user.email);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Username").fill(user.email);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${secureSite()}#/session`);
  const identity = sessionScreen.main.getByText(/^us-east-1:[0-9a-f-]{36}$/).first();
  const id = await identity.textContent();
  await shell.signOut();
  await entrance.signIn(user, { route: `${secureSite()}#/session` });
  await expect(identity).toHaveText(id!);
  await expect(page.getByText("without sending it (SRP)")).toBeVisible();
});

test("whoever changes their mind comes back as they left, with the reason", async ({ page, entrance, shell }) => {
  await page.goto(`${secureSite()}#/items`);
  await entrance.keep.check();
  await choose(page, "Continue with Corp");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(entrance.alert).toContainText("Sign-in with Corp was cancelled.");
  await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
  await expect(entrance.keep).toBeChecked();
  await expect(entrance.guest, "and may go on another way").toBeVisible();
  await examine(page, "a sign-in over the user pool was cancelled");
  await choose(page, "Continue with Corp");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(`${secureSite()}#/items`);
});

test("what the user pool has against somebody is said in its own words", async ({ page, entrance }) => {
  await page.goto(secureSite());
  await choose(page, "Continue with Nameless");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(entrance.alert).toContainText("Nameless refused this sign-in.");
  await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
});

test("an error in a forged answer is no text of ours", async ({ page, entrance }) => {
  await page.goto(`${secureSite()}?error=server_error&error_description=Call+0900+1234&state=forged`);
  await expect(entrance.alert).toContainText("This sign-in wasn't started in this tab");
  await expect(page.getByText("0900")).toHaveCount(0);
});

test("tokens that answer another sign-in are not taken", async ({ page, entrance, shell }) => {
  await page.route("**/oauth2/token", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const response = await route.fetch();
    const tokens = await response.json();
    const [header, payload, signature] = tokens.id_token.split(".");
    const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), nonce: "another" };
    const id_token = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    await route.fulfill({ response, json: { ...tokens, id_token } });
  });
  await page.goto(secureSite());
  await choose(page, "Continue with Corp");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(entrance.alert).toContainText("Its token was made for another sign-in");
  await expect(shell.navigation).toHaveCount(0);
});

test("where managed login cannot return, its buttons say so", async ({ page, entrance }) => {
  await entrance.open();
  for (const name of ["Google", "single sign-on"]) {
    const button = page.getByRole("button", { name: `Continue with ${name}`, includeHidden: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("These need HTTPS.");
  }
  expect(page.url()).toContain(deployment().site);
});
