import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { intercept } from "../support/answers.ts";
import { configure } from "../support/deployment.ts";
import * as inbox from "../support/inbox.ts";
import { userPools } from "../support/owner.ts";
import { newUserOf, poolWithChoices, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";

let pool: Pool;
test.beforeAll(async () => {
  pool = await poolWithChoices();
});
test.beforeEach(({ page }) => use(page, pool));

/** The website is plain HTTP, where there are no passkeys; what these tests are about is the same where there are. */
function pretendPasskeys() {
  Object.assign(globalThis, { PublicKeyCredential: class {} });
  Object.defineProperty(navigator, "credentials", { value: {} });
}

test("a code by email takes the password's place", async ({ page, entrance, shell, wire }) => {
  await page.clock.install();
  const user = await newUserOf(pool);
  await entrance.open();
  const choice = page.getByRole("button", { name: "Email me a code" });
  await choose(page, "Email me a code");
  await expect(entrance.email, "the address is needed first").toHaveAccessibleDescription(/email/);
  await entrance.email.fill(user.email);
  await choice.click();
  await expect(entrance.heading("Enter your code")).toBeVisible();
  const code = page.getByRole("textbox", { name: "One-time code" });
  await expect(code).toBeFocused();
  await examine(page, "a code takes the password's place");
  const first = await inbox.code(user.email);
  await entrance.resend();
  const second = await inbox.code(user.email, 2);
  await page.reload();
  await code.fill(first === "00000000" ? "11111111" : "00000000");
  await page.keyboard.press("Enter");
  await expect(entrance.alert).toContainText("Wrong or old code.");
  await code.fill(second);
  await page.keyboard.press("Enter");
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("InitiateAuth").length).toBe(2);
});

test("a code by text message takes the password's place", async ({ page, entrance, shell, wire }) => {
  const user = await newUserOf(pool);
  await entrance.open();
  await entrance.email.fill(user.email);
  await choose(page, "Text me a code");
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("RespondToAuthChallenge").map(({ body }) => JSON.parse(body).ChallengeName)).toEqual(["SMS_OTP"]);
});

test("the password still works, and proves itself without being sent", async ({ page, entrance, shell, wire }) => {
  const user = await newUserOf(pool);
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  expect(JSON.parse(wire.of("InitiateAuth")[0]!.body).AuthFlow).toBe("USER_AUTH");
  await expect(page).not.toHaveURL(/sign-in/);
});

test("somebody who has no passkey is asked what they have", async ({ page, entrance, shell }) => {
  const user = await newUserOf(pool);
  await page.addInitScript(pretendPasskeys);
  await entrance.open();
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(entrance.heading("How do you want to sign in?")).toBeVisible();
  await examine(page, "how to sign in is asked");
  await choose(page, "Email me a code");
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.email));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
});

test("a choice leads back to the password", async ({ page, entrance }) => {
  const user = await newUserOf(pool);
  await page.addInitScript(pretendPasskeys);
  await entrance.open();
  await entrance.email.fill(user.email);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("button", { name: "Use your password" }).click();
  await expect(page.getByText("Sign in with your password.")).toBeVisible();
  await expect(entrance.email).toHaveValue(user.email);
  await expect(entrance.password).toBeFocused();
});

test("where there are no passkeys, their button says why", async ({ page, entrance, wire }) => {
  await entrance.open();
  const passkey = page.getByRole("button", { name: "Use a passkey (needs HTTPS)" });
  await expect(passkey).toHaveAttribute("aria-disabled", "true");
  await expect(passkey).toHaveAccessibleDescription(/HTTPS/);
  await passkey.focus();
  await page.keyboard.press("Enter");
  expect(wire.of("InitiateAuth")).toEqual([]);
  await examine(page, "passkeys are missing");
});

test("where there can be no passkey, whoever has nothing else learns why", async ({ page, entrance }) => {
  await configure(page, { user_pool: pool, https_url: "https://files.example/" });
  const challenge = { ChallengeName: "SELECT_CHALLENGE", Session: "s", ChallengeParameters: {}, AvailableChallenges: ["WEB_AUTHN"] };
  const headers = { "access-control-allow-origin": "*", "content-type": "application/x-amz-json-1.1" };
  await intercept(page, "InitiateAuth", (route) => route.fulfill({ headers, body: JSON.stringify(challenge) }));
  await entrance.open();
  await entrance.email.fill("ann@example.com");
  await choose(page, "Email me a code");
  await expect(page.getByText("This account uses a passkey.")).toBeVisible();
  await expect(page.getByText("Passkeys need HTTPS")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the secure page" })).toHaveAttribute("href", "https://files.example/");
  await examine(page, "nothing but a passkey, and none possible");
});

test("an account that is not confirmed is led to its confirmation", async ({ page, entrance }) => {
  const user = await newUserOf(pool);
  await userPools("AdminDeleteUser", { UserPoolId: pool.id, Username: user.email });
  const UserAttributes = [{ Name: "email", Value: user.email }];
  await userPools("SignUp", { ClientId: pool.client_id, Username: user.email, Password: user.password, UserAttributes });
  await entrance.open();
  await entrance.email.fill(user.email);
  await choose(page, "Email me a code");
  await expect(entrance.code).toBeVisible();
  await expect(page.getByText("Your email isn't verified yet.")).toBeVisible();
});
