import { choose } from "../screens/entrance.ts";
import { secureSite } from "../support/deployment.ts";
import { facebookLogin } from "../support/federation.ts";
import { loginsOf } from "../support/identity-pools.ts";
import { putObject } from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityBy, identityOf, loginOf, newVisitor } from "../support/visitors.ts";

test("an identity that was merged into another one gives way to it, and that is said", async ({ page, entrance, files, shell, sessionScreen, user }) => {
  const name = newVisitor().email;
  const facebook = await facebookLogin(name);
  const survivor = await identityBy(facebook);
  await putObject(`private/${survivor}/from Facebook.txt`, "theirs");
  const before = await identityOf(user);
  await putObject(`private/${before}/before.txt`, "mine");
  await entrance.signIn(user, { keep: true });
  await files.expectNames(["before.txt"]);
  expect(await identityBy({ ...facebook, ...(await loginOf(user)) }), "merged by another client").toBe(survivor);
  await shell.go("Session");
  await expect(sessionScreen.main, "credentials last as long as they last").toContainText(before);
  await page.reload();
  await expect(sessionScreen.main).toContainText(survivor);
  await expect(sessionScreen.main).not.toContainText(before);
  await shell.go("Files");
  await files.expectNames(["from Facebook.txt"]);
  await expect(page.getByText("You can't reach your earlier files and items")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a guest's identity becomes that of whoever a provider vouches for", async ({ page, files, entrance, wire }) => {
  await page.goto(secureSite());
  await entrance.guest.click();
  await expect(files.places).toBeVisible();
  await expect.poll(() => wire.of("GetCredentialsForIdentity").length).toBe(1);
  const guest = JSON.parse(wire.of("GetCredentialsForIdentity")[0]!.body).IdentityId;
  const name = newVisitor().email;
  await page.goto(`${secureSite()}#/sign-in`);
  await choose(page, "Continue with Facebook");
  await page.getByRole("textbox", { name: "Name or email" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Account menu" })).toBeVisible();
  await expect.poll(async () => loginsOf(guest)).toEqual(["graph.facebook.com"]);
  expect(await identityBy(await facebookLogin(name))).toBe(guest);
});
