/** The README's pictures: each screen with the demo's own content, in the middle of its use. */

import { ALICE, secureSite } from "../support/deployment.ts";
import { poolWithChoices, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";

const SIZE = { width: 1200, height: 750 };

test.use({ viewport: SIZE, colorScheme: "light" });

const picture = (name: string) => ({ path: `screenshots/${name}.png` });

test("the entrance", async ({ page, entrance }) => {
  await entrance.open();
  await entrance.email.fill(ALICE.email);
  await page.screenshot(picture("sign-in"));

  const visitor = { ...newVisitor(), email: `carol-${Date.now()}@example.com` };
  await entrance.createAccountLink.click();
  await entrance.email.fill(visitor.email);
  await entrance.password.fill("Marmalade");
  await page.screenshot(picture("sign-up"));
  await entrance.password.fill(visitor.password);
  await entrance.createAccountButton.click();
  await expect(entrance.code).toBeVisible();
  await page.screenshot(picture("confirm"));

  await page.goto("#/reset-password");
  await expect(entrance.sendCode).toBeVisible();
  await page.screenshot(picture("reset-password"));
});

test("signed in", async ({ page, entrance, shell, files, items, account }) => {
  await entrance.open();
  await entrance.signIn(ALICE);
  await expect(files.table.getByRole("row").nth(2)).toBeVisible();
  await page.screenshot(picture("files"));

  await shell.go("Items");
  await expect(items.main.getByRole("row").nth(2)).toBeVisible();
  await page.screenshot(picture("items"));

  await shell.go("Session");
  await expect(page.getByText("assumed-role")).toBeVisible();
  await page.screenshot(picture("session"));

  await account.open();
  await page.screenshot(picture("account"));
});

test("without a password", async ({ page, entrance }) => {
  await use(page, await poolWithChoices());
  await page.goto(`${secureSite()}#/sign-in`);
  await entrance.email.fill(ALICE.email);
  await page.screenshot(picture("choices"));
});

test("a faulty configuration", async ({ page, entrance }) => {
  await page.route("**/config.json", (route) => route.fulfill({ json: { region: "Ireland", user_pool: { id: "users", client_id: 7 } } }));
  await page.goto("#/sign-in");
  await expect(entrance.alert).toBeVisible();
  await page.screenshot(picture("configuration"));
});
