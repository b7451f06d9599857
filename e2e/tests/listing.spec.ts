/** What a list shows, and what is said where it cannot be had. */

import type { BrowserContext } from "@playwright/test";

import { intercept, interceptFirst, listing } from "../support/answers.ts";
import { dataBucket } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const offline = (context: BrowserContext) => context.setOffline(true);

test("a list stays while it cannot be had again, and says how old it is", async ({ context, page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}photos/sea.jpg`, `${prefix}notes.txt`]);
  await entrance.signIn(user);
  await files.open("photos");
  await files.expectNames(["sea.jpg"]);
  await offline(context);

  await test.step("on Refresh", async () => {
    await files.button("Refresh").click();
    await expect(files.alert).toContainText(/This list is as of \d+ \w+ \d+, \d\d:\d\d/);
    await expect(files.alert).toContainText("You are offline.");
    await files.expectNames(["sea.jpg"]);
  });

  await test.step("on Back and Forward", async () => {
    await page.goBack();
    await files.expectNames(["photos", "notes.txt"]);
    await expect(files.alert).toContainText("This list is as of");
    await page.goForward();
    await files.expectNames(["sea.jpg"]);
    await expect(files.alert).toContainText("This list is as of");
  });

  await test.step("where there was none, that is said", async () => {
    await page.evaluate(() => (location.hash = "#/files/my/never/"));
    await expect(files.alert).toContainText("The files could not be listed");
    await page.goBack();
    await files.expectNames(["sea.jpg"]);
  });

  await owner.putObject(`${prefix}photos/hill.jpg`);
  await context.setOffline(false);
  await files.expectNames(["hill.jpg", "sea.jpg"]);
  await expect(files.alert).toHaveCount(0);
});

test("a refusal is no old list", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}notes.txt`);
  await entrance.signIn(user);
  await files.expectNames(["notes.txt"]);
  const body = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
  await intercept(page, "ListObjectsV2", (route) =>
    route.fulfill({ status: 403, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body }));
  await files.button("Refresh").click();
  await expect(files.alert).toContainText("The files could not be listed");
  await expect(files.checkbox("notes.txt")).toHaveCount(0);
});

test("a page of the network in place of an answer is called what it is", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await interceptFirst(page, 1, "ListObjectsV2", (route) =>
    route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, contentType: "text/html", body: "<!doctype html><p>Room number?" }));
  await page.evaluate(() => (location.hash = "#/files/my/a/"));
  await expect(files.alert).toContainText("This isn't an answer from AWS.");
  await expect(files.alert).toContainText("Your network may ask you to sign in first");
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await expect(files.main.getByText("This folder is empty")).toBeVisible();
});

test("a file and a folder of one name are two things", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}report`, `${prefix}report/1.txt`]);
  await entrance.signIn(user);
  await page.getByRole("checkbox", { name: "Select report", exact: true }).check();
  await expect(page.getByRole("checkbox", { name: "Select folder report", exact: true })).not.toBeChecked();
  await files.deleteButton.click();
  await expect(files.dialog).toContainText("Delete “report”?");
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog).toBeHidden();
  expect(await owner.keys(prefix)).toEqual([`${prefix}report/1.txt`]);
});

test("names that look the same are told apart", async ({ entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}caf\u00e9.txt`, `${prefix}cafe\u0301.txt`, `${prefix}a b`, `${prefix}a  b`, `${prefix}alone\u0301`]);
  await entrance.signIn(user);
  await expect.poll(async () => (await files.names()).sort()).toEqual(
    ["a ⟨␣⟩b", "a b", "alone\u0301", "caf\u00e9.txt", "cafe[U+0301].txt"].sort());
  const { fileName, content } = await files.download("cafe[U+0301].txt");
  expect(fileName.normalize("NFC"), "Chromium composes it").toBe("caf\u00e9.txt");
  expect(content.toString()).toBe(`${prefix}cafe\u0301.txt`);
  await files.delete("cafe[U+0301].txt");
  await expect(files.checkbox("café.txt")).toBeVisible();
  expect(await owner.keys(prefix)).toContain(`${prefix}caf\u00e9.txt`);
});

test("a bucket is offered in the region that it is in", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  // S3 says where a bucket is before it asks who may list it; the local AWS asks first.
  const body = `<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message><Endpoint>${dataBucket()}.s3-us-east-1.amazonaws.com</Endpoint></Error>`;
  await interceptFirst(page, 1, "ListObjectsV2", (route) =>
    route.fulfill({ status: 301, headers: { "access-control-allow-origin": "*" }, contentType: "application/xml", body }));
  await files.openBucket(dataBucket(), "eu-central-1");
  await expect(files.alert).toContainText("The bucket is in another region.");
  await files.main.getByRole("button", { name: "Open in us-east-1" }).click();
  await expect(page).toHaveURL(new RegExp(`#/files/bucket/us-east-1/${dataBucket()}/$`));
  await expect(files.alert).toContainText("You don't have permission to do this here");
});

test("a folder is made where it was asked for, and never in place of another", async ({ page, entrance, files, user, wire }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a/x.txt`);
  await entrance.signIn(user);
  await files.open("a");
  await files.newFolderButton.click();
  await files.dialog.getByRole("textbox", { name: "Folder name" }).fill("new");
  await page.goBack();
  await expect(files.dialog).toBeHidden();
  expect(wire.of("PutObject")).toEqual([]);

  // Somebody else makes it after the page has looked.
  await intercept(page, "PutObject", async (route) => {
    expect(route.request().headers()["if-none-match"]).toBe("*");
    await owner.putObject(`${prefix}new/`, "of somebody else");
    await route.fallback();
  });
  await files.newFolder("new");
  await expect(files.dialog.getByRole("textbox", { name: "Folder name" })).toHaveAccessibleDescription(/already/);
  expect((await owner.getObject(`${prefix}new/`))?.toString()).toBe("of somebody else");
});

test("what landed while the list was on its way is in it", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.txt`);
  await entrance.signIn(user);
  await files.expectNames(["a.txt"]);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  // The answer is from before.
  await interceptFirst(page, 1, "ListObjectsV2", async (route) => {
    await held;
    await listing(prefix, `${prefix}a.txt`)(route);
  });
  await files.button("Refresh").click();
  await files.upload({ name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("b") });
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  goOn();
  await expect(files.button("Refresh")).not.toHaveAttribute("aria-busy", "true");
  await files.expectNames(["a.txt", "b.txt"]);
});
