import { AccountScreen } from "../screens/account.ts";
import { examine } from "../support/accessible.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { newPool, newUserOf, poolWithSecondSteps, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newUser, newVisitor, signInElsewhere } from "../support/visitors.ts";

test("a name is kept, and taken away again", async ({ entrance, account, shell, user }) => {
  await entrance.signIn(user);
  await account.open();
  await account.save({ name: "Zoë Quill" });
  await expect(shell.news.getByText("Profile saved")).toBeVisible();
  expect((await owner.attributes(user.email)).name).toBe("Zoë Quill");
  await expect(account.shown("Name")).toHaveText("Zoë Quill");
  await expect(account.opener("Name"), "the focus goes back to what opened the row").toBeFocused();
  await account.save({ name: "" });
  await expect.poll(async () => (await owner.attributes(user.email)).name).toBeUndefined();
});

test("a new address takes over once its code was entered, and the page follows", async ({ page, entrance, account, shell, user }) => {
  const address = newVisitor().email;
  await entrance.signIn(user);
  await account.open();
  await account.save({ email: "nonsense" });
  await expect(account.email).toHaveAccessibleDescription(/valid email address/);
  await account.save({ email: address });
  await expect(account.profile.getByText(`Enter the code we sent to ${address}. Until then, your email stays ${user.email}.`)).toBeVisible();
  await expect(account.code).toBeFocused();
  expect((await owner.attributes(user.email)).email, "the old one still works").toBe(user.email);
  await examine(page, "an address waits for its code");

  const first = await code(address);
  await page.reload();
  await account.expectLoaded();
  await expect(account.code, "a reload loses no step").toBeVisible();
  await account.code.fill(first === "000000" ? "111111" : "000000");
  await page.keyboard.press("Enter");
  await expect(account.profile.getByRole("alert")).toContainText("Wrong or old code.");
  await account.profile.getByRole("button", { name: "Resend code" }).click();
  const second = await code(address, 2);
  await account.code.fill(`${second.slice(0, 3)} ${second.slice(3)}`);
  await account.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(account.code).toHaveCount(0);
  await expect(account.shown("Email")).toHaveText(address);
  await expect(account.profile).toBeFocused();
  await expect(shell.accountMenu, "the page calls the visitor so").toContainText(address);
  const attributes = await owner.attributes(address);
  expect([attributes.email, attributes.email_verified]).toEqual([address, "true"]);
  await signInElsewhere({ ...user, email: address });
  await page.reload();
  await account.expectLoaded();
  await expect(account.code).toHaveCount(0);
});

test("what is typed into the code's field stays there while the profile is read again", async ({ page, entrance, account, shell, user }) => {
  const address = newVisitor().email;
  await entrance.signIn(user);
  await account.open();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route("**", async (route) => {
    const operation = route.request().headers()["x-amz-target"] ?? "";
    if (/\.(InitiateAuth|GetTokensFromRefreshToken|GetUser)$/.test(operation)) await held;
    await route.fallback();
  });
  await account.save({ email: address });
  await account.code.fill("12");
  goOn();
  await expect(shell.news.getByText("Profile saved")).toBeVisible();
  await expect(account.code).toHaveValue("12");
  await expect(account.code).toBeFocused();
  await account.code.fill(await code(address));
  await account.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(account.shown("Email")).toHaveText(address);
});

test("a new address waits in every tab of the browser, and outlives the one it was asked for in", async ({ context, page, entrance, account, user }) => {
  const address = newVisitor().email;
  await entrance.signIn(user, { keep: true });
  await account.open();
  await account.save({ email: address });
  await expect(account.code).toBeVisible();
  const another = await context.newPage();
  await page.close();
  const there = new AccountScreen(another);
  await there.open();
  await expect(there.profile.getByText(`Enter the code we sent to ${address}.`)).toBeVisible();
  await there.code.fill(await code(address));
  await there.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(there.shown("Email")).toHaveText(address);
  const pending = () => another.evaluate(() => localStorage.getItem("satchel.pending.change-email"));
  await expect.poll(pending, "it is forgotten once the address is shown").toBeNull();
});

test.describe("a phone number", () => {
  const settings = { UserPoolId: "" };
  let pool: Pool;
  test.beforeAll(async () => {
    pool = { ...(await poolWithSecondSteps()), mfa: "OPTIONAL", mfa_factors: ["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"] };
    settings.UserPoolId = pool.id;
  });
  test.beforeEach(({ page }) => use(page, pool));

  test("is given, confirmed by its code, and good for a second step", async ({ page, entrance, account, shell }) => {
    const visitor = await newUserOf(pool);
    await owner.setAttributes(visitor.email, { phone_number: "", phone_number_verified: "false" }, settings);
    await entrance.signIn(visitor, { route: "#/account" });
    await expect(account.twoStep).toContainText("verify a phone number in “Profile” first");
    await account.set("Phone number", "0151 2345678");
    await expect(account.phone).toHaveAccessibleDescription(/Enter the number with “\+” and the country code/);
    await examine(page, "a phone number without its country");
    await account.set("Phone number", visitor.phone.replace("+49", "+49 (") + ")");
    await expect(shell.news.getByText("Profile saved")).toBeVisible();
    const number = account.profile.getByRole("group", { name: "Phone number" });
    await number.getByRole("button", { name: "Send code" }).click();
    await expect(number.getByText(`Enter the code we sent to ${visitor.phone}.`)).toBeVisible();
    await examine(page, "a phone number waits for its code");
    const sent = await code(visitor.phone);
    await page.reload();
    await account.code.fill(sent === "000000" ? "111111" : "000000");
    await page.keyboard.press("Enter");
    await expect(number.getByRole("alert")).toContainText("Check the newest text message");
    await account.code.fill(sent);
    await number.getByRole("button", { name: "Confirm" }).click();
    await expect(account.row("Phone number")).toContainText("Verified");
    expect(await owner.attributes(visitor.email, settings)).toMatchObject({ phone_number: visitor.phone, phone_number_verified: "true" });
    await account.twoStep.getByRole("button", { name: "Turn on codes by text message" }).click();
    await expect(account.twoStep).toContainText("On. Signing in takes");
    expect(await owner.secondFactors(visitor.email, settings)).toEqual(["SMS_MFA"]);
  });

  test("is changed, and taken away again", async ({ page, entrance, account, shell }) => {
    const visitor = await newUserOf(pool);
    await entrance.signIn(visitor, { route: "#/account" });
    await expect(account.shown("Phone number")).toHaveText(visitor.phone);
    await expect(account.row("Phone number")).toContainText("Verified");
    await account.set("Phone number", "+49 151 23456789");
    await expect(account.profile.getByText("Your phone number isn't verified yet.")).toBeVisible();
    await examine(page, "a phone number that is not confirmed");
    expect(await owner.attributes(visitor.email, settings)).toMatchObject({ phone_number: "+4915123456789", phone_number_verified: "false" });
    await account.set("Phone number", "");
    await expect(account.row("Phone number")).toContainText("Not set");
    await expect(account.profile.getByText("Your phone number isn't verified yet.")).toBeHidden();
    expect(await owner.attributes(visitor.email, settings)).not.toHaveProperty("phone_number");
  });
});

test("where nothing is sent to phones, no number is asked for", async ({ entrance, account, user }) => {
  await entrance.signIn(user);
  await account.open();
  await expect(account.row("Email")).toBeVisible();
  await expect(account.row("Phone number")).toHaveCount(0);
});

test("the longest address and name there can be fit the narrowest screen", async ({ page, entrance, account }) => {
  const long = { email: `${"a-very-long-local-part-of-an-address".slice(0, 36)}${Date.now()}@example.com`, password: newVisitor().password };
  await owner.createUser(long.email, long.password);
  await owner.setAttributes(long.email, { name: "Zoë".repeat(512) });
  await entrance.signIn(long, { route: "#/account" });
  await expect(account.shown("Email")).toHaveText(long.email);
  await examine(page, "the longest address and name");
  for (const width of [320, 360, 834, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    const main = page.getByRole("main");
    expect(await main.evaluate((main) => main.scrollWidth - main.clientWidth), `sideways scroll at ${width} px`).toBeLessThanOrEqual(0);
    await expect(account.opener("Name")).toBeInViewport();
  }
});

test("somebody else's address is refused", async ({ page, entrance, account, user }) => {
  const other = await newUser();
  await entrance.signIn(user);
  await account.open();
  await account.save({ email: other.email });
  await expect(account.profile.getByRole("alert")).toContainText("Another account has this email or phone number");
  await examine(page, "a profile that was refused");
  expect((await owner.attributes(user.email)).email).toBe(user.email);
});

test("where the pool takes a new address at once, it is confirmed afterwards", async ({ page, entrance, account }) => {
  const pool = await newPool("addresses", {});
  const visitor = await newUserOf(pool);
  const address = newVisitor().email;
  await use(page, pool);
  await entrance.signIn(visitor, { route: "#/account" });
  await account.save({ email: address });
  await expect(account.profile.getByText("Enter the code we sent to")).toBeVisible();
  await account.profile.getByRole("button", { name: "Cancel" }).click();
  await page.reload();
  await account.expectLoaded();
  await expect(account.profile.getByText("Your email isn't verified yet.")).toBeVisible();
  await examine(page, "an address that is not confirmed");
  await account.profile.getByRole("button", { name: "Send code" }).click();
  await account.code.fill(await code(address, 2));
  await account.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(account.row("Email")).toContainText("Verified");
  expect((await owner.attributes(address, { UserPoolId: pool.id })).email_verified).toBe("true");
});
