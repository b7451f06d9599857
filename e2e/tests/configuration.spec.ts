import { examine } from "../support/accessible.ts";
import { intercept, jsonError } from "../support/answers.ts";
import { config, fixture, serve } from "../support/configuration.ts";
import { expect, test } from "../support/test.ts";
import { identityOf } from "../support/visitors.ts";
import * as owner from "../support/owner.ts";

test("a page without a configuration says what to do", async ({ page }) => {
  await serve(page, "config.json", undefined);
  await serve(page, "amplify_outputs.json", undefined);
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("This site isn't configured yet");
  await expect(page.getByRole("alert")).toContainText("deploy/deploy.sh");
});

test("each fault is explained by its field", async ({ page }) => {
  const faulty = config();
  faulty.region = "Frankfurt";
  faulty.user_pool.client_id = 7;
  delete faulty.identity_pool.id;
  faulty.storage.places[0].bucket = "A bucket";
  faulty.tables[0].name = "";
  await serve(page, "config.json", faulty);
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("config.json has errors");
  for (const field of ["region", "user_pool.client_id", "identity_pool.id", "storage.places[0].bucket", "tables[0].name"]) {
    await expect(page.getByRole("term").filter({ hasText: field })).toBeVisible();
  }
  await expect(page.getByRole("definition").filter({ hasText: "Frankfurt" })).toContainText("eu-west-1");
});

test("faults are as many as are said, with examples, and can be copied", async ({ page }) => {
  const faulty = config();
  faulty.region = "x";
  faulty.identity_pool.id = "";
  delete faulty.user_pool.client_id;
  await serve(page, "config.json", faulty);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "config.json has errors" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("Fix the 3 fields below");
  await expect(page.getByRole("term")).toHaveCount(3);
  await expect(page.getByRole("definition").filter({ hasText: "“x”" }).locator("code")).toHaveText("eu-west-1");
  await examine(page, "a configuration with faults");
  await page.getByRole("button", { name: "Copy this list" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
});

test("what may be over in a moment is tried again by itself", async ({ page, entrance }) => {
  await page.clock.install();
  await serve(page, "config.json", "down", 503);
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("This page tries again by itself.");
  await examine(page, "a configuration that cannot be read");
  await page.unroute("**/config.json");
  await page.clock.fastForward(21_000);
  await expect(entrance.signInButton).toBeVisible();
});

for (const [name, says] of [
  ["utf16.json", "This file is UTF-16"],
  ["comment.json", "JSON has no comments. Remove this one. See line 1, column 1."],
  ["trailing-comma.json", "line 1, column 191"],
  ["export-default.js", "This is JavaScript, not JSON"],
  ["empty.json", "This file is empty"],
  ["gen1-aws-exports.json", "npx ampx generate outputs"],
] as const) {
  test(`${name} in place of config.json is named as what it is`, async ({ page }) => {
    await serve(page, "config.json", fixture(name));
    await page.goto("/");
    await expect(page.getByRole("alert")).toContainText("config.json has errors");
    await expect(page.getByRole("definition")).toContainText(says);
  });
}

test("a mark of UTF-8 before config.json is no fault", async ({ page, entrance }) => {
  await serve(page, "config.json", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(config()))]));
  await entrance.open();
  await expect(entrance.signInButton).toBeVisible();
});

test("a server that fails is not a file that is missing", async ({ page, entrance }) => {
  await serve(page, "config.json", "down", 503);
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("Couldn't read config.json");
  await expect(page.getByRole("alert")).toContainText("status 503");
  await page.unroute("**/config.json");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(entrance.signInButton).toBeVisible();
});

test("a page in place of config.json counts as missing, and Amplify's file is read", async ({ page, entrance }) => {
  await serve(page, "config.json", fixture("fallback.html"));
  await serve(page, "amplify_outputs.json", fixture("amplify-identity-pool-only-guests-unsaid.json"));
  await page.goto("/");
  await expect(entrance.guest).toBeVisible();
  await expect(entrance.signInButton).toHaveCount(0);
});

test("rows of a table whose sort key is misspelt are all there", async ({ page, entrance, items, shell, user }) => {
  const identity = await identityOf(user);
  for (const id of ["one", "two", "three"]) await owner.putItem(identity, id, { Text: { S: id } });
  for (const sort_key of ["Itemid", undefined]) {
    const wrong = config();
    wrong.tables[0].sort_key = sort_key;
    await page.unroute("**/config.json");
    await serve(page, "config.json", wrong);
    await page.goto("about:blank");
    await entrance.signIn(user);
    await shell.go("Items");
    for (const id of ["one", "two", "three"]) await expect(items.row(id)).toBeVisible();
    await expect(items.main.getByText("isn't set up correctly")).toHaveCount(0);
    await shell.signOut();
  }
});

test("where a table does not tell its key, no row stands for another", async ({ page, entrance, items, shell, user }) => {
  const identity = await identityOf(user);
  for (const id of ["one", "two", "three"]) await owner.putItem(identity, id, { Text: { S: id } });
  const wrong = config();
  wrong.tables[0].sort_key = "Itemid";
  await serve(page, "config.json", wrong);
  await intercept(page, "DescribeTable", jsonError(400, "AccessDeniedException"));
  await entrance.signIn(user);
  await shell.go("Items");
  for (const id of ["one", "two", "three"]) await expect(items.row(id)).toBeVisible();
  await expect(items.main).toContainText("This table isn't set up correctly. All items are listed. Tell the site owner.");
  await items.main.getByText("Technical details").click();
  await expect(items.main.getByText("“Itemid” isn't the sort key of")).toBeVisible();
});

test("what was mended works after a reload", async ({ page, entrance }) => {
  await serve(page, "config.json", {});
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("config.json has errors");
  await page.unroute("**/config.json");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(entrance.signInButton).toBeVisible();
});

test("Amplify's own configuration is accepted", async ({ page, entrance, wire }) => {
  const { region, user_pool, identity_pool, storage } = config();
  await serve(page, "config.json", undefined);
  await serve(page, "amplify_outputs.json", {
    version: "1.4",
    auth: {
      aws_region: region,
      user_pool_id: user_pool.id,
      user_pool_client_id: user_pool.client_id,
      identity_pool_id: identity_pool.id,
      unauthenticated_identities_enabled: true,
      username_attributes: ["email"],
      password_policy: { min_length: 8, require_lowercase: true, require_numbers: true, require_symbols: true, require_uppercase: true },
    },
    storage: { aws_region: region, bucket_name: storage.places[0].bucket },
  });
  await entrance.open();
  await expect(entrance.guest).toBeVisible();
  await entrance.createAccountLink.click();
  // The file's policy, which asks for more than the deployment's own.
  await expect(page.getByRole("listitem").filter({ hasText: /symbol|special/i })).toBeVisible();
  expect(wire.exchanges.filter(({ url }) => url.endsWith(".json")).map(({ url }) => url.split("/").pop())).toEqual(["config.json", "amplify_outputs.json"]);
});

test("a deployment without guests offers no guest entry", async ({ page, entrance }) => {
  const closed = config();
  closed.identity_pool.allow_guests = false;
  await serve(page, "config.json", closed);
  await entrance.open();
  await expect(entrance.signInButton).toBeVisible();
  await expect(entrance.guest).toHaveCount(0);
});
