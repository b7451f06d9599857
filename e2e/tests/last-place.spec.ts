import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { intercept, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const offer = (files: Files) => files.main.getByRole("link", { name: /^Continue in / });

const remember = (prefix: string, place: string) =>
  owner.putObject(`${prefix}.satchel/preferences.json`, JSON.stringify({ last_place: { value: place, at: 1 } }));

test("where one was last is offered, and nothing moves by itself", async ({ page, entrance, files, shell, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}photos/2026/cat.jpg`);
  await remember(prefix, "#/files/my/photos/2026/");
  await entrance.signIn(user);
  await expect(offer(files)).toHaveText("Continue in photos/2026");
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  await files.expectNames(["photos"]);

  await test.step("it goes away with a step elsewhere", async () => {
    await shell.go("Session");
    await shell.go("Files");
    await files.expectNames(["photos"]);
    await expect(offer(files)).toHaveCount(0);
  });

  await test.step("after the page is opened again it leads there", async () => {
    await page.goto("#/files/my/photos/2026/");
    await files.expectNames(["cat.jpg"]);
    await page.goto("about:blank");
    await page.goto("");
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await offer(files).click();
    await files.expectNames(["cat.jpg"]);
    await expect(page).toHaveURL(/#\/files\/my\/photos\/2026\/$/);
    await expect(offer(files)).toHaveCount(0);
    await page.goBack();
    await files.expectNames(["photos"]);
    await expect(offer(files)).toHaveCount(0);
  });
});

for (const [what, place] of [
  ["gone", "#/files/my/gone/"],
  ["refused", "#/files/my/refused/"],
  ["no folder", "#/session"],
  ["no place of this site", "#/files/elsewhere/x/"],
  ["where one is", "#/files/my/"],
] as const) {
  test(`a last place that is ${what} is not offered`, async ({ page, entrance, files, shell, user, wire }) => {
    await intercept(page, "ListObjectsV2", (route) =>
      decodeURIComponent(route.request().url()).includes("/refused/") ? s3Error(403, "AccessDenied")(route) : route.fallback());
    await remember(await privatePrefix(user), place);
    await entrance.signIn(user);
    await files.expectLoaded();
    await wire.expectStatuses("GetPreferences", [206]);
    if (what === "gone" || what === "refused") await expect.poll(() => wire.statuses("ListObjectsV2").length).toBe(2);
    await expect(offer(files)).toHaveCount(0);
    await shell.go("Session");
  });
}

test("an address is obeyed, in a tab opened bare, too", async ({ page, context, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}photos/cat.jpg`, `${prefix}songs/one.mp3`]);
  await remember(prefix, "#/files/my/photos/");
  await entrance.open();
  await page.goto("#/files/my/songs/");
  await expect(page).toHaveURL(/#\/sign-in$/);
  await entrance.fill(user);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await files.expectNames(["one.mp3"]);
  await expect(page).toHaveURL(/#\/files\/my\/songs\/$/);
  await expect(offer(files)).toHaveCount(0);

  const other = await context.newPage();
  await other.goto("");
  const there = new Files(other);
  await there.expectNames(["photos", "songs"]);
  await other.goto("#/files/my/songs/");
  await there.expectNames(["one.mp3"]);
  await other.reload();
  await there.expectNames(["one.mp3"]);
  await other.goto("#/files/my/");
  await there.expectNames(["photos", "songs"]);
  await expect(offer(there)).toHaveCount(0);
});

test("the sign-in page knows after F5 where one wanted to go, and tells nobody else", async ({ page, entrance, files, shell, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}photos/cat.jpg`);
  await page.goto("#/files/my/photos/");
  await expect(page).toHaveURL(/#\/sign-in$/);
  await page.reload();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await files.expectNames(["cat.jpg"]);
  await expect(page).toHaveURL(/#\/files\/my\/photos\/$/);
  expect(await page.evaluate(() => sessionStorage["satchel.return_to"])).toBeUndefined();

  await page.reload();
  await shell.signOut();
  await page.reload();
  await new Entrance(page).guest.click();
  await expect(page).toHaveURL(/#\/files\/shared\/$/);
});
