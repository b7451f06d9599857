import { dataBucket, deployment } from "../support/deployment.ts";
import { expect, test } from "../support/test.ts";

test("the chain from the visitor to each request is shown, its secrets are not", async ({ entrance, files, shell, sessionScreen, user, page }) => {
  const secrets: string[] = [];
  page.on("response", async (response) => {
    const target = response.request().headers()["x-amz-target"] ?? "";
    if (/GetCredentialsForIdentity$/.test(target)) {
      const { Credentials } = await response.json();
      secrets.push(Credentials.SecretKey, Credentials.SessionToken, Credentials.AccessKeyId);
    } else if (/RespondToAuthChallenge$/.test(target)) {
      const { AuthenticationResult } = await response.json();
      secrets.push(AuthenticationResult.IdToken, AuthenticationResult.AccessToken, AuthenticationResult.RefreshToken);
    }
  });
  await entrance.signIn(user);
  // Who leaves at once asks for no listing.
  await files.expectLoaded();
  await shell.go("Session");
  const { config } = deployment();
  await expect(sessionScreen.main).toContainText(`cognito-idp.us-east-1.amazonaws.com/${config.user_pool.id}`);
  await expect(sessionScreen.main).toContainText(user.email);
  await expect(sessionScreen.main).toContainText(/us-east-1:[0-9a-f-]{36}/);
  await expect(sessionScreen.main).toContainText("AuthenticatedRole");
  await expect(sessionScreen.main).toContainText(/\d:\d\d/);

  for (const operation of ["InitiateAuth", "RespondToAuthChallenge", "GetId", "GetCredentialsForIdentity", "ListObjectsV2", "GetCallerIdentity"]) {
    await expect(sessionScreen.request(operation).first()).toContainText("200 OK");
  }
  await sessionScreen.request("ListObjectsV2").first().getByRole("button").click();
  await expect(sessionScreen.details).toContainText("Request ID");
  await expect(sessionScreen.details).toContainText("200 OK");

  const html = await page.content();
  await expect.poll(() => secrets.length).toBe(6);
  expect(secrets.filter((secret) => html.includes(secret))).toEqual([]);
});

test("refused requests stay in the list with their code", async ({ entrance, shell, sessionScreen, files, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.openBucket(dataBucket());
  await expect(files.alert).toBeVisible();
  await shell.go("Session");
  const refused = sessionScreen.request("ListObjectsV2").filter({ hasText: "403 Refused" });
  await refused.getByRole("button").click();
  await expect(sessionScreen.details).toContainText("AccessDenied");
});

test("a guest has no token, and an identity all the same", async ({ entrance, shell, sessionScreen }) => {
  await entrance.open();
  await entrance.guest.click();
  await shell.go("Session");
  await expect(sessionScreen.main).toContainText("You're a guest");
  await expect(sessionScreen.main).toContainText("GuestRole");
  await expect(sessionScreen.main).toContainText(/us-east-1:[0-9a-f-]{36}/);
});
