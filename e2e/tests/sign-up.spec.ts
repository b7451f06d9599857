import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, jsonError } from "../support/answers.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";

test("a wrong code is refused, a new one can be sent, and only the newest works", async ({ entrance, shell, page }) => {
  await page.clock.install();
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const first = await code(visitor.email);
  await entrance.confirm(first === "000000" ? "111111" : "000000");
  await expect(entrance.alert).toContainText("Wrong or old code.");

  await entrance.resend();
  await expect(shell.news.filter({ hasText: `New code sent to ${visitor.email}` })).toBeVisible();
  const second = await code(visitor.email, 2);
  await entrance.confirm(first);
  await expect(entrance.alert).toContainText("Wrong or old code.");
  expect(await owner.userStatus(visitor.email)).toBe("UNCONFIRMED");

  await entrance.confirm(` ${second} `);
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(/#\/files\/my\/$/);
});

test("an expired code says so and another one can be sent", async ({ entrance, shell, page }) => {
  await page.clock.install();
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  // A day passes only on the wire: what the user pool answers then.
  await interceptFirst(page, 1, "ConfirmSignUp", jsonError(400, "ExpiredCodeException", "Invalid code provided, please request a code again."));
  await entrance.confirm(await code(visitor.email));
  await expect(entrance.alert).toContainText("This code has expired");
  await entrance.resend();
  await entrance.confirm(await code(visitor.email, 2));
  await expect(shell.navigation).toBeVisible();
});

test("what is waited for survives a reload; the password is asked for again", async ({ entrance, shell, page }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await page.reload();
  await expect(page.getByText(visitor.email)).toBeVisible();
  await entrance.confirm(await code(visitor.email));
  await expect(page).toHaveURL(/#\/sign-in$/);
  await expect(entrance.status).toContainText("Your address is verified");
  await expect(entrance.email).toHaveValue(visitor.email);
  await entrance.password.fill(visitor.password);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("an address that is taken leads to signing in", async ({ entrance, user, page }) => {
  await entrance.open("#/sign-up");
  await entrance.fill(user);
  await entrance.createAccountButton.click();
  await expect(entrance.alert).toContainText("An account with this email already exists");
  await page.getByRole("link", { name: "Sign in" }).last().click();
  await expect(entrance.email).toHaveValue(user.email);
});

test("a password that breaks the policy is not sent", async ({ entrance, wire, page }) => {
  await entrance.open("#/sign-up");
  wire.forget();
  const { email } = newVisitor();
  for (const password of ["short1A", "nodigitsHere", "nouppercase1", "NOLOWERCASE1"]) {
    await entrance.fill({ email, password });
    await entrance.createAccountButton.click();
    await expect(entrance.password).toHaveAccessibleDescription(/doesn't meet all the rules/);
  }
  await entrance.fill({ email: "", password: "" });
  await entrance.createAccountButton.click();
  await expect(page.getByText("Enter your email.")).toBeVisible();
  await expect(page.getByText("Choose a password.")).toBeVisible();
  expect(wire.exchanges).toEqual([]);
});

test("the rules of a password are met one by one, and other ways in are at hand", async ({ entrance, page }) => {
  await entrance.open("#/sign-up");
  const rules = page.getByRole("list", { name: "Password rules" }).getByRole("listitem");
  await expect(rules).toHaveText(["8+ characters", "Lowercase a–z", "Uppercase A–Z", "Number 0–9"]);
  const bars = page.locator(".policy-bars span");
  await expect(bars).toHaveCount(4);
  for (const [password, met] of [["", 0], ["a", 1], ["ab1", 2], ["longer1x", 3], ["Longer1x", 4]] as const) {
    await entrance.password.fill(password);
    await expect(page.locator(".policy-bars .met")).toHaveCount(met);
    await expect(rules.filter({ hasText: "(met)" })).toHaveCount(met);
  }
  await entrance.email.fill("ann");
  await expect(entrance.email).toHaveAccessibleDescription("We'll send you a code.");
  await entrance.createAccountButton.click();
  await expect(entrance.email, "the hint gives way to the error").toHaveAccessibleDescription("Enter a valid email address.");
  await expect(entrance.email).toBeFocused();
  await expect(page.getByRole("button", { name: "Continue with Google" })).toBeVisible();
  await expect(entrance.guest).toBeVisible();
  await examine(page, "signing up with a faulty address");
  await page.getByRole("link", { name: "Sign in instead" }).click();
  await expect(entrance.heading("Sign in")).toBeVisible();
});

test("a refusal that only the user pool knows of is shown", async ({ entrance, page }) => {
  const message = "Password did not conform with policy: Password was used before";
  await intercept(page, "SignUp", jsonError(400, "InvalidPasswordException", message));
  await entrance.open("#/sign-up");
  await entrance.fill(newVisitor());
  await entrance.createAccountButton.click();
  await expect(entrance.alert).toContainText("The password doesn't meet this site's rules.");
  await expect(entrance.alert.getByText("Password was used before")).toBeHidden();
  await entrance.alert.getByText("Technical details").click();
  await expect(entrance.alert.getByText(message)).toBeVisible();
});
