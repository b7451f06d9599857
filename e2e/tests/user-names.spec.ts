import { randomBytes } from "node:crypto";

import { examine } from "../support/accessible.ts";
import { configure } from "../support/deployment.ts";
import { code, messages } from "../support/inbox.ts";
import { userPools } from "../support/owner.ts";
import { poolOfMembers, poolWithAddressesAndNumbers, poolWithAliases, poolWithNames, poolWithPhoneNumbers, poolWithRequiredAttributes, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";

const newNumber = () => `+4915${Math.floor(1e9 + Math.random() * 8e9)}`;
const newName = () => `ann-${randomBytes(4).toString("hex")}`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("where an address is an alias, its user gets a name that nobody has to know", async ({ page, entrance, shell, account, wire }) => {
  const pool = await poolWithAliases();
  await use(page, pool);
  const visitor = newVisitor();
  await entrance.open("#/sign-up");
  await expect(entrance.email).toHaveAttribute("autocomplete", "username");
  await entrance.fill(visitor);
  await entrance.createAccountButton.click();
  await expect(page.getByText(visitor.email)).toBeVisible();
  expect(JSON.parse(wire.of("SignUp")[0]!.body).Username).toMatch(UUID);

  await test.step("the name is remembered over a reload, and not shown", async () => {
    await page.reload();
    await expect(page.getByText(visitor.email)).toBeVisible();
    await entrance.confirm(await code(visitor.email));
    await expect(entrance.email).toHaveValue(visitor.email);
    await expect(page.getByRole("textbox", { name: "Email or username" })).toBeVisible();
  });

  await test.step("who signs in by it is called by it", async () => {
    await entrance.password.fill(visitor.password);
    await entrance.signInButton.click();
    await expect(shell.accountMenu).toContainText(visitor.email);
    await account.open();
    await expect(account.profile).not.toContainText(UUID.source.slice(1, 9));
  });

  await test.step("a preferred user name is chosen once somebody is in, and opens the account", async () => {
    const preferred = newName();
    await account.set("Preferred username", preferred);
    await expect(shell.news.filter({ hasText: "Profile saved" })).toBeVisible();
    await shell.signOut();
    await entrance.email.fill(preferred);
    await entrance.password.fill(visitor.password);
    await entrance.signInButton.click();
    await expect(shell.accountMenu).toContainText(visitor.email);
  });
});

test("an address that somebody confirmed meanwhile leads to signing in", async ({ page, entrance }) => {
  const pool = await poolWithAliases();
  await use(page, pool);
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const UserAttributes = Object.entries({ email: visitor.email, email_verified: "true" }).map(([Name, Value]) => ({ Name, Value }));
  await userPools("AdminCreateUser", { UserPoolId: pool.id, Username: newName(), MessageAction: "SUPPRESS", UserAttributes });
  await entrance.confirm(await code(visitor.email));
  await expect(entrance.heading("Sign in")).toBeVisible();
  await expect(entrance.status).toContainText("This account already exists. Sign in, or set a new password.");
});

test("in a browser that knows nothing of a sign-up, its code is told to belong elsewhere", async ({ page, entrance }) => {
  await use(page, await poolWithAliases());
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await entrance.email.fill(visitor.email);
  await entrance.confirm(await code(visitor.email));
  await expect(entrance.alert).toContainText("Enter it in the browser where you created the account");
  await examine(page, "a code that belongs elsewhere");
});

test("phone numbers sign up and in, and have their passwords reset, by text message", async ({ page, entrance, shell, account }) => {
  await use(page, await poolWithPhoneNumbers());
  const { password } = newVisitor();
  const number = newNumber();
  await entrance.open("#/sign-up");
  await expect(entrance.phone).toHaveAttribute("type", "tel");
  await entrance.phone.fill("0151 23456789");
  await entrance.password.fill(password);
  await entrance.createAccountButton.click();
  await expect(entrance.phone).toHaveAccessibleDescription(/country code/);
  await examine(page, "signing up with a phone number");
  await entrance.phone.fill(`${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`);
  await entrance.createAccountButton.click();
  await expect(page.getByText(`We texted a code to ${number}.`)).toBeVisible();
  await entrance.confirm(await code(number));
  await expect(shell.accountMenu).toContainText(number);
  await account.open();
  await account.set("Phone number", "");
  await expect(account.phone, "nobody can take away what they sign in by").toHaveAccessibleDescription(/Enter your phone number/);
  await shell.signOut();

  await entrance.forgotPassword.click();
  await entrance.phone.fill(number);
  await entrance.sendCode.click();
  await entrance.code.fill(await code(number, 2));
  await entrance.newPassword.fill(`${password}-new`);
  await entrance.setPassword.click();
  await expect(shell.accountMenu).toContainText(number);
});

test("where either will do, one field takes both", async ({ page, entrance, shell }) => {
  await use(page, await poolWithAddressesAndNumbers());
  for (const called of [newVisitor().email, newNumber()]) {
    const { password } = newVisitor();
    await entrance.open("#/sign-up");
    const field = page.getByRole("textbox", { name: "Email or phone number" });
    await field.fill("ann");
    await entrance.password.fill(password);
    await entrance.createAccountButton.click();
    await expect(field).toHaveAccessibleDescription(/Enter a valid email address, or a phone number/);
    await field.fill(called);
    await entrance.createAccountButton.click();
    await entrance.confirm(await code(called));
    await expect(shell.accountMenu).toContainText(called);
    await shell.signOut();
  }
});

test("a name of one's own is asked for where nothing takes its place", async ({ page, entrance, shell, account }) => {
  await use(page, await poolWithNames());
  const [name, { email, password }] = [newName(), newVisitor()];
  await entrance.open("#/sign-up");
  await expect(entrance.userName).toHaveAttribute("autocomplete", "username");
  await expect(entrance.email, "a way back").toHaveAttribute("autocomplete", "email");
  await examine(page, "signing up with a name");
  await entrance.userName.fill(`\u200b ${name}\u00a0`);
  await entrance.email.fill(email);
  await entrance.password.fill(password);
  await entrance.createAccountButton.click();
  await expect(page.getByText(`We sent a code to ${email}.`)).toBeVisible();
  await entrance.confirm(await code(email));
  await expect(shell.accountMenu, "not by the address, which several may share").toContainText(name);
  await account.open();
  await expect(account.profile.getByText("Username")).toBeVisible();
  await shell.signOut();

  await test.step("capitals make another name of it, and that is said", async () => {
    await entrance.userName.fill(name.toUpperCase());
    await entrance.password.fill(password);
    await entrance.signInButton.click();
    await expect(entrance.alert).toContainText("Wrong username or password.");
    await expect(entrance.alert).toContainText("Capitals matter here");
    await expect(entrance.userName).toHaveValue(name.toUpperCase());
    await expect(entrance.password).toBeFocused();
    await entrance.userName.fill(name);
    await entrance.signInButton.click();
    await expect(shell.navigation).toBeVisible();
  });
});

test("whoever gives no address is told that the owner confirms the account", async ({ page, entrance }) => {
  await use(page, await poolWithNames());
  await entrance.open("#/sign-up");
  await entrance.userName.fill(newName());
  await entrance.password.fill(newVisitor().password);
  await entrance.createAccountButton.click();
  await expect(entrance.status).toContainText("You can sign in once the site owner has approved it.");
});

test("everything that the pool requires is asked for, each in its form", async ({ page, entrance, shell, wire }) => {
  await use(page, await poolOfMembers());
  const [{ email, password }, number] = [newVisitor(), newNumber()];
  await entrance.open("#/sign-up");
  const fields = { "Phone number": "tel", Name: "name", Gender: "sex", "Date of birth": "bday", Address: "street-address", Language: "language", Website: "url" };
  for (const [name, token] of Object.entries(fields)) await expect(page.getByLabel(name, { exact: true })).toHaveAttribute("autocomplete", token);
  await expect(page.getByLabel("Time zone"), "the browser knows it").not.toHaveValue("");
  await examine(page, "signing up with everything");
  await entrance.fill({ email, password });
  await entrance.createAccountButton.click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/This is required/);
  expect(wire.of("SignUp")).toEqual([]);
  await page.getByLabel("Phone number").fill(number);
  await page.getByLabel("Name", { exact: true }).fill("Ann Example");
  await page.getByLabel("Gender").fill("female");
  await page.getByLabel("Date of birth").fill("1990-12-31");
  await page.getByLabel("Address", { exact: true }).fill("1 Road, Town");
  await page.getByLabel("Website").fill("https://example.com/ann");
  await entrance.createAccountButton.click();
  await entrance.confirm(await code(email));
  await expect(shell.navigation).toBeVisible();
  const sent = Object.fromEntries(JSON.parse(wire.of("SignUp")[0]!.body).UserAttributes.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]));
  expect(sent).toMatchObject({ email, phone_number: number, birthdate: "1990-12-31", name: "Ann Example", address: "1 Road, Town" });
  expect(Number(sent.updated_at)).toBeGreaterThan(1.7e9);
});

test("what the configuration does not name is asked for once the user pool does", async ({ page, entrance, shell }) => {
  await use(page, await poolWithRequiredAttributes());
  const visitor = newVisitor();
  await entrance.open("#/sign-up");
  await entrance.fill(visitor);
  await entrance.createAccountButton.click();
  await page.getByRole("textbox", { name: "Given name" }).fill("Ann");
  await entrance.phone.fill(newNumber());
  await expect(entrance.email).toHaveValue(visitor.email);
  await expect(entrance.password).toHaveValue(visitor.password);
  await entrance.createAccountButton.click();
  await entrance.confirm(await code(visitor.email));
  await expect(shell.navigation).toBeVisible();
});

test("a pool that is not told to have aliases is found out to have them", async ({ page, entrance, shell }) => {
  const pool = await poolWithAliases();
  await configure(page, { user_pool: { ...pool, alias_attributes: undefined, username_attributes: [] } });
  const visitor = newVisitor();
  await entrance.open("#/sign-up");
  await entrance.userName.fill(visitor.email);
  await entrance.password.fill(visitor.password);
  await entrance.createAccountButton.click();
  await entrance.confirm(await code(visitor.email));
  await expect(shell.accountMenu).toContainText(visitor.email);
  expect((await messages(visitor.email)).length).toBe(1);
});
