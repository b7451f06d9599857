import { textFile } from "../screens/files.ts";
import { intercept, interceptFirst, jsonError, s3Error } from "../support/answers.ts";
import { dataBucket } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("an overloaded service is asked again, and the visitor sees nothing of it", async ({ page, entrance, files, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await interceptFirst(page, 2, "ListObjectsV2", s3Error(503, "SlowDown", "Please reduce your request rate."));
  await interceptFirst(page, 1, "GetCredentialsForIdentity", jsonError(400, "TooManyRequestsException"));
  await interceptFirst(page, 1, "InitiateAuth", jsonError(400, "TooManyRequestsException", "Rate exceeded"));
  await entrance.signIn(user);
  await files.expectNames(["here.txt"]);
  await expect(files.alert).toHaveCount(0);
  expect(wire.statuses("InitiateAuth")).toEqual([400, 200]);
  expect(wire.statuses("GetCredentialsForIdentity")).toEqual([400, 200]);
  expect(wire.statuses("ListObjectsV2")).toEqual([503, 503, 200]);
});

test("a service that stays down is reported, and can be tried again", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await interceptFirst(page, 4, "ListObjectsV2", s3Error(503, "SlowDown", "Please reduce your request rate."));
  await entrance.signIn(user);
  await expect(files.alert).toContainText("Couldn't load the files");
  await expect(files.alert).toContainText("Too many requests right now");
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await files.expectNames(["here.txt"]);
  await expect(files.alert).toHaveCount(0);
});

test("a lost connection is told from a refusal, and loses nothing", async ({ page, entrance, files, user }) => {
  await entrance.open();
  await entrance.fill(user);
  await page.context().setOffline(true);
  await entrance.signInButton.click();
  await expect(entrance.alert).toContainText("This device is offline");
  await page.context().setOffline(false);
  await expect(entrance.password).toHaveValue(user.password);
  await entrance.signInButton.click();
  await expect(files.main.getByText("No files yet")).toBeVisible();

  // Not PutObject alone: a bucket that answers everything else is taken at its CORS rules.
  await page.route(new RegExp(dataBucket()), (route) => route.abort("connectionreset"));
  await files.upload(textFile("kept.txt"));
  await expect(files.uploads).toContainText("There was no answer");
  await page.unrouteAll();
  await files.uploads.getByRole("button", { name: "Retry kept.txt" }).click();
  await files.expectNames(["kept.txt"]);
});

test("a network that fails while the session is restored does not end it", async ({ page, entrance, files, user, shell }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await entrance.signIn(user);
  await files.expectNames(["here.txt"]);
  await intercept(page, "GetCredentialsForIdentity", (route) => route.abort("internetdisconnected"));
  await page.reload();
  await expect(files.alert).toContainText("Couldn't load the files");
  await expect(shell.navigation).toBeVisible();
  await page.unrouteAll();
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await files.expectNames(["here.txt"]);
});

test("expired credentials are replaced without a word", async ({ page, entrance, files, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await interceptFirst(page, 1, "ListObjectsV2", s3Error(400, "ExpiredToken", "The provided token has expired."));
  await entrance.signIn(user);
  await files.expectNames(["here.txt"]);
  expect(wire.statuses("ListObjectsV2")).toEqual([400, 200]);
  expect(wire.statuses("GetCredentialsForIdentity")).toEqual([200, 200]);
  await expect(files.alert).toHaveCount(0);
});

for (const [name, hours] of [["ahead", 3], ["behind", -3]] as const) {
  test(`a clock three hours ${name} changes nothing`, async ({ page, entrance, files, items, shell, sessionScreen, user }) => {
    await owner.putObject(`${await privatePrefix(user)}here.txt`);
    await page.addInitScript((offset) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + offset;
      // `new Date()` asks the same clock.
      globalThis.Date = new Proxy(Date, { construct: (target, given, asked) => Reflect.construct(target, given.length ? given : [target.now()], asked) });
    }, hours * 3_600_000);
    await entrance.signIn(user);
    await files.expectNames(["here.txt"]);
    await files.upload(textFile("late.txt"));
    await expect(files.row("late.txt")).toBeVisible();
    const { content } = await files.download("late.txt");
    expect(content.toString()).toBe("late.txt");
    await shell.go("Items");
    await expect(items.main.getByText("No items yet")).toBeVisible();
    await shell.go("Session");
    await expect(sessionScreen.main).toContainText(new RegExp(`(2:59:5\\d|3:00:0\\d) ${name}`));

    // The restored session knows nothing of the clock yet.
    await page.goto("#/files/my/");
    await page.reload();
    await expect(files.row("here.txt")).toBeVisible();
  });
}

test("an answer that is no answer is reported as such", async ({ page, entrance, files, user }) => {
  await interceptFirst(page, 1, "ListObjectsV2", (route) =>
    route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, contentType: "text/html", body: "<html>Welcome to this hotel's network</html>" }));
  await entrance.signIn(user);
  await expect(files.alert).toContainText("isn't an answer from AWS");
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await expect(files.main.getByText("No files yet")).toBeVisible();
});

test("further pages that do not come can be tried again, and what is there stays", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const names = Array.from({ length: 1_001 }, (_, at) => `${String(at).padStart(4, "0")}.txt`);
  await owner.putObjects(names.map((name) => prefix + name), () => "");
  let down = true;
  await intercept(page, "ListObjectsV2", (route) =>
    down && route.request().url().includes("continuation-token") ? s3Error(403, "AccessDenied", "no")(route) : route.fallback());
  await entrance.signIn(user);
  await expect(files.row("0000.txt")).toBeVisible();
  await files.row("0000.txt").focus();
  await files.table.press("End");
  await expect(files.alert).toContainText("Couldn't load more files");
  await expect(files.row("0999.txt")).toBeVisible();
  down = false;
  await files.alert.getByRole("button", { name: "Try again" }).click();
  await expect(files.alert).toHaveCount(0);
  await files.row("0999.txt").focus();
  await files.table.press("End");
  await expect(files.row("1000.txt")).toBeVisible();
});
