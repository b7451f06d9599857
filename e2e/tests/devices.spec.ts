import { examine } from "../support/accessible.ts";
import { intercept, interceptFirst, jsonError } from "../support/answers.ts";
import * as inbox from "../support/inbox.ts";
import { userPools } from "../support/owner.ts";
import { newUserOf, poolWithDevices, use, type Pool } from "../support/pools.ts";
import { expireIdToken } from "../support/sessions.ts";
import { expect, test } from "../support/test.ts";

let pool: Pool;
test.beforeAll(async () => {
  pool = await poolWithDevices();
});
test.beforeEach(({ page }) => use(page, pool));

const devices = async (email: string, of: Pool = pool) =>
  (await userPools("AdminListDevices", { UserPoolId: of.id, Username: email })).Devices as { DeviceKey: string; DeviceAttributes: { Name: string; Value: string }[] }[];
const status = (device: { DeviceAttributes: { Name: string; Value: string }[] }) => Object.fromEntries(device.DeviceAttributes.map(({ Name, Value }) => [Name, Value]));

test("a remembered device stands for the second step, until it is forgotten elsewhere", async ({ page, entrance, shell, wire }) => {
  const user = await newUserOf(pool);
  const code = page.getByRole("textbox", { name: "One-time code" });
  await entrance.open();
  await entrance.fill(user);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await expect(code).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Remember this device" })).not.toBeChecked();
  await examine(page, "a code and whether to remember the device");
  await page.getByRole("checkbox", { name: "Remember this device" }).check();
  await code.fill(await inbox.code(user.phone));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
  const [device] = await devices(user.email);
  expect(status(device!)).toMatchObject({ device_name: "Chrome, Linux", "dev:device_remembered_status": "remembered" });

  await shell.signOut();
  await entrance.fill(user);
  await entrance.keep.check();
  wire.forget();
  await entrance.signInButton.click();
  await expect(shell.navigation, "no code is asked for").toBeVisible();
  const answers = wire.of("RespondToAuthChallenge").map(({ body }) => JSON.parse(body).ChallengeName);
  expect(answers).toEqual(["PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"]);
  expect((await devices(user.email)).length, "it is the same device").toBe(1);

  // New tokens are bought in the device's name: without it they are refused.
  wire.forget();
  await expireIdToken(page);
  await page.reload();
  await expect(shell.navigation).toBeVisible();
  await expect.poll(() => wire.statuses("GetTokensFromRefreshToken")).toEqual([200]);

  await userPools("AdminForgetDevice", { UserPoolId: pool.id, Username: user.email, DeviceKey: device!.DeviceKey });
  await shell.signOut();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(code, "a forgotten device is asked for a code again").toBeVisible();
});

test("a device that nobody wants to be remembered is not", async ({ page, entrance, shell }) => {
  const user = await newUserOf(pool);
  for (const count of [1, 2]) {
    await entrance.open();
    await entrance.fill(user);
    await entrance.signInButton.click();
    await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone, count));
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(shell.navigation).toBeVisible();
    await shell.signOut();
  }
  for (const device of await devices(user.email)) expect(status(device)["dev:device_remembered_status"]).toBe("not_remembered");
});

test("where the pool remembers every device, nobody is asked", async ({ page, entrance, shell }) => {
  const always = await poolWithDevices("always");
  await use(page, always);
  const user = await newUserOf(always);
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(page.getByRole("textbox", { name: "One-time code" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Remember this device" })).toHaveCount(0);
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
  await shell.signOut();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await expect(shell.navigation).toBeVisible();
});

test("a device that the pool does not get to know keeps nobody outside", async ({ page, entrance, shell }) => {
  const user = await newUserOf(pool);
  await intercept(page, "ConfirmDevice", jsonError(400, "InvalidParameterException", "Invalid device key given."));
  // The identity pool knows this user pool not, and its refusal would lead to a refresh that this device may not ask for.
  await intercept(page, "GetId", () => undefined);
  await entrance.open();
  await entrance.fill(user);
  await entrance.signInButton.click();
  await page.getByRole("checkbox", { name: "Remember this device" }).check();
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
  await page.getByRole("button", { name: "Verify" }).click();
  // The news is said for a few seconds only.
  await Promise.all([expect(page.getByText(/Couldn't register this device.*sign in again within an hour/)).toBeVisible(), expect(shell.navigation).toBeVisible()]);
});

test("an answer that is lost on the way registers a device all the same", async ({ page, entrance, shell, wire }) => {
  const user = await newUserOf(pool);
  await interceptFirst(page, 1, "ConfirmDevice", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await entrance.open();
  await entrance.fill(user);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await page.getByRole("checkbox", { name: "Remember this device" }).check();
  await page.getByRole("textbox", { name: "One-time code" }).fill(await inbox.code(user.phone));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(shell.navigation).toBeVisible();
  expect(wire.of("ConfirmDevice").length).toBe(2);
  expect(status((await devices(user.email))[0]!)).toMatchObject({ "dev:device_remembered_status": "remembered" });
  wire.forget();
  await expireIdToken(page);
  await page.reload();
  await expect(shell.navigation).toBeVisible();
  await expect.poll(() => wire.statuses("GetTokensFromRefreshToken"), { message: "its refresh token is good" }).toEqual([200]);
});
