/** What docs/ANSWERS.md promises, on the wire: each row of its exceptions at the form of its operation. */

import { readFileSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { code } from "../support/inbox.ts";
import { expect, test } from "../support/test.ts";
import { confirmElsewhere, newUser, newVisitor, setUpAuthenticator } from "../support/visitors.ts";

const IDENTITY_POOL = ["GetId", "GetCredentialsForIdentity"];

interface Row {
  exception: string;
  operations: string;
  /** The message. */
  says: string;
  /** Sentences. */
  sees: string[];
}

const ROWS: Row[] = readFileSync(new URL("../../docs/ANSWERS.md", import.meta.url), "utf8")
  .split("\n## Exceptions\n")[1]
  .split("\n## ")[0]
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\|/, "").trim()))
  // What leads elsewhere has a test of its own.
  .filter(([, , , sees]) => !sees.includes("→"))
  .map(([exception, operations, says, sees]) => ({
    exception: exception.replaceAll("`", ""),
    operations,
    says,
    sees: sees.split(/(?<=\.) /),
  }));

function rowsOf(operation: string): Row[] {
  const all = IDENTITY_POOL.includes(operation) ? ["all", "identity pool"] : ["all", "user pool"];
  const rows = ROWS.filter(({ operations }) => all.includes(operations) || operations.split(", ").includes(operation));
  expect(rows.length).toBeGreaterThan(5);
  return rows;
}

/** Refuses the requests of one operation while it is told to. */
class Refusing {
  private refusal?: ReturnType<typeof jsonError>;
  private times = 0;

  static async of(page: Page, operation: string, applies = (_body: string) => true) {
    const refusing = new Refusing();
    await intercept(page, operation, (route) => {
      if (!refusing.refusal || !applies(route.request().postData() ?? "")) return route.fallback();
      refusing.times += 1;
      return refusing.refusal(route);
    });
    return refusing;
  }

  with({ exception, says }: Row) {
    this.refusal = jsonError(exception === "InternalErrorException" ? 500 : 400, exception, says);
  }

  end() {
    this.refusal = undefined;
  }

  /** Presses `button` once for each row, and expects its words. */
  async expectWords(rows: Row[], button: Locator, alert: Locator) {
    for (const row of rows) {
      this.with(row);
      const before = this.times;
      await button.click();
      await expect.poll(() => this.times, `${row.exception} is answered`).toBeGreaterThan(before);
      // Below the password the way on is a link.
      const sees = row.sees.map((sentence) => (sentence === "Check both, or set a new password." ? "Reset password" : sentence));
      for (const sentence of sees) await expect(alert, `${row.exception} ${row.says}`).toContainText(sentence);
      await expect(button).toBeEnabled();
    }
    this.end();
  }
}

test.describe("each refusal at its form", () => {
  for (const operation of ["InitiateAuth", "RespondToAuthChallenge"]) {
    test(`of ${operation}`, async ({ page, entrance, user, shell }) => {
      test.slow();
      const refusing = await Refusing.of(page, operation);
      await entrance.open();
      await entrance.fill(user);
      await refusing.expectWords(rowsOf(operation), entrance.signInButton, entrance.alert);
      await examine(page, `${operation} is refused`);
      await expect(entrance.email).toHaveValue(user.email);
      await expect(entrance.password).toHaveValue(user.password);
      await entrance.signInButton.click();
      await expect(shell.navigation).toBeVisible();
    });
  }

  test("of RespondToAuthChallenge, after the password", async ({ page, entrance, shell }) => {
    const user = await newUser();
    const authenticator = await setUpAuthenticator(user);
    const refusing = await Refusing.of(page, "RespondToAuthChallenge", (body) => body.includes("SOFTWARE_TOKEN_MFA"));
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    const field = page.getByRole("textbox", { name: "Authenticator code" });
    const right = authenticator.generate({ timestamp: Date.now() + 30_000 });
    await field.fill(right);
    const names = ["MFAMethodNotFoundException", "SoftwareTokenMFANotFoundException", "UserLambdaValidationException", "TooManyRequestsException"];
    const rows = rowsOf("RespondToAuthChallenge").filter(({ exception }) => names.includes(exception));
    const verify = page.getByRole("button", { name: "Verify" });
    await refusing.expectWords(rows, verify, entrance.alert);
    await expect(field).toHaveValue(right);
    await verify.click();
    await expect(shell.navigation).toBeVisible();
  });

  test("of SignUp", async ({ page, entrance }) => {
    const visitor = newVisitor();
    const refusing = await Refusing.of(page, "SignUp");
    await entrance.open("#/sign-up");
    await entrance.fill(visitor);
    await refusing.expectWords(rowsOf("SignUp"), entrance.createAccountButton, entrance.alert);
    await examine(page, "SignUp is refused");
    await expect(entrance.email).toHaveValue(visitor.email);
    await expect(entrance.password).toHaveValue(visitor.password);
    await entrance.createAccountButton.click();
    await expect(entrance.code).toBeVisible();
  });

  test("of ConfirmSignUp", async ({ page, entrance, shell }) => {
    const visitor = newVisitor();
    const refusing = await Refusing.of(page, "ConfirmSignUp");
    await entrance.signUp(visitor);
    const sent = await code(visitor.email);
    await entrance.code.fill(sent);
    await refusing.expectWords(rowsOf("ConfirmSignUp"), entrance.confirmButton, entrance.alert);
    await examine(page, "ConfirmSignUp is refused");
    await expect(entrance.code).toHaveValue(sent);
    await entrance.confirmButton.click();
    await expect(shell.navigation).toBeVisible();
  });

  test("of ForgotPassword", async ({ page, entrance, user }) => {
    const refusing = await Refusing.of(page, "ForgotPassword");
    await entrance.open("#/reset-password");
    await entrance.email.fill(user.email);
    await refusing.expectWords(rowsOf("ForgotPassword"), entrance.sendCode, entrance.alert);
    await examine(page, "ForgotPassword is refused");
    await expect(entrance.email).toHaveValue(user.email);
    await entrance.sendCode.click();
    await expect(entrance.newPassword).toBeVisible();
  });
});

test.describe("each refusal of the identity pool", () => {
  for (const operation of IDENTITY_POOL) {
    test(`at ${operation}`, async ({ page, entrance, files, user, shell }) => {
      test.slow();
      const rows = rowsOf(operation);
      const refusing = await Refusing.of(page, operation);
      refusing.with(rows[0]);
      await entrance.signIn(user);
      const again = files.alert.getByRole("button", { name: "Try again" });
      await refusing.expectWords(rows, again, files.alert);
      await again.click();
      await expect(files.main.getByText("No files yet")).toBeVisible();
      await expect(files.alert).toHaveCount(0);
      await expect(shell.navigation, "the session has outlived it all").toBeVisible();
    });
  }
});

test("an account that needs a new password is led to setting one", async ({ page, entrance, user }) => {
  await intercept(page, "InitiateAuth", jsonError(400, "PasswordResetRequiredException", "Password reset required for the user"));
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.heading("Set a new password")).toBeVisible();
  await expect(entrance.status).toContainText("needs a new password");
  await expect(entrance.email).toHaveValue(user.email);
  await entrance.sendCode.click();
  await expect(entrance.newPassword).toBeVisible();
});

test("whoever is confirmed already goes on to signing in", async ({ entrance, shell, wire }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const sent = await code(visitor.email);
  await confirmElsewhere(visitor, sent);
  await entrance.confirm(sent);
  await expect(shell.navigation).toBeVisible();
  await wire.expectStatuses("ConfirmSignUp", [400]);
});
