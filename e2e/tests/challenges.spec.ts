import { Secret, TOTP } from "otpauth";

import { examine } from "../support/accessible.ts";
import * as owner from "../support/owner.ts";
import { newUserOf, poolWithAuthenticators, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newUser, newVisitor, PASSWORD_MARK, setUpAuthenticator, signInElsewhere } from "../support/visitors.ts";

test("a password that was given is replaced by one's own", async ({ page, entrance, files }) => {
  const visitor = newVisitor();
  const given = { ...visitor, password: `${PASSWORD_MARK}-given-1` };
  await owner.createUserWithTemporaryPassword(given.email, given.password);
  await entrance.open();
  await entrance.fill(given);
  await entrance.signInButton.click();
  await expect(entrance.heading("Choose a new password")).toBeVisible();
  await examine(page, "a new password is required");
  await entrance.newPassword.fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(entrance.newPassword).toHaveAccessibleDescription(/doesn't meet all the rules/);
  await page.reload();
  await expect(entrance.heading("Choose a new password"), "a reload loses no step").toBeVisible();
  await entrance.newPassword.fill(visitor.password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(files.main.getByText("No files yet")).toBeVisible();
  await signInElsewhere(visitor);
});

test("a second step is asked for, forgives a wrong code and outlives a reload", async ({ page, entrance, files }) => {
  const user = await newUser();
  const authenticator = await setUpAuthenticator(user);
  await entrance.open();
  await entrance.fill(user);
  await entrance.keep.check();
  await entrance.signInButton.click();
  const code = page.getByRole("textbox", { name: "Authenticator code" });
  await expect(page.getByText("Enter the code that your authenticator app My phone shows now.")).toBeVisible();
  await expect(code).toBeFocused();
  await examine(page, "an authenticator's code is asked for");
  await page.reload();
  const right = authenticator.generate({ timestamp: Date.now() + 30_000 });
  await code.fill(right === "000000" ? "111111" : "000000");
  await page.keyboard.press("Enter");
  await expect(entrance.alert).toContainText("Wrong or old code");
  await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await page.keyboard.press("Enter");
  await expect(files.main.getByText("No files yet")).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem("satchel.session")), "as was asked for before the reload").not.toBeNull();
  expect(await page.evaluate(() => sessionStorage.getItem("satchel.pending.sign-in")), "nothing is left of it").toBeNull();
});

test("a sign-in can be given up half way", async ({ page, entrance }) => {
  const user = await newUser();
  await setUpAuthenticator(user);
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(entrance.signInButton).toBeVisible();
  await page.reload();
  await expect(entrance.signInButton).toBeVisible();
});

test("an authenticator is set up on the way in where the pool insists", async ({ page, entrance, shell }) => {
  const pool = await poolWithAuthenticators();
  await use(page, pool);
  await entrance.open();
  await entrance.fill(await newUserOf(pool));
  await entrance.signInButton.click();
  await expect(entrance.heading("Set up an authenticator app")).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code of the key" })).toBeVisible();
  await examine(page, "an authenticator is set up");
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByRole("textbox", { name: "Authenticator code" }).fill(authenticator.generate());
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
});
