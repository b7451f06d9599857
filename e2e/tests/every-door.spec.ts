/** No way ends at a closed door, and what people type and paste is understood. */

import { examine } from "../support/accessible.ts";
import { interceptFirst, jsonError } from "../support/answers.ts";
import { secureSite } from "../support/deployment.ts";
import { code } from "../support/inbox.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, signUpElsewhere } from "../support/visitors.ts";

test("signing up again leads to the code", async ({ page, entrance, shell }) => {
  const visitor = newVisitor();
  await signUpElsewhere(visitor);
  await entrance.open("#/sign-up");
  await entrance.fill(visitor);
  await entrance.createAccountButton.click();
  await expect(entrance.heading("Check your email")).toBeVisible();
  await expect(entrance.status).toContainText("Your account isn't verified yet. We sent you a new code.");
  await examine(page, "signing up again");
  await entrance.confirm(await code(visitor.email, 2));
  await expect(shell.navigation).toBeVisible();
});

test("a forgotten password of an account that was never confirmed leads to the code", async ({ page, entrance, shell }) => {
  const visitor = newVisitor();
  await signUpElsewhere(visitor);
  await entrance.open("#/reset-password");
  await entrance.email.fill(visitor.email);
  await entrance.sendCode.click();
  await expect(entrance.heading("Check your email")).toBeVisible();
  await expect(entrance.status).toContainText("Verify this account before you reset its password");
  await entrance.confirm(await code(visitor.email, 2));
  await expect(entrance.status).toContainText("Your address is verified. Sign in.");
  await entrance.password.fill(visitor.password);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(/#\/files/);
});

for (const route of ["#/sign-up", "#/reset-password"]) {
  test(`a code can be entered from ${route}`, async ({ entrance }) => {
    const visitor = newVisitor();
    await signUpElsewhere(visitor);
    await entrance.open(route);
    await entrance.email.fill(visitor.email);
    await entrance.codeLink.click();
    await expect(entrance.heading("Check your email")).toBeVisible();
    await expect(entrance.email).toHaveValue(visitor.email);
    await entrance.confirm(await code(visitor.email));
    await expect(entrance.status).toContainText("Your address is verified. Sign in.");
  });
}

test("a code is found in whatever was pasted around it", async ({ entrance, page, shell }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const right = await code(visitor.email);
  await entrance.confirm("no digits");
  await expect(entrance.code).toHaveAccessibleDescription(/Enter the digits of the code/);
  const arabic = [...right].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join("");
  await entrance.confirm(`\u200fYour code is ${arabic.slice(0, 3)}\u200b-${arabic.slice(3)}.`);
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(/#\/files/);
});

test("what cannot be seen at the edges of an address is no part of it", async ({ entrance, user, shell }) => {
  // A field of this kind drops spaces by itself.
  await entrance.signIn({ ...user, email: `\ufeff\u202a${user.email}\u202c\u200b` });
  await expect(shell.navigation).toBeVisible();
});

test("a password that the user pool would never take is refused in the form", async ({ entrance, wire }) => {
  await entrance.open("#/sign-up");
  const { email, password } = newVisitor();
  for (const [typed, says] of [[` ${password}`, /can't begin or end with a space/], [`${password}\u00a0`, /can't begin or end with a space/], [password.padEnd(257, "x"), /256 characters or fewer/]] as const) {
    await entrance.fill({ email, password: typed });
    await entrance.createAccountButton.click();
    await expect(entrance.password).toHaveAccessibleDescription(says);
    await expect(entrance.password).toBeFocused();
  }
  expect(wire.of("SignUp")).toEqual([]);
});

/** Fills a field as some password managers do: without a word to the page, or with `change` alone. */
const SILENTLY = ["nothing", "change"] as const;

for (const tells of SILENTLY) {
  test(`what a manager fills in and tells of by ${tells} is sent`, async ({ entrance, user, shell }) => {
    await entrance.open();
    for (const [field, value] of [[entrance.email, user.email], [entrance.password, user.password]] as const) {
      await field.evaluate((input, [value, tells]) => {
        (input as HTMLInputElement).value = value;
        if (tells === "change") input.dispatchEvent(new Event("change", { bubbles: true }));
      }, [value, tells] as const);
    }
    await entrance.signInButton.click();
    await expect(shell.navigation).toBeVisible();
  });
}

test("between two codes there is a pause that can be seen and is said once", async ({ page, entrance, shell }) => {
  await page.clock.install();
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await expect(entrance.resendCode).toBeDisabled();
  const said = page.locator("[aria-live=polite]").filter({ hasText: "ask for another code" });
  const pause = /You can ask for another code in (30|29|28) seconds\./;
  await expect(said).toHaveText(pause);
  await expect(page.getByText(/Resend code in 0:\d\d$/)).toBeVisible();
  await examine(page, "a pause between two codes");
  await page.clock.fastForward(10_000);
  await expect(page.getByText(/Resend code in 0:1\d$/)).toBeVisible();
  await expect(said, "not every second").toHaveText(pause);
  await page.reload();
  await expect(entrance.resendCode, "a reload is no way around it").toBeDisabled();
  await page.clock.fastForward(31_000);
  await expect(said).toHaveText("You can ask for another code now.");
  await expect(entrance.resendCode).toBeEnabled();

  await interceptFirst(page, 1, "ResendConfirmationCode", jsonError(400, "LimitExceededException", "Attempt limit exceeded, please try after some time."));
  await entrance.resendCode.click();
  await expect(entrance.alert).toContainText("Too many attempts.");
  await expect(said).toHaveText(/in (60|59) seconds\./);
  await expect(entrance.resendCode).toBeDisabled();
  await page.clock.fastForward(61_000);
  await entrance.resendCode.click();
  await expect(shell.news.filter({ hasText: `New code sent to ${visitor.email}` })).toBeVisible();
  await expect(said).toHaveText(pause);
});

test("a sign-in that is refused keeps the name, says so and waits for the password", async ({ entrance, user }) => {
  await entrance.open();
  await entrance.fill({ ...user, password: `${user.password}\u0065\u0301` });
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("Wrong email or password.");
  await expect(entrance.alert, "what a keyboard writes and what a file holds may differ").toContainText("If you pasted accented letters, type them instead.");
  await expect(entrance.email).toHaveValue(user.email);
  await expect(entrance.password).toBeFocused();
  await entrance.fill({ ...user, password: `${user.password}x` });
  await entrance.signInButton.click();
  await expect(entrance.alert).not.toContainText("accents");
});

test("an answer that nobody asked for changes nothing for who is in", async ({ page, entrance, user, shell, wire }) => {
  await page.goto(secureSite());
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  wire.forget();
  for (const address of [`${secureSite()}?code=stolen&state=forged`, `${secureSite()}#id_token=x&state=forged`, `${secureSite()}?error=access_denied&error_description=Sign+in+at+evil.example`]) {
    await page.goto("about:blank");
    await page.goto(address);
    await expect(shell.news.filter({ hasText: "Ignored a sign-in that wasn't started in this tab. Nothing has changed." })).toBeVisible();
    await expect(shell.accountMenu).toContainText(user.email);
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await expect(entrance.alert).toHaveCount(0);
  }
  expect(wire.exchanges.filter(({ url }) => url.includes("/token")), "its code is not traded").toEqual([]);
});
