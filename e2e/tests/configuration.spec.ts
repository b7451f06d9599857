import { deployment } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";

const config = () => structuredClone(deployment().config) as any;

/** Answers for the page's own files in place of the website. */
async function serve(page: import("@playwright/test").Page, file: string, content: unknown) {
  await page.route(`**/${file}`, (route) => {
    if (content === undefined) return route.fulfill({ status: 404, contentType: "text/html", body: "<html>not found</html>" });
    const body = typeof content === "string" ? content : JSON.stringify(content);
    return route.fulfill({ status: 200, contentType: "application/json", body });
  });
}

test("a page without a configuration says what to do", async ({ page }) => {
  await serve(page, "config.json", undefined);
  await serve(page, "amplify_outputs.json", undefined);
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("This site is not configured yet");
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
  await expect(page.getByRole("alert")).toContainText("config.json is not right");
  for (const field of ["region", "user_pool.client_id", "identity_pool.id", "storage.places[0].bucket", "tables[0].name"]) {
    await expect(page.getByRole("term").filter({ hasText: field })).toBeVisible();
  }
  await expect(page.getByRole("definition").filter({ hasText: "Frankfurt" })).toContainText("eu-west-1");
});

test("what is no JSON is named as such", async ({ page }) => {
  await serve(page, "config.json", "{ region: us-east-1 }");
  await page.goto("/");
  await expect(page.getByRole("definition")).toContainText("not valid JSON");
});

test("what was mended works after a reload", async ({ page, entrance }) => {
  await serve(page, "config.json", {});
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("config.json is not right");
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
