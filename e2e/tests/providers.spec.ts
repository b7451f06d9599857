import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { configure, deployment, secureSite } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";

const PROVIDERS = ["Facebook", "Google", "Amazon", "Apple", "Example ID"];

for (const provider of PROVIDERS) {
  test(`${provider} vouches for a visitor, who has files of their own`, async ({ page, files, shell, wire, guard }) => {
    if (provider === "Google" || provider === "Apple") guard.expectAnswerInFragment();
    const name = `ann-${Date.now()}@example.com`;
    await page.goto(`${secureSite()}#/items`);
    await choose(page, `Continue with ${provider}`);
    await page.getByRole("textbox", { name: "Name or email" }).fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(shell.navigation).toBeVisible();
    await expect(page, "where the visitor wanted to go, and nothing of the answer").toHaveURL(`${secureSite()}#/items`);
    await shell.go("Files");
    await expect(files.main.getByText("No files yet")).toBeVisible();
    expect(wire.statuses("GetCredentialsForIdentity")).toEqual([200]);
    await page.reload();
    await expect(files.main.getByText("No files yet")).toBeVisible();
    await shell.go("Session");
    await expect(page.getByText("You signed in with a provider, which gave this page a token")).toBeVisible();
    const readable = !["Facebook", "Amazon"].includes(provider);
    await expect(page.getByRole("heading", { name: "What the ID token says" })).toHaveCount(readable ? 1 : 0);
    await shell.signOut();
    await expect(page.getByRole("button", { name: `Continue with ${provider}`, includeHidden: true })).toBeAttached();
  });
}

test("a provider that trades no codes with a page gives it an ID token at once", async ({ page, shell, wire, guard }) => {
  guard.expectAnswerInFragment();
  const [oidc] = deployment().config.providers.oidc;
  await configure(page, { providers: { oidc: [{ ...oidc, response_type: "id_token" }] } });
  const asked: string[] = [];
  page.on("framenavigated", (frame) => asked.push(frame.url()));
  await page.goto(secureSite());
  await choose(page, "Continue with Example ID");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  const { searchParams } = new URL(asked.find((url) => url.includes("/authorize?"))!);
  expect([searchParams.get("response_type"), searchParams.get("nonce")?.length, searchParams.has("code_challenge")]).toEqual(["id_token", 43, false]);
  await wire.expectStatuses("GetCredentialsForIdentity", [200]);
  expect(wire.exchanges.filter(({ url }) => url.endsWith("/token"))).toEqual([]);
});

test("whoever changes their mind at the provider comes back unharmed", async ({ page, entrance }) => {
  for (const provider of ["Facebook", "Example ID"]) {
    await page.goto(secureSite());
    await entrance.keep.check();
    await choose(page, `Continue with ${provider}`);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(entrance.alert).toContainText(`Sign-in with ${provider} was cancelled.`);
    await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
    await expect(entrance.keep, "as they left it").toBeChecked();
  }
  await examine(page, "a sign-in at a provider was cancelled");
});

test("an answer that nobody asked for is refused", async ({ page, entrance, wire }) => {
  await page.goto(`${secureSite()}?code=stolen&state=forged`);
  await expect(entrance.alert).toContainText("This sign-in wasn't started in this tab");
  await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
  expect(wire.exchanges.filter(({ url }) => url.includes("/token")), "its code is not traded").toEqual([]);
});

test("what a provider answered leaves the address before anything else happens", async ({ page, entrance }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/config.json", async (route) => (await held, route.fallback()));
  await page.goto(`${secureSite()}?code=stolen&state=forged`, { waitUntil: "commit" });
  await expect(page).toHaveURL(secureSite());
  release();
  await expect(entrance.alert).toContainText("This sign-in wasn't started in this tab");
});

test("where a provider cannot return, its button says so", async ({ page, entrance }) => {
  await configure(page, { https_url: "https://files.example/" });
  await entrance.open();
  const google = page.getByRole("button", { name: "Continue with Google" });
  await expect(google).toHaveAttribute("aria-disabled", "true");
  await expect(google).toHaveAccessibleDescription("These need HTTPS. Open the secure page");
  await expect(page.getByRole("link", { name: "Open the secure page" })).toHaveAttribute("href", "https://files.example/");
  await google.focus();
  await page.keyboard.press("Enter");
  await expect(entrance.alert).toHaveCount(0);
  expect(page.url()).toContain(deployment().site);
  await examine(page, "a provider that cannot return");
});

test("no script but the page's own is loaded, wherever the visitor goes", async ({ page, shell, wire }) => {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await page.goto(secureSite());
  await choose(page, "Continue with Example ID");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  expect(scripts.length, "the page has some").toBeGreaterThan(0);
  const own = secureSite().replace("index.html", "");
  expect(scripts.filter((url) => !url.startsWith(own))).toEqual([]);
  expect(wire.exchanges.filter(({ url }) => !url.startsWith(own) && !url.startsWith(deployment().aws))).toEqual([]);
});

test("what a provider gave before is of no use in a second answer", async ({ page, entrance, shell, wire }) => {
  let answer = "";
  page.on("framenavigated", (frame) => {
    if (frame.url().includes("state=")) answer = frame.url();
  });
  await page.goto(secureSite());
  await choose(page, "Continue with Example ID");
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(shell.navigation).toBeVisible();
  await shell.signOut();
  wire.forget();
  expect(answer).toContain("code=");
  await page.goto(answer);
  await expect(entrance.alert).toContainText("This sign-in wasn't started in this tab");
  await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
  expect(wire.exchanges.filter(({ url }) => url.includes("/token"))).toEqual([]);
});

const FAULTS = {
  "is down when the visitor comes back": { fulfil: undefined, says: "There was no answer." },
  "takes the code of nobody": { fulfil: { status: 400, json: { error: "invalid_grant", error_description: "The code has expired." } }, says: "Example ID refused this sign-in." },
  "answers with a page": { fulfil: { status: 502, body: "<html>Bad gateway</html>" }, says: "Couldn't use the provider's answer." },
  "gives the token of another sign-in": { fulfil: { status: 200, json: { id_token: "e30.e30.x" } }, says: "Its token was made for another sign-in" },
};

for (const [what, { fulfil, says }] of Object.entries(FAULTS)) {
  test(`a provider that ${what} lets nobody in, and says why`, async ({ page, entrance, shell, guard }) => {
    guard.expect(/blocked by CORS|net::ERR_FAILED/);
    const headers = { "access-control-allow-origin": "*" };
    await page.route("**/_providers/oidc/token", (route) => (fulfil ? route.fulfill({ ...fulfil, headers }) : route.abort()));
    await page.goto(`${secureSite()}#/items`);
    await choose(page, "Continue with Example ID");
    await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(entrance.alert).toContainText(says);
    await expect(page).toHaveURL(`${secureSite()}#/sign-in`);
    await page.unroute("**/_providers/oidc/token");
    await choose(page, "Continue with Example ID");
    await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(shell.navigation).toBeVisible();
    await expect(page, "where they wanted to go at first").toHaveURL(`${secureSite()}#/items`);
  });
}

test("a token that the provider did not make is refused by the identity pool", async ({ page, entrance, shell, wire, guard }) => {
  guard.expectAnswerInFragment();
  await page.goto(secureSite());
  await choose(page, "Continue with Google");
  // Somebody between the provider and the page makes another person of the visitor; the nonce is right.
  await page.route("**/_providers/google/authorize**", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const forged = response.headers().location!.replace(/id_token=([\w-]+)\.([\w-]+)\./, (_, header, payload) => {
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      return `id_token=${header}.${Buffer.from(JSON.stringify({ ...claims, sub: "somebody else" })).toString("base64url")}.`;
    });
    await route.fulfill({ response, headers: { ...response.headers(), location: forged } });
  });
  await page.getByRole("textbox", { name: "Name or email" }).fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(entrance.alert).toContainText("This site doesn't accept this sign-in.");
  await entrance.alert.getByText("Technical details").click();
  await expect(page.getByText("Invalid login token")).toBeVisible();
  await examine(page, "a sign-in that the identity pool does not take");
  await expect(shell.navigation).toHaveCount(0);
  expect(wire.statuses("GetId")).toEqual([400]);
  expect(wire.of("GetCredentialsForIdentity")).toEqual([]);
});
