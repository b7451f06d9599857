import { examine } from "../support/accessible.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { newPool, newUserOf, use } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newUser, newVisitor, signInElsewhere } from "../support/visitors.ts";

test("a name is kept, and taken away again", async ({ entrance, account, shell, user }) => {
  await entrance.signIn(user);
  await account.open();
  await account.save({ name: "Zoë Quill" });
  await expect(shell.news.getByText("Your profile is saved.")).toBeVisible();
  expect((await owner.attributes(user.email)).name).toBe("Zoë Quill");
  await expect(account.profile.getByRole("button", { name: "Save" }), "the focus stays").toBeFocused();
  await account.save({ name: "" });
  await expect.poll(async () => (await owner.attributes(user.email)).name).toBeUndefined();
});

test("a new address takes over once its code was entered, and the page follows", async ({ page, entrance, account, shell, user }) => {
  const address = newVisitor().email;
  await entrance.signIn(user);
  await account.open();
  await account.save({ email: "nonsense" });
  await expect(account.email).toHaveAccessibleDescription(/whole e-mail address/);
  await account.save({ email: address });
  await expect(account.profile.getByText(`A code was sent to ${address}. Until it is entered, ${user.email} stays your address.`)).toBeVisible();
  await expect(account.code).toBeFocused();
  expect((await owner.attributes(user.email)).email, "the old one still works").toBe(user.email);
  await examine(page, "an address waits for its code");

  const first = await code(address);
  await page.reload();
  await account.expectLoaded();
  await expect(account.code, "a reload loses no step").toBeVisible();
  await account.code.fill(first === "000000" ? "111111" : "000000");
  await page.keyboard.press("Enter");
  await expect(account.profile.getByRole("alert")).toContainText("This is not the code that was sent");
  await account.profile.getByRole("button", { name: "Resend code" }).click();
  const second = await code(address, 2);
  await account.code.fill(`${second.slice(0, 3)} ${second.slice(3)}`);
  await account.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(account.code).toHaveCount(0);
  await expect(account.email).toHaveValue(address);
  await expect(account.profile).toBeFocused();
  await expect(shell.accountMenu, "the page calls the visitor so").toContainText(address);
  const attributes = await owner.attributes(address);
  expect([attributes.email, attributes.email_verified]).toEqual([address, "true"]);
  await signInElsewhere({ ...user, email: address });
  await page.reload();
  await account.expectLoaded();
  await expect(account.code).toHaveCount(0);
});

test("somebody else's address is refused", async ({ page, entrance, account, user }) => {
  const other = await newUser();
  await entrance.signIn(user);
  await account.open();
  await account.save({ email: other.email });
  await expect(account.profile.getByRole("alert")).toContainText("Another account has this e-mail address");
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
  await expect(account.profile.getByText("Until it is entered, nobody can be sure that the address is yours.")).toBeVisible();
  await page.evaluate(() => sessionStorage.removeItem("satchel.pending.change-email"));
  await page.reload();
  await account.expectLoaded();
  await expect(account.profile.getByText("Your e-mail address is not confirmed yet.")).toBeVisible();
  await examine(page, "an address that is not confirmed");
  await account.profile.getByRole("button", { name: "Send code" }).click();
  await account.code.fill(await code(address, 2));
  await account.profile.getByRole("button", { name: "Confirm" }).click();
  await expect(account.email).toHaveAccessibleDescription(/Verified/);
  expect((await owner.attributes(address, { UserPoolId: pool.id })).email_verified).toBe("true");
});
