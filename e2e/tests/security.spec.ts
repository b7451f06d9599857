import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { deployment, secureSite } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";
import { intercept, jsonError } from "../support/answers.ts";

test("within another page there is nothing to press but a link to a tab of its own", async ({ page, wire, entrance, shell, user, guard }) => {
  // The form is there, out of sight.
  guard.expect(/Blocked autofocusing/);
  await entrance.signIn(user, { keep: true });
  await expect(shell.navigation).toBeVisible();
  wire.forget();
  // Somebody else's page: what S3 shows where there is no bucket.
  await page.goto("http://win-a-prize.s3-website-us-east-1.amazonaws.com/");
  await page.evaluate((src) => {
    document.body.replaceChildren(Object.assign(document.createElement("iframe"), { src, width: 800, height: 600 }));
  }, `${deployment().site}#/account`);
  const framed = page.frameLocator("iframe");
  const link = framed.getByRole("link", { name: "Open Satchel in its own tab" });
  await expect(link).toBeVisible();
  await expect(framed.getByRole("button")).toHaveCount(0);
  await expect(framed.getByRole("link")).toHaveCount(1);
  expect(wire.exchanges.filter(({ method }) => method === "POST"), "nothing was asked of AWS").toEqual([]);
  const [tab] = await Promise.all([page.waitForEvent("popup"), link.click()]);
  await expect(tab.getByRole("navigation", { name: "Main" })).toBeVisible();
  expect(await tab.evaluate(() => window.opener)).toBeNull();
});

test("where every bucket shares the origin the page does not start, and leads to its own address", async ({ page, wire, entrance, user }) => {
  const { aws, site } = deployment();
  const bucket = new URL(site).hostname.split(".")[0];
  await page.goto(`${aws}/${bucket}/index.html#/items`);
  await expect(page.getByRole("alert")).toContainText("All buckets share this address");
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await examine(page, "an origin that is shared");
  await page.getByRole("link", { name: `Open ${bucket}.localhost:${new URL(aws).port}` }).click();
  await expect(entrance.signInButton).toBeVisible();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(page, "at the same place").toHaveURL(`http://${bucket}.localhost:${new URL(aws).port}/index.html#/items`);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await wire.expectStatuses("GetCredentialsForIdentity", [200]);
});

test("at S3's own address, too, and on this machine without services on it", async ({ page, wire }) => {
  const { site, config } = deployment();
  const bucket = new URL(site).hostname.split(".")[0];
  const { endpoints: _, ...real } = config;
  const aws = { ...real, https_url: secureSite() };
  await page.context().route("**/config.json", (route) => route.fulfill({ json: aws }));
  await page.goto(`http://s3.us-east-1.amazonaws.com/${bucket}/index.html#/account`);
  const link = page.getByRole("link", { name: `Open ${new URL(secureSite()).hostname}` });
  await expect(link).toHaveAttribute("href", `${secureSite()}#/account`);
  await page.goto(`${deployment().aws}/${bucket}/index.html`);
  await expect(page.getByRole("alert")).toContainText("Any program on this device can use this address");
  await expect(link).toBeVisible();
  expect(wire.exchanges.filter(({ method }) => method === "POST")).toEqual([]);
});

test("nothing of a provider's answer is left in the document once its visitor has signed out", async ({ page, shell, guard }) => {
  guard.expectAnswerInFragment();
  const entries = () => page.evaluate(() => JSON.stringify(performance.getEntries()) + performance.getEntriesByType("navigation").map((entry) => entry.name));
  await page.goto(secureSite());
  await choose(page, "Continue with Google");
  await page.getByRole("textbox", { name: "Name or email" }).fill(newVisitor().email);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  expect(await entries(), "there is something to take away").toContain("id_token=");
  await shell.signOut();
  expect(await entries()).not.toContain("id_token=");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain("eyJ");
});

test("what is said about a sign-out outlives the document", async ({ page, entrance, shell, user }) => {
  await entrance.signIn(user);
  await expect(shell.navigation).toBeVisible();
  await page.evaluate(() => Object.assign(window, { old: true }));
  await intercept(page, "RevokeToken", jsonError(400, "InvalidParameterException"));
  await shell.signOut();
  await expect(page.getByText("You're signed out here, but we couldn't tell AWS")).toBeVisible();
  await expect(entrance.signInButton).toBeVisible();
  expect(await page.evaluate(() => "old" in window), "another document").toBe(false);
  await page.reload();
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByText("You're signed out here"), "it is said once").toHaveCount(0);
});

test("a service that does not answer keeps nobody from signing in again", async ({ page, entrance, shell, user }) => {
  await entrance.signIn(user);
  await expect(shell.navigation).toBeVisible();
  await intercept(page, "RevokeToken", () => undefined);
  await shell.signOut();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("a sign-out without a network leaves the page there", async ({ page, context, entrance, shell, user, guard }) => {
  guard.expect(/ERR_INTERNET_DISCONNECTED/);
  await entrance.signIn(user);
  await expect(shell.navigation).toBeVisible();
  await context.setOffline(true);
  await shell.signOut();
  await expect(entrance.signInButton).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("satchel.session"))).toBeNull();
  await context.setOffline(false);
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("a forged answer takes nothing from a sign-in that waits in the tab", async ({ page, shell }) => {
  await page.goto(secureSite());
  await choose(page, "Continue with Example ID");
  await expect(page.getByRole("textbox", { name: "Name or email" })).toBeVisible();
  const provider = page.url();
  await page.goto(`${secureSite()}?code=stolen&state=forged`);
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto(provider);
  await page.getByRole("textbox", { name: "Name or email" }).fill(newVisitor().email);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation, "the right answer is taken").toBeVisible();
});

test("an answer of It comes from another provider brings its code nowhere", async ({ page, wire, shell, entrance }) => {
  await page.goto(secureSite());
  await choose(page, "Continue with Example ID");
  await page.getByRole("textbox", { name: "Name or email" }).fill(newVisitor().email);
  // What a provider does that passes its visitors on to another one.
  await page.route("**/_providers/oidc/authorize?*", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    const location = new URL(answer.headers()["location"]!);
    expect(location.searchParams.get("iss"), "Example ID always names itself").toBe(`${deployment().aws}/_providers/oidc`);
    location.searchParams.set("iss", "https://other.example");
    await route.fulfill({ status: 302, headers: { location: location.href } });
  });
  wire.forget();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(entrance.alert).toContainText("It comes from another provider");
  expect(wire.exchanges.filter(({ url, method }) => method === "POST" && url.includes("/token"))).toEqual([]);
  await expect(shell.navigation).toHaveCount(0);
});

test("an answer that is too large is not read", async ({ page, entrance, user }) => {
  await intercept(page, "InitiateAuth", (route) => route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, contentType: "application/x-amz-json-1.1", body: `{"Session":"${"x".repeat(2_000_000)}"}` }));
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("The answer was too large to read");
  await expect(entrance.signInButton).toBeEnabled();
});
