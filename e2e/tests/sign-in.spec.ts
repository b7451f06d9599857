import { deployment } from "../support/deployment.ts";
import { code, messages } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, signInElsewhere, signUpElsewhere } from "../support/visitors.ts";

const REFUSED = "Wrong email or password";

test("a wrong password is refused, and the right one still works", async ({ entrance, shell, user, wire, page }) => {
  await entrance.open();
  await entrance.fill({ ...user, password: `${user.password}x` });
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText(REFUSED);
  await wire.expectStatuses("RespondToAuthChallenge", [400]);
  await expect(page).toHaveURL(/#\/sign-in$/);
  await expect(entrance.email).toHaveValue(user.email);

  await entrance.password.fill(user.password);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("an unknown address is refused in the words of a wrong password", async ({ entrance }) => {
  await entrance.open();
  await entrance.fill(newVisitor());
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText(REFUSED);
});

test("the address may be written in any case, with spaces around it", async ({ entrance, user, shell }) => {
  await entrance.signIn({ ...user, email: `  ${user.email.toUpperCase()} ` });
  await expect(shell.navigation).toBeVisible();
});

test("empty and half-filled forms say what is missing and send nothing", async ({ entrance, wire, page }) => {
  await entrance.open();
  wire.forget();
  await entrance.signInButton.click();
  await expect(page.getByText("Enter your email.")).toBeVisible();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expect(entrance.email).toBeFocused();
  await expect(entrance.email).toHaveAccessibleDescription(/Enter your email/);

  await entrance.email.fill("ann@");
  await entrance.password.fill("x");
  await entrance.signInButton.click();
  await expect(page.getByText("Enter a valid email address.")).toBeVisible();
  expect(wire.exchanges.filter(({ method }) => method === "POST")).toEqual([]);
});

test("pressing twice signs in once", async ({ entrance, user, shell, wire, page }) => {
  let answer = () => {};
  const pressed = new Promise<void>((resolve) => (answer = resolve));
  await page.route(deployment().aws + "/", async (route) => {
    await pressed;
    await route.continue();
  });
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.signInButton).toHaveAttribute("aria-busy", "true");
  await entrance.signInButton.click();
  await entrance.password.press("Enter");
  answer();
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("InitiateAuth")).toHaveLength(1);
});

test("somebody whose address is not confirmed is led to a fresh code", async ({ entrance, shell, page }) => {
  const visitor = newVisitor();
  await signUpElsewhere(visitor);
  const first = await code(visitor.email);

  await entrance.open();
  await entrance.fill(visitor);
  await entrance.signInButton.click();
  await expect(page).toHaveURL(/#\/confirm$/);
  await expect(entrance.status).toContainText("isn't verified yet");
  const second = await code(visitor.email, 2);
  expect(second).not.toBe(first);
  await entrance.confirm(second);
  await expect(shell.navigation).toBeVisible();
});

test("a session that was ended elsewhere leads back to where one was", async ({ entrance, shell, files, user, page }) => {
  await entrance.signIn(user);
  await expect(files.main.getByText("No files yet")).toBeVisible();
  await owner.signOutEverywhere(user.email);
  await page.goto("#/items");
  await page.reload();
  await expect(entrance.status).toContainText("Your session ended");
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  await expect(page).toHaveURL(/#\/items$/);
});

test("an address deeper in the page is reached by signing in", async ({ entrance, user, page, sessionScreen }) => {
  await entrance.signIn(user, { route: "#/session" });
  await expect(page).toHaveURL(/#\/session$/);
  await expect(sessionScreen.main.getByRole("heading", { level: 1, name: "Session" })).toBeVisible();
});

test.describe("how long a session lasts", () => {
  const STORED = () => [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }).includes("satchel.session"));

  test("only as long as the tab, by default", async ({ entrance, user, page, context }) => {
    await entrance.signIn(user);
    expect(await page.evaluate(STORED)).toEqual([false, true]);
    const other = await context.newPage();
    await other.goto("/");
    await expect(other.getByRole("button", { name: "Sign in" })).toBeVisible();
  });

  test("until signing out, when asked to", async ({ entrance, user, page, context, shell }) => {
    await entrance.signIn(user, { keep: true });
    expect(await page.evaluate(STORED)).toEqual([true, false]);
    const other = await context.newPage();
    await other.goto("/");
    await expect(other.getByRole("navigation", { name: "Main" })).toBeVisible();
    await shell.signOut();
    expect(await page.evaluate(STORED)).toEqual([false, false]);
  });

  test("credentials are stored nowhere", async ({ entrance, user, page, wire, files }) => {
    const answered = page.waitForResponse((response) => response.request().headers()["x-amz-target"]?.endsWith("GetCredentialsForIdentity") ?? false);
    await entrance.signIn(user, { keep: true });
    const { Credentials } = await (await answered).json();
    await expect(files.main.getByText("No files yet")).toBeVisible();
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    for (const secret of [Credentials.SecretKey, Credentials.SessionToken, Credentials.AccessKeyId, user.password]) {
      expect(stored).not.toContain(secret);
    }
    expect(wire.of("GetCredentialsForIdentity")).toHaveLength(1);
  });
});

test("a guest sees what is shared, and learns why there is no more", async ({ entrance, files, items, shell, page, wire }) => {
  await entrance.open();
  await entrance.guest.click();
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("InitiateAuth")).toEqual([]);

  await page.goto("#/files/shared/");
  await expect(files.row("Welcome.txt")).toBeVisible();
  const welcome = await files.download("Welcome.txt");
  expect(welcome.content.toString()).toContain("Everyone who can sign in reads this folder");

  await page.goto("#/files/my/");
  await expect(files.main.getByText("Guests have no files of their own")).toBeVisible();
  await expect(files.main.getByRole("link", { name: "Create account" })).toBeVisible();

  await shell.go("Items");
  await expect(items.main.getByText("Guests have no items")).toBeVisible();
});

test("a guest who signs in keeps the identity", async ({ entrance, files, shell, user, page, wire }) => {
  await entrance.open();
  await entrance.guest.click();
  await page.goto("#/files/shared/");
  await expect(files.row("Welcome.txt")).toBeVisible();
  const guest = JSON.parse(wire.of("GetCredentialsForIdentity")[0]!.body).IdentityId;

  await shell.accountMenu.click();
  await shell.menuItem("Sign in").click();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  await expect(files.main.getByText("No files yet")).toBeVisible();
  const [, signedIn] = wire.of("GetCredentialsForIdentity");
  expect(JSON.parse(signedIn!.body).IdentityId).toBe(guest);
});

test("a forgotten password is replaced", async ({ entrance, shell, user, page }) => {
  const password = `${user.password}-new`;
  await entrance.open();
  await entrance.email.fill(user.email);
  await entrance.forgotPassword.click();
  await expect(page).toHaveURL(/#\/reset-password$/);
  await expect(entrance.email).toHaveValue(user.email);
  await entrance.sendCode.click();

  await test.step("a wrong code is refused", async () => {
    const right = await code(user.email);
    await entrance.code.fill(right === "000000" ? "111111" : "000000");
    await entrance.newPassword.fill(password);
    await entrance.setPassword.click();
    await expect(entrance.alert).toContainText("Wrong or old code.");
  });

  await test.step("the right one sets the password and signs in", async () => {
    await entrance.code.fill(await code(user.email));
    await entrance.setPassword.click();
    await expect(shell.navigation).toBeVisible();
  });

  await test.step("the old password is refused from now on", async () => {
    await shell.signOut();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await expect(entrance.alert).toContainText(REFUSED);
    await signInElsewhere({ ...user, password });
  });
});

test("asking for a new password does not tell whether there is an account", async ({ entrance, page }) => {
  await entrance.open("#/reset-password");
  const { email } = newVisitor();
  await entrance.email.fill(email);
  await entrance.sendCode.click();
  await expect(page.getByText(`If ${email} has an account`)).toBeVisible();
  expect(await messages(email)).toEqual([]);
});

test("a code that is waited for survives a reload", async ({ entrance, user, page, shell }) => {
  await entrance.open("#/reset-password");
  await entrance.email.fill(user.email);
  await entrance.sendCode.click();
  await expect(entrance.newPassword).toBeVisible();
  await page.reload();
  await expect(page.getByText(user.email)).toBeVisible();
  await entrance.code.fill(await code(user.email));
  await entrance.newPassword.fill(`${user.password}-new`);
  await entrance.setPassword.click();
  await expect(shell.navigation).toBeVisible();
});
