import { Files, textFile } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import { examine } from "../support/accessible.ts";
import { interceptFirst, jsonError } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, privatePrefix } from "../support/visitors.ts";

const HOUR = 3_600_000;

for (const [direction, hours] of [["ahead", 23], ["behind", -23]] as const) {
  test(`a clock ${Math.abs(hours)} hours ${direction} changes nothing, and is told once`, async ({ context, page, entrance, files, items, shell, user, wire }) => {
    await owner.putObject(`${await privatePrefix(user)}here.txt`);
    await owner.putItem(await identityOf(user), "note", {});
    await page.clock.install({ time: Date.now() + hours * HOUR });
    await entrance.signIn(user, { keep: true });
    await files.expectNames(["here.txt"]);

    await expect(shell.clockNotice).toHaveText(`This device's clock is 23 hours ${direction}. Satchel works with AWS's time; other programs may not.`);
    await examine(page, `the clock is ${direction}`);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(shell.clockNotice).toBeHidden();

    await files.upload(textFile("new.txt", "by a wrong clock"));
    await files.expectNames(["here.txt", "new.txt"]);
    expect((await files.download("new.txt")).content.toString()).toBe("by a wrong clock");
    await files.delete("new.txt");
    await shell.go("Items");
    await expect(items.row("note")).toBeVisible();
    // Preferences that nobody has chosen yet are missing, and a missing object is refused.
    const refused = wire.exchanges.filter(({ status, operation }) => status && status >= 400 && operation !== "GetPreferences");
    expect(refused, "Cognito tells the time before anything is signed").toEqual([]);

    await test.step("a reload knows nothing of the clock, and learns it from its first request", async () => {
      await page.goto("#/files/my/");
      await files.expectNames(["here.txt"]);
      wire.forget();
      await page.reload();
      await files.expectNames(["here.txt"]);
      await expect(shell.clockNotice, "told once").toBeHidden();
      // A token that looks expired is replaced once, not again and again.
      expect(wire.of("GetTokensFromRefreshToken").length).toBe(hours > 0 ? 1 : 0);
      expect(wire.of("GetCredentialsForIdentity").length).toBe(1);
      expect(wire.of("ListObjectsV2").length).toBe(1);
    });

    await test.step("another tab does not tell it again", async () => {
      const other = await context.newPage();
      await other.goto("");
      await new Files(other).expectNames(["here.txt"]);
      await expect(new Shell(other).clockNotice).toHaveCount(0);
      await other.close();
    });

    await test.step("a token that has really expired is replaced", async () => {
      wire.forget();
      await interceptFirst(page, 1, "GetCredentialsForIdentity", jsonError(400, "NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0"));
      await page.reload();
      await files.expectNames(["here.txt"]);
      expect(wire.of("GetTokensFromRefreshToken").length).toBe(1);
      await expect(files.alert).toHaveCount(0);
    });

    await test.step("once the clock is right it is forgotten, so that the next time is told", async () => {
      await page.clock.setSystemTime(Date.now());
      const other = await context.newPage();
      await other.goto("");
      await new Files(other).expectNames(["here.txt"]);
      await expect(new Shell(other).clockNotice).toHaveCount(0);
      await other.close();
      await page.clock.setSystemTime(Date.now() + hours * HOUR);
      const again = await context.newPage();
      await again.goto("");
      await expect(new Shell(again).clockNotice).toContainText(`23 hours ${direction}`);
      await again.close();
    });
  });
}

test("a right clock is not worth a word", async ({ entrance, files, shell, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await expect(shell.clockNotice).toHaveCount(0);
});

test("a tab asleep past the expiry of its tokens and credentials wakes into a working session", async ({ page, entrance, files, shell, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}here.txt`);
  await page.clock.install();
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["here.txt"]);
  wire.forget();
  // Five hours in which no timer ran.
  await page.clock.fastForward(5 * HOUR);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await files.newFolder("after waking");
  await files.expectNames(["after waking", "here.txt"]);
  await expect(shell.navigation).toBeVisible();
  await expect(files.alert).toHaveCount(0);
  expect(wire.statuses("GetTokensFromRefreshToken")).toEqual([200]);
  expect(wire.statuses("GetCredentialsForIdentity")).toEqual([200]);
});
