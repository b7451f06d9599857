import type { Page } from "@playwright/test";

import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { interceptFirst, jsonError } from "../support/answers.ts";
import * as inbox from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { newUserOf, poolWithCodesByEmail, poolWithCodesByEmailOrAuthenticators, poolWithQuestions, poolWithRequiredAttributes, poolWithSecondSteps, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, PASSWORD_MARK, setUpAuthenticator, signUpElsewhere } from "../support/visitors.ts";

const wrong = (code: string) => (code === "000000" ? "111111" : "000000");

test.describe("a second step", () => {
  let pool: Pool;
  test.beforeAll(async () => {
    pool = await poolWithSecondSteps();
  });
  test.beforeEach(({ page }) => use(page, pool));

  const secondStepsOf = (email: string, settings: object) => owner.userPools("AdminSetUserMFAPreference", { UserPoolId: pool.id, Username: email, ...settings });
  const userWith = async (settings: object) => {
    const user = await newUserOf(pool);
    await secondStepsOf(user.email, settings);
    return user;
  };
  const ON = { Enabled: true };

  test("by text message", async ({ page, entrance, shell }) => {
    const user = await userWith({ SMSMfaSettings: ON });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(entrance.heading("Two-step verification")).toBeVisible();
    await expect(page.getByText(/We texted a code to \+\*+\d{4}\./)).toBeVisible();
    const field = page.getByRole("textbox", { name: "One-time code" });
    await expect(field).toBeFocused();
    await examine(page, "a code by text message is asked for");
    const code = await inbox.code(user.phone);
    await field.fill(wrong(code));
    await page.keyboard.press("Enter");
    await expect(entrance.alert).toContainText("Check the newest text message");
    await examine(page, "a code by text message was wrong");
    await field.fill(code);
    await page.keyboard.press("Enter");
    await expect(shell.navigation).toBeVisible();
  });

  test("by email", async ({ page, entrance, shell, wire }) => {
    const user = await userWith({ EmailMfaSettings: ON });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(entrance.heading("Two-step verification")).toBeVisible();
    await expect(page.getByText(/We sent a code to v\*+@e\*+\. It may take/)).toBeVisible();
    await examine(page, "a code by email is asked for");
    const code = await inbox.code(user.email);
    await page.getByRole("textbox", { name: "One-time code" }).fill(wrong(code));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(entrance.alert).toContainText("Check the newest email");
    await page.reload();
    await page.getByRole("textbox", { name: "One-time code" }).fill(code);
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(shell.navigation).toBeVisible();
    expect(wire.of("InitiateAuth").length, "a reload begins nothing anew").toBe(1);
  });

  test("a code that has expired says how to get another one", async ({ page, entrance, shell }) => {
    const user = await userWith({ EmailMfaSettings: ON });
    const field = page.getByRole("textbox", { name: "One-time code" });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(page.getByText("No code? Start over to get a new one.")).toBeVisible();
    await interceptFirst(page, 1, "RespondToAuthChallenge", jsonError(400, "ExpiredCodeException", "Invalid code provided, please request a code again."));
    await field.fill(await inbox.code(user.email));
    await page.keyboard.press("Enter");
    await expect(entrance.alert).toContainText("This code has expired.");
    await expect(entrance.alert).toContainText("Start over to get a new one.");
    await examine(page, "a code by email has expired");
    await page.getByRole("button", { name: "Start over" }).click();
    await entrance.password.fill(user.password);
    await entrance.signInButton.click();
    const another = await inbox.code(user.email, 2);
    await field.fill(`${another.slice(0, 4)}-${another.slice(4)}`);
    await page.keyboard.press("Enter");
    await expect(shell.navigation, "in groups, as people write it").toBeVisible();
  });

  test("as the visitor chooses", async ({ page, entrance, shell, wire }) => {
    const user = await newUserOf(pool);
    const authenticator = await setUpAuthenticator(user, pool);
    await secondStepsOf(user.email, { SMSMfaSettings: ON, SoftwareTokenMfaSettings: { ...ON, PreferredMfa: false } });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(page.getByText("Choose how to verify it's you.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Email me a code" }), "not one of this visitor's").toBeHidden();
    await examine(page, "a second step is chosen");
    await choose(page, "Text me a code");
    await expect(page.getByText("We texted a code to")).toBeVisible();
    await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(shell.navigation).toBeVisible();

    await shell.signOut();
    wire.forget();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await page.getByRole("button", { name: "Use an authenticator app" }).click();
    await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate({ timestamp: Date.now() + 30_000 }));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(shell.navigation).toBeVisible();
    const answers = wire.of("RespondToAuthChallenge").map(({ body }) => JSON.parse(body).ChallengeName);
    expect(answers).toEqual(["PASSWORD_VERIFIER", "SELECT_MFA_TYPE", "SOFTWARE_TOKEN_MFA"]);
  });

  test("after too many wrong codes waiting helps, and the page says so", async ({ page, entrance, shell }) => {
    const user = await userWith({ SMSMfaSettings: ON });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    const field = page.getByRole("textbox", { name: "One-time code" });
    await expect(field).toBeVisible();
    const code = await inbox.code(user.phone);
    // The fifth locks the user out for a second, and each further one for twice as long.
    await expect(async () => {
      await field.fill(wrong(code));
      await page.keyboard.press("Enter");
      await expect(entrance.alert).toContainText("Too many attempts.", { timeout: 500 });
    }).toPass({ intervals: [0] });
    await field.fill(code);
    await examine(page, "there were too many wrong codes");
    await expect(async () => {
      await page.getByRole("button", { name: "Verify" }).click();
      await expect(shell.navigation).toBeVisible({ timeout: 2_000 });
    }, "the right code is taken once the pause is over").toPass();
  });

  test("that takes too long begins anew", async ({ page, entrance, shell }) => {
    const user = await userWith({ SMSMfaSettings: ON });
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
    await interceptFirst(page, 1, "RespondToAuthChallenge", jsonError(400, "NotAuthorizedException", "Invalid session for the user, session is expired."));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(page.getByText("Sign-in timed out. Please start again.")).toBeVisible();
    await expect(entrance.email, "nothing is typed twice").toHaveValue(user.email);
    await examine(page, "a sign-in took too long");
    expect(await page.evaluate(() => sessionStorage.getItem("satchel.pending.sign-in")), "nothing is left of it").toBeNull();
    await entrance.password.fill(user.password);
    await entrance.signInButton.click();
    await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone, 2));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(shell.navigation).toBeVisible();
  });
});

test.describe("the owner's own questions", () => {
  let pool: Pool;
  test.beforeAll(async () => {
    pool = await poolWithQuestions();
  });
  const answer = (page: Page) => page.getByRole("textbox", { name: "Answer" });

  test("come after the password", async ({ page, entrance, shell, wire }) => {
    await use(page, pool);
    const user = await newUserOf(pool);
    await entrance.open();
    await entrance.fill({ ...user, password: "wrong" });
    await entrance.signInButton.click();
    await expect(entrance.alert).toContainText("Wrong email or password.");
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(entrance.heading("One more question")).toBeVisible();
    await expect(page.getByText("What colour is the door")).toBeVisible();
    await expect(answer(page)).toBeFocused();
    await examine(page, "the owner asks a question");
    await answer(page).fill("red");
    await page.keyboard.press("Enter");
    await expect(page.getByText("That answer didn't work. Try again.")).toBeVisible();
    await expect(answer(page)).toHaveValue("");
    await examine(page, "the owner's question is asked again");
    await page.reload();
    await answer(page).fill("blue");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Which animal did you have?")).toBeVisible();
    await examine(page, "the owner asks with more than one parameter");
    await answer(page).fill("otter");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(shell.navigation).toBeVisible();
    const answers = wire.of("RespondToAuthChallenge").map(({ body }) => JSON.parse(body).ChallengeName);
    expect(answers.slice(1)).toEqual(["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE"]);
  });

  test("take the password's place where the page is told so", async ({ page, entrance, shell, wire }) => {
    await use(page, { ...pool, first_factors: [] });
    const user = await newUserOf(pool);
    await entrance.open();
    await expect(entrance.password).toBeHidden();
    await examine(page, "a sign-in without a password");
    await entrance.email.fill(user.email);
    await page.keyboard.press("Enter");
    await answer(page).fill("blue");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Which animal did you have?")).toBeVisible();
    await answer(page).fill("otter");
    await page.keyboard.press("Enter");
    await expect(shell.navigation).toBeVisible();
    expect(JSON.parse(wire.of("InitiateAuth")[0]!.body).AuthParameters).toEqual({ USERNAME: user.email });
  });

  test("end when the functions have had enough", async ({ page, entrance, wire }) => {
    await use(page, { ...pool, first_factors: [] });
    const user = await newUserOf(pool);
    await entrance.open();
    await entrance.email.fill(user.email);
    await page.keyboard.press("Enter");
    const answered: number[] = [];
    for (const [colour, status] of [["red", 200], ["green", 200], ["yellow", 400]] as const) {
      await answer(page).fill(colour);
      await page.keyboard.press("Enter");
      answered.push(status);
      await wire.expectStatuses("RespondToAuthChallenge", answered);
      if (status === 200) await expect(answer(page)).toHaveValue("");
    }
    await expect(page.getByText("That answer didn't work. Please start again.")).toBeVisible();
    await expect(entrance.email).toHaveValue(user.email);
  });
});

test("a given password is replaced, and what the pool wants to know is told", async ({ page, entrance, shell }) => {
  const pool = await poolWithRequiredAttributes();
  await use(page, pool);
  const visitor = newVisitor();
  const given = { ...visitor, password: `${PASSWORD_MARK}-given-1` };
  await owner.createUserWithTemporaryPassword(given.email, given.password, { UserPoolId: pool.id });
  await entrance.open();
  await entrance.fill(given);
  await entrance.signInButton.click();
  await expect(entrance.heading("Choose a new password")).toBeVisible();
  await entrance.newPassword.fill(visitor.password);
  await entrance.setPassword.click();
  const name = page.getByRole("textbox", { name: "Given name" });
  const phone = page.getByRole("textbox", { name: "Phone number" });
  await expect(name).toHaveAccessibleDescription(/This is required/);
  await examine(page, "attributes are required with a new password");
  await name.fill("Ann");
  await phone.fill("+4915112345678");
  await entrance.setPassword.click();
  await expect(shell.navigation).toBeVisible();
  const { UserAttributes } = await owner.userPools("AdminGetUser", { UserPoolId: pool.id, Username: visitor.email });
  expect(UserAttributes).toContainEqual({ Name: "given_name", Value: "Ann" });
});

test("who has no address tells one on the way in, where codes come by email alone", async ({ page, entrance, shell }) => {
  const pool = await poolWithCodesByEmail();
  await use(page, pool);
  const { email, password } = newVisitor();
  await owner.userPools("AdminCreateUser", { UserPoolId: pool.id, Username: email, MessageAction: "SUPPRESS" });
  await owner.setPassword(email, password, { UserPoolId: pool.id });
  const address = newVisitor().email;
  await entrance.open();
  await entrance.fill({ email, password });
  await entrance.signInButton.click();
  await expect(entrance.heading("Two-step verification")).toBeVisible();
  await examine(page, "an address for codes is asked for");
  await page.getByRole("textbox", { name: "Email" }).fill(address);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(address));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
});

test("who has none yet chooses which to set up, where there are several", async ({ page, entrance, shell, wire }) => {
  const pool = await poolWithCodesByEmailOrAuthenticators();
  await use(page, pool);
  const { email, password } = newVisitor();
  await owner.userPools("AdminCreateUser", { UserPoolId: pool.id, Username: email, MessageAction: "SUPPRESS" });
  await owner.setPassword(email, password, { UserPoolId: pool.id });
  const address = newVisitor().email;
  const ask = async () => {
    await entrance.fill({ email, password });
    await entrance.signInButton.click();
    await expect(page.getByText("This site requires two-step verification. Choose your second step.")).toBeVisible();
  };
  await entrance.open();
  await ask();
  await examine(page, "a second step to set up is chosen");
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(page.getByRole("img", { name: "QR code of the key" })).toBeVisible();
  await page.getByRole("button", { name: "Start over" }).click();
  await ask();
  await page.getByRole("button", { name: "Get codes by email" }).click();
  await page.getByRole("textbox", { name: "Email" }).fill(address);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(address));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("AssociateSoftwareToken").length, "a key for whoever wants one").toBe(1);
});

test("a password that the owner has reset is set anew with a code", async ({ page, entrance, shell, user }) => {
  await owner.userPools("AdminResetUserPassword", { Username: user.email });
  const sent = (await inbox.messages(user.email)).length;
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.heading("Set a new password")).toBeVisible();
  await expect(page.getByText("This account needs a new password before you can sign in.")).toBeVisible();
  await expect(entrance.email).toHaveValue(user.email);
  await examine(page, "a password was reset by the owner");
  await entrance.sendCode.click();
  await entrance.code.fill(await inbox.code(user.email, sent + 1));
  await entrance.newPassword.fill(`${user.password}-new`);
  await entrance.setPassword.click();
  await expect(shell.navigation).toBeVisible();
});

test("an account that was switched off says so", async ({ page, entrance, user }) => {
  await owner.userPools("AdminDisableUser", { Username: user.email });
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("This account is turned off.");
  await examine(page, "an account is switched off");
});

test("an address that is not confirmed yet is confirmed on the way in", async ({ page, entrance, shell }) => {
  const visitor = newVisitor();
  await signUpElsewhere(visitor);
  await entrance.open();
  await entrance.fill(visitor);
  await entrance.signInButton.click();
  await expect(page.getByText("Your email isn't verified yet. We sent you a new code.")).toBeVisible();
  await examine(page, "an address is not confirmed yet");
  await entrance.confirm(await inbox.code(visitor.email, 2));
  await expect(shell.navigation).toBeVisible();
});
