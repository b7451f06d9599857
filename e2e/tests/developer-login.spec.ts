import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import { createOwnUser } from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";

const CORS = { "access-control-allow-origin": "*" };

let carol: { name: string; password: string };
test.beforeAll(async () => {
  const { email, password } = newVisitor();
  carol = { name: email.split("@")[0]!, password };
  await createOwnUser(carol.name, carol.password);
});

test.beforeEach(async ({ page, entrance }) => {
  await entrance.open("#/session");
  await choose(page, "Continue with site account");
  await expect(page.getByRole("textbox", { name: "Username" })).toBeFocused();
});

test("a user of the owner's own has an identity that nobody asks for", async ({ page, entrance, files, shell, sessionScreen, wire }) => {
  await expect(entrance.heading("Continue with site account")).toBeVisible();
  await examine(page, "the owner's own login");
  await page.getByRole("textbox", { name: "Username" }).fill(carol.name);
  await entrance.password.fill(carol.password);
  await entrance.password.press("Enter");
  await expect(sessionScreen.main.getByText("with this site's own login")).toBeVisible();
  await expect(sessionScreen.main.getByText("cognito-identity.amazonaws.com", { exact: true })).toBeVisible();
  await expect(sessionScreen.main.getByText("which came with the token")).toBeVisible();
  await expect(page).toHaveURL(/#\/session$/);
  expect(wire.of("GetId")).toEqual([]);
  const identity = await sessionScreen.main.getByText(/^us-east-1:[0-9a-f-]{36}$/).first().textContent();
  await page.reload();
  await expect(sessionScreen.main.getByText(identity!).first()).toBeVisible();
  await shell.go("Files");
  await expect(files.main.getByText("No files yet")).toBeVisible();
  await wire.expectStatuses("GetCredentialsForIdentity", [200, 200]);
  expect(wire.of("GetId")).toEqual([]);
  await shell.signOut();
  await expect(page.getByRole("button", { name: "Continue with site account", includeHidden: true })).toBeAttached();
});

test("what is missing or wrong is said in place", async ({ page, entrance, wire }) => {
  await entrance.signInButton.click();
  const name = page.getByRole("textbox", { name: "Username" });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Enter your username/);
  await expect(entrance.password).toHaveAccessibleDescription(/Enter your password/);
  expect(wire.exchanges.filter(({ url }) => url === deployment().config.developer_login.url)).toEqual([]);
  await name.fill(carol.name);
  await entrance.password.fill("something else");
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("Wrong username or password.");
  await expect(entrance.alert).toContainText("This site says: Incorrect username or password.");
  await expect(name, "nothing is typed twice").toHaveValue(carol.name);
  await examine(page, "the owner's own login refused");
  await page.getByRole("button", { name: "Back" }).click();
  await expect(entrance.heading("Sign in")).toBeVisible();
  await expect(entrance.email).toBeVisible();
});

test("a login that is down, has too much to do or fails says so, and takes the next attempt", async ({ page, entrance, shell, guard }) => {
  guard.expect(/blocked by CORS|net::ERR_FAILED/);
  const { url } = deployment().config.developer_login;
  await page.getByRole("textbox", { name: "Username" }).fill(carol.name);
  await entrance.password.fill(carol.password);
  const faults = [
    { answer: undefined, says: "There was no answer." },
    { answer: { status: 429, json: { message: "Too Many Requests" } }, says: "Too many attempts right now" },
    { answer: { status: 503, json: { message: "Service Unavailable" } }, says: "This site's sign-in failed. This site says: Service Unavailable" },
    { answer: { status: 200, json: {} }, says: "no identity with a token" },
  ];
  for (const { answer, says } of faults) {
    await page.route(url, (route) => (answer ? route.fulfill({ ...answer, headers: CORS }) : route.abort()));
    await entrance.signInButton.click();
    await expect(entrance.alert).toContainText(says);
    await page.unroute(url);
  }
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("when the token has expired the visitor signs in again, and goes on where they were", async ({ page, entrance, shell, sessionScreen }) => {
  await page.getByRole("textbox", { name: "Username" }).fill(carol.name);
  await entrance.password.fill(carol.password);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
  await intercept(page, "GetCredentialsForIdentity", jsonError(400, "NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0"));
  await page.reload();
  await expect(page.getByText("Your session ended. Please sign in again.")).toBeVisible();
  await page.unrouteAll();
  await choose(page, "Continue with site account");
  await page.getByRole("textbox", { name: "Username" }).fill(carol.name);
  await entrance.password.fill(carol.password);
  await entrance.signInButton.click();
  await expect(sessionScreen.requests).toBeVisible();
  await expect(page).toHaveURL(/#\/session$/);
});
