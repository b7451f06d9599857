import { code } from "../support/inbox.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, refreshElsewhere } from "../support/visitors.ts";
import { operation } from "../support/wire.ts";

test("from an email address to a file and back", async ({ page, entrance, shell, files, wire }) => {
  const visitor = newVisitor();
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7919) % 256));

  await test.step("the page has no more rights than plain HTTP gives", async () => {
    await entrance.open("/");
    expect(new URL(page.url()).hostname).toMatch(/\.s3-website-us-east-1\.amazonaws\.com$/);
    const platform = await page.evaluate(() => [isSecureContext, typeof crypto.subtle, typeof navigator.clipboard, typeof navigator.locks]);
    expect(platform).toEqual([false, "undefined", "undefined", "undefined"]);
  });

  await test.step("sign up", async () => {
    await entrance.createAccountLink.click();
    await entrance.fill(visitor);
    await entrance.createAccountButton.click();
    await expect(page).toHaveURL(/#\/confirm$/);
    await expect(entrance.heading("Check your email")).toBeVisible();
  });

  const refreshToken = await test.step("verify with the emailed code, which signs in", async () => {
    const answer = page.waitForResponse((response) => operation(response.request()) === "RespondToAuthChallenge");
    await entrance.confirm(await code(visitor.email));
    await expect(shell.navigation).toBeVisible();
    await expect(page).toHaveURL(/#\/files\/my\/$/);
    await expect(files.main.getByText("No files yet")).toBeVisible();
    await wire.expectStatuses("InitiateAuth", [200]);
    await wire.expectStatuses("RespondToAuthChallenge", [200]);
    expect(wire.of("InitiateAuth")[0]?.body).toContain("USER_SRP_AUTH");
    await wire.expectStatuses("GetCredentialsForIdentity", [200]);
    return (await (await answer).json()).AuthenticationResult.RefreshToken;
  });

  await test.step("upload", async () => {
    await files.upload({ name: "holiday photo.jpg", mimeType: "image/jpeg", buffer: content });
    await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
    await expect(files.row("holiday photo.jpg")).toContainText("70");
  });

  await test.step("reload: the session is restored", async () => {
    wire.forget();
    await page.reload();
    await expect(files.row("holiday photo.jpg")).toBeVisible();
    expect(wire.of("InitiateAuth")).toEqual([]);
  });

  await test.step("download what was uploaded", async () => {
    const downloaded = await files.download("holiday photo.jpg");
    expect(downloaded.fileName).toBe("holiday photo.jpg");
    expect(downloaded.content.equals(content)).toBe(true);
  });

  await test.step("delete it", async () => {
    await files.delete("holiday photo.jpg");
    await expect(files.news.filter({ hasText: "1 file deleted" })).toBeVisible();
    await wire.expectStatuses("DeleteObjects", [200]);
  });

  await test.step("sign out: the token is revoked and nothing is left", async () => {
    await shell.signOut();
    await wire.expectStatuses("RevokeToken", [200]);
    const stored = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
    expect(stored).toEqual({});
    await page.reload();
    await expect(entrance.signInButton).toBeVisible();
    await page.goto("#/session");
    await expect(page).toHaveURL(/#\/sign-in$/);
    await expect(refreshElsewhere(refreshToken)).rejects.toThrow(/revoked/);
  });
});
