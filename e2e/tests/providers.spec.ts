import { examine } from "../support/accessible.ts";
import { deployment } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";

/** The page at an address that providers return to: this machine's own. */
function home(): string {
  const { aws, site } = deployment();
  const bucket = new URL(site).hostname.split(".")[0];
  return `${aws}/${bucket}/index.html`;
}

const PROVIDERS = ["Facebook", "Google", "Amazon", "Apple", "Example ID"];

for (const provider of PROVIDERS) {
  test(`${provider} vouches for a visitor, who has files of their own`, async ({ page, files, shell, wire, guard }) => {
    if (provider === "Google" || provider === "Apple") guard.expectAnswerInFragment();
    const name = `ann-${Date.now()}@example.com`;
    await page.goto(`${home()}#/items`);
    await page.getByRole("button", { name: `Continue with ${provider}` }).click();
    await page.getByRole("textbox", { name: "Name or email" }).fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(shell.navigation).toBeVisible();
    await expect(page, "where the visitor wanted to go, and nothing of the answer").toHaveURL(`${home()}#/items`);
    await shell.go("Files");
    await expect(files.main.getByText("No files yet")).toBeVisible();
    expect(wire.statuses("GetCredentialsForIdentity")).toEqual([200]);
    await page.reload();
    await expect(files.main.getByText("No files yet")).toBeVisible();
    await shell.go("Session");
    await expect(page.getByText("that provider vouches for you with a token")).toBeVisible();
    const readable = !["Facebook", "Amazon"].includes(provider);
    await expect(page.getByRole("heading", { name: "What the ID token says" })).toHaveCount(readable ? 1 : 0);
    await shell.signOut();
    await expect(page.getByRole("button", { name: `Continue with ${provider}` })).toBeVisible();
  });
}

test("whoever changes their mind at the provider comes back unharmed", async ({ page, entrance }) => {
  for (const provider of ["Facebook", "Example ID"]) {
    await page.goto(home());
    await entrance.keep.check();
    await page.getByRole("button", { name: `Continue with ${provider}` }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(entrance.alert).toContainText(`You did not go on at ${provider}.`);
    await expect(page).toHaveURL(`${home()}#/sign-in`);
  }
  await examine(page, "a sign-in at a provider was cancelled");
});

test("an answer that nobody asked for is refused", async ({ page, entrance, wire }) => {
  await page.goto(`${home()}?code=stolen&state=forged`);
  await expect(entrance.alert).toContainText("The answer belongs to no sign-in that was begun in this tab");
  await expect(page).toHaveURL(`${home()}#/sign-in`);
  expect(wire.exchanges.filter(({ url }) => url.includes("/token")), "its code is not traded").toEqual([]);
});

test("where a provider cannot return, its button says so", async ({ page, entrance }) => {
  await page.route("**/config.json", (route) => route.fulfill({ json: { ...deployment().config, https_url: "https://files.example/" } }));
  await entrance.open();
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await expect(page.getByText("Google sends visitors back only to https addresses")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open this page by https." })).toHaveAttribute("href", "https://files.example");
  await examine(page, "a provider that cannot return");
});
