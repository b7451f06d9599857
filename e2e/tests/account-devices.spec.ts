import { examine } from "../support/accessible.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { newPool, newUserOf, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { rememberDeviceElsewhere } from "../support/visitors.ts";

test("none is remembered yet", async ({ page, entrance, account, user }) => {
  await use(page, { ...deployment().config.user_pool, remember_devices: "ask" });
  await entrance.signIn(user);
  await account.open();
  await expect(account.devices).toContainText("No devices are remembered.");
});

test("remembered ones are listed and can be forgotten, and the one that the visitor is at is marked", async ({ page, entrance, account }) => {
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  const pool: Pool = { ...(await newPool("devices-without-codes", { DeviceConfiguration })), remember_devices: "always" };
  const visitor = await newUserOf(pool);
  const devices = () => owner.devices(visitor.email, { UserPoolId: pool.id });
  const forgotten = await rememberDeviceElsewhere(visitor, pool);
  const kept = await rememberDeviceElsewhere(visitor, pool);
  await use(page, pool);
  await entrance.signIn(visitor, { route: "#/account" });
  const items = account.devices.getByRole("listitem");
  await expect(items).toHaveCount(3);
  await expect(items.first()).toContainText(/Last used .*, first seen /);
  const here = items.filter({ hasText: "This device" });
  await expect(here).toHaveCount(1);
  const [own] = (await devices()).filter((key) => key !== forgotten && key !== kept);
  await examine(page, "devices");
  await account.expectToCloseWhenLeft(() => items.first().getByRole("button").click());
  await items.first().getByRole("button").click();
  await expect(account.dialog).toContainText("It will need the second step to sign in again");
  await examine(page, "a device is to be forgotten");
  await account.dialog.getByRole("button", { name: "Forget", exact: true }).click();
  await expect(items).toHaveCount(2);
  expect(await devices()).toEqual([kept, own]);
  await here.getByRole("button").click();
  await expect(account.dialog).toContainText("This is the device you're using");
  await account.dialog.getByRole("button", { name: "Forget", exact: true }).click();
  await expect(items).toHaveCount(1);
  expect(await devices()).toEqual([kept]);
});
