import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { configure, deployment } from "../support/deployment.ts";
import { addToGroupWithRole, classicPool, deleteIdentity, poolWithMapping, type IdentityPool } from "../support/identity-pools.ts";
import { userPools } from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityOf } from "../support/visitors.ts";

const use = (page: Page, identity_pool: IdentityPool) => configure(page, { identity_pool });
const nameOf = (arn: string) => arn.split("/").at(-1)!;

test("somebody with several roles chooses which to act as", async ({ page, entrance, sessionScreen, shell, user, wire }) => {
  const { pool } = await poolWithMapping();
  const [preferred, other] = [await addToGroupWithRole(pool, user.email, 1), await addToGroupWithRole(pool, user.email, 2)];
  await use(page, pool);
  await entrance.signIn(user, { keep: true, route: "#/session" });
  const acting = sessionScreen.main.getByText(/assumed-role/);
  await expect(acting).toContainText(nameOf(preferred));
  const choice = page.getByRole("group", { name: "Role" });
  await expect(choice.getByRole("radio", { name: "Default role" })).toBeChecked();
  await expect(choice).toContainText(`Your group's default is ${nameOf(preferred)}.`);
  await choice.getByRole("radio", { name: nameOf(other) }).check();
  await expect(acting).toContainText(nameOf(other));
  await examine(page, "a role is chosen");
  expect(JSON.parse(wire.of("GetCredentialsForIdentity").at(-1)!.body).CustomRoleArn).toBe(other);

  await page.reload();
  await expect(choice.getByRole("radio", { name: nameOf(other) }), "the choice is kept").toBeChecked();
  await expect(acting).toContainText(nameOf(other));

  // Out of the group, the role is in no new token any more.
  const UserPoolId = deployment().config.user_pool.id;
  await userPools("AdminRemoveUserFromGroup", { UserPoolId, GroupName: `group-${nameOf(other)}`, Username: user.email });
  await shell.signOut();
  await entrance.signIn(user, { route: "#/session" });
  await expect(choice, "one role is no choice").toHaveCount(0);
  await expect(acting).toContainText(nameOf(preferred));
});

test("a role that may not be taken any more is given up, and that is said", async ({ page, entrance, sessionScreen, user }) => {
  const { pool } = await poolWithMapping();
  const [preferred, other] = [await addToGroupWithRole(pool, user.email, 1), await addToGroupWithRole(pool, user.email, 2)];
  await use(page, pool);
  await entrance.signIn(user, { keep: true, route: "#/session" });
  await page.getByRole("radio", { name: nameOf(other) }).check();
  await expect(sessionScreen.main.getByText(/assumed-role/)).toContainText(nameOf(other));
  // As a visitor's storage may say after a long time away.
  await page.evaluate(([from, to]) => void (localStorage["satchel.session"] = localStorage["satchel.session"].replace(`"role":"${from}"`, `"role":"${to}"`)), [other, `${other}-gone`]);
  await page.reload();
  await expect(page.getByText(`You can no longer use the role ${nameOf(other)}-gone.`)).toBeVisible();
  await expect(sessionScreen.main.getByText(/assumed-role/)).toContainText(nameOf(preferred));
  await examine(page, "a chosen role was refused");
});

test("rules of the owner choose the role by what the token says", async ({ page, entrance, sessionScreen, user }) => {
  const rule = (RoleARN: string) => ({
    Type: "Rules",
    AmbiguousRoleResolution: "Deny",
    RulesConfiguration: { Rules: [{ Claim: "email", MatchType: "Equals", Value: user.email, RoleARN }] },
  });
  const { pool, mapped } = await poolWithMapping(rule);
  await use(page, pool);
  await entrance.signIn(user, { route: "#/session" });
  await expect(sessionScreen.main.getByText(/assumed-role/)).toContainText(nameOf(mapped));
});

test("the classic flow trades a token at STS", async ({ page, entrance, sessionScreen, user, wire }) => {
  const { pool, role } = await classicPool();
  await use(page, pool);
  await entrance.signIn(user, { route: "#/session" });
  await expect(sessionScreen.main.getByText(/assumed-role/)).toContainText(nameOf(role));
  await expect(sessionScreen.main).toContainText("GetOpenIdToken, AssumeRoleWithWebIdentity");
  expect([wire.statuses("GetOpenIdToken"), wire.of("GetCredentialsForIdentity").length]).toEqual([[200], 0]);
  await expect(sessionScreen.request("AssumeRoleWithWebIdentity").first()).toContainText("200 OK");
});

test("what the classic flow refuses is explained", async ({ page, entrance, user }) => {
  const { pool } = await classicPool();
  // A role that trusts another identity pool.
  const { role } = await classicPool();
  await use(page, { ...pool, role_arn: role });
  await entrance.signIn(user, { route: "#/session" });
  await expect(page.getByRole("alert")).toContainText("Some details couldn't be loaded");
  await expect(page.getByRole("alert")).toContainText("The role's trust policy has to allow sts:AssumeRoleWithWebIdentity");
});

test("a classic flow that the identity pool forbids is explained", async ({ page, entrance, user }) => {
  const { pool, role } = await poolWithMapping();
  await use(page, { ...pool, flow: "classic", role_arn: role });
  await entrance.signIn(user, { route: "#/session" });
  await expect(page.getByRole("alert")).toContainText("This site isn't set up correctly.");
  await examine(page, "the classic flow is forbidden");
});

test("an identity that is gone is replaced while the page is open", async ({ page, entrance, files, shell, sessionScreen, user }) => {
  await entrance.signIn(user, { keep: true });
  await expect(files.main.getByText("No files yet")).toBeVisible();
  const before = await identityOf(user);
  await deleteIdentity(before);
  await page.reload();
  await expect(files.main.getByText("No files yet")).toBeVisible();
  await shell.go("Session");
  await expect(sessionScreen.main).toContainText(/us-east-1:[0-9a-f-]{36}/);
  await expect(sessionScreen.main).not.toContainText(before);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
