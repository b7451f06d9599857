import { examine } from "../support/accessible.ts";
import { textFile } from "../screens/files.ts";
import { intercept, jsonError, s3Error } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, privatePrefix } from "../support/visitors.ts";

test("without a network that is said, nothing is lost, and work resumes by itself", async ({ context, page, entrance, files, items, shell, sessionScreen, user }) => {
  await owner.putObject(`${await privatePrefix(user)}folder/deep.txt`);
  await owner.putItem(await identityOf(user), "note", {});
  await entrance.signIn(user);
  await files.expectNames(["folder"]);

  await test.step("a listing", async () => {
    await context.setOffline(true);
    await expect(shell.offline).toBeVisible();
    await files.open("folder");
    await expect(files.alert).toContainText("This device is offline");
    await examine(page, "offline");
    await context.setOffline(false);
    await files.expectNames(["deep.txt"]);
    await expect(shell.offline).toBeHidden();
    await expect(files.alert).toHaveCount(0);
  });

  await test.step("an upload", async () => {
    // What uploads is a part of the program of its own, which comes once files are shown.
    const hasCome = () => performance.getEntriesByType("resource").some(({ name }) => /docks-[0-9a-f]+\.wasm$/.test(name));
    await expect.poll(() => page.evaluate(hasCome)).toBe(true);
    await context.setOffline(true);
    await files.upload(textFile("kept.txt"), textFile("also.txt"));
    await expect(files.uploads).toContainText("Waiting");
    await expect(files.uploads).not.toContainText("Try again");
    await context.setOffline(false);
    await files.expectNames(["also.txt", "deep.txt", "kept.txt"]);
  });

  await test.step("items", async () => {
    await context.setOffline(true);
    await shell.go("Items");
    await expect(items.alert, "not even the page's program is here yet").toContainText("The connection failed, or the site was just updated");
    await context.setOffline(false);
    await expect(items.row("note")).toBeVisible();
  });

  await test.step("the session's chain", async () => {
    // Each page is a part of the program of its own.
    await shell.go("Session");
    await expect(sessionScreen.main).toContainText("Assumed role");
    await shell.go("Items");
    await expect(items.row("note")).toBeVisible();
    await context.setOffline(true);
    await shell.go("Session");
    await expect(sessionScreen.main).toContainText("Some details couldn't be loaded");
    await context.setOffline(false);
    await expect(sessionScreen.main).toContainText("Assumed role");
    await expect(shell.alert).toHaveCount(0);
  });
});

test("the account page comes by itself once the network is back, and goes on with what it was at", async ({ context, page, entrance, account, shell, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects(Array.from({ length: 1_005 }, (_, at) => `${prefix}${at}.txt`), () => "");
  await use(page, { ...deployment().config.user_pool, remember_devices: "ask" });
  await entrance.signIn(user);
  await account.open();
  await shell.go("Session");
  await context.setOffline(true);
  await expect(shell.offline).toBeVisible();
  await page.goto("#/account");
  for (const region of [account.profile, account.twoStep, account.devices]) await expect(region.getByRole("alert")).toContainText("This device is offline");
  await examine(page, "the account page offline");
  await context.setOffline(false);
  await account.expectLoaded();
  await expect(account.shown("Email")).toHaveText(user.email);
  await expect(account.devices).toContainText("No devices are remembered.");
  await expect(page.getByRole("alert")).toHaveCount(0);

  await account.danger.getByRole("button", { name: "Delete account" }).click();
  await account.dialog.getByRole("checkbox", { name: "Also delete all my files" }).check();
  await account.dialog.getByRole("textbox", { name: "Your email" }).fill(user.email);
  await intercept(page, "DeleteObjects", async (route) => {
    // The second thousand finds no network.
    if (wire.of("DeleteObjects").length > 1) await context.setOffline(true);
    return route.fallback();
  });
  await account.dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(shell.offline).toBeVisible();
  await expect(account.dialog).toContainText("1,000 files deleted.");
  await expect(account.dialog.getByRole("alert")).toHaveCount(0);
  await page.unrouteAll();
  await context.setOffline(false);
  await expect(page.getByText("Account deleted")).toBeVisible();
  expect(await owner.keys(prefix)).toEqual([]);
});

test("a network that is gone without the browser knowing is noticed, and its return as well", async ({ page, entrance, files, shell, user }) => {
  await owner.putObject(`${await privatePrefix(user)}folder/deep.txt`);
  await entrance.signIn(user);
  await files.expectNames(["folder"]);
  await page.route("**/*", (route) => route.abort("connectionfailed"));
  await files.open("folder");
  await expect(shell.offline).toBeVisible();
  await page.unrouteAll();
  // Nothing tells the page; it asks its own site now and then.
  await files.expectNames(["deep.txt"]);
  await expect(shell.offline).toBeHidden();
});

test("a page that is opened without a network waits for it", async ({ page, entrance }) => {
  let down = true;
  await page.route("**/config.json", (route) => (down ? route.abort("internetdisconnected") : route.fallback()));
  await page.route(/\/$/, (route) => (down && route.request().method() === "HEAD" ? route.abort("internetdisconnected") : route.fallback()));
  await page.goto("#/sign-in");
  await expect(entrance.alert).toContainText("Couldn't read the configuration");
  down = false;
  await expect(entrance.signInButton).toBeVisible();
});

test("what is typed outlives the network", async ({ context, entrance, files, shell, user }) => {
  await entrance.open();
  await entrance.fill(user);
  await context.setOffline(true);
  await expect(shell.offline).toBeVisible();
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("This device is offline");
  await context.setOffline(false);
  await expect(shell.offline).toBeHidden();
  await expect(entrance.password).toHaveValue(user.password);
  await entrance.signInButton.click();
  await files.expectLoaded();
});

test("ten tabs at a service with too much to do are no storm", async ({ context, page, entrance, files, user, wire }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  const tabs = await Promise.all(Array.from({ length: 9 }, () => context.newPage()));
  for (const tab of [page, ...tabs]) {
    await intercept(tab, "ListObjectsV2", s3Error(503, "SlowDown", "Please reduce your request rate."));
    await intercept(tab, "Query", jsonError(400, "ThrottlingException"));
  }
  wire.forget();
  for (const tab of tabs) await tab.goto("#/files/my/");
  for (const tab of tabs) await expect(tab.getByRole("alert")).toContainText("Too many requests right now");
  expect(wire.of("ListObjectsV2").length).toBe(9 * 4);
  for (const tab of tabs) await tab.goto("#/items");
  for (const tab of tabs) await expect(tab.getByRole("alert")).toContainText("Too many requests right now");
  expect(wire.of("Query").length).toBe(9 * 4);
});

test("many uploads at a service with too much to do are no storm", async ({ page, entrance, files, user, wire }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "PutObject", s3Error(503, "SlowDown", "Please reduce your request rate."));
  const many = Array.from({ length: 60 }, (_, at) => textFile(`${at}.txt`));
  await files.upload(...many);
  await expect(files.uploads).toContainText("0 of 60 uploaded, 60 failed", { timeout: 50_000 });
  // Each is sent, and all together are repeated no more often than their quota allows.
  expect(wire.of("PutObject").length).toBeLessThanOrEqual(60 + 100);
});
