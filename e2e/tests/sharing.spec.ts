/** Links for others: what they open, how long, and where they stand. */

import { examine } from "../support/accessible.ts";
import { intercept, s3Error } from "../support/answers.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test("a link opens the file for whoever has it, and stands nowhere but in the dialog", async ({ page, entrance, files, shell, user, request }) => {
  await owner.putObject(`${await privatePrefix(user)}a b+ü.txt`, "for you");
  await entrance.signIn(user);
  await files.select("a b+ü.txt");
  await files.button("Share").click();
  const dialog = page.getByRole("dialog", { name: "Share link" });
  const link = dialog.getByRole("textbox", { name: "Link" });
  await expect(link).toHaveValue(/X-Amz-Signature=/);
  await expect(dialog).toContainText(/Anyone with this link can read the file until .*\d{1,2}:\d\d/);
  await expect(dialog.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  const url = await link.inputValue();
  const answer = await request.get(url);
  expect([answer.status(), (await answer.body()).toString()]).toEqual([200, "for you"]);
  expect(Number(new URL(url).searchParams.get("X-Amz-Expires"))).toBeLessThanOrEqual(3600);
  expect(page.url()).not.toContain("X-Amz");
  await examine(page, "share link");

  await dialog.getByRole("combobox", { name: "Expires after" }).selectOption({ label: "15 minutes" });
  await expect.poll(async () => new URL(await link.inputValue()).searchParams.get("X-Amz-Expires")).toBe("900");
  await expect(dialog.getByRole("option", { name: "7 days" }), "the keys do not last as long").toHaveCount(0);

  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain("X-Amz-Signature");
  await shell.go("Session");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await page.content()).not.toContain("X-Amz-Signature");
});

test("several files have a list of links, and folders none", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObjects([`${prefix}album/1.txt`, `${prefix}a.txt`, `${prefix}b.txt`]);
  await entrance.signIn(user);
  await files.select("album");
  await expect(files.button("Details")).toBeVisible();
  await expect(files.button("Share")).toHaveCount(0);
  await files.select("a.txt", "b.txt");
  await files.button("Share").click();
  const dialog = page.getByRole("dialog", { name: "Share link" });
  for (const name of ["a.txt", "b.txt"]) await expect(dialog.getByRole("button", { name: `Copy link to ${name}` })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy all links" })).toBeVisible();
  await examine(page, "share several files");
});

test("a link that would lead to a refusal is none", async ({ page, entrance, files, user }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`, "a");
  await entrance.signIn(user);
  await files.select("a.txt");
  await intercept(page, "GetObject", s3Error(403, "AccessDenied"));
  await files.button("Share").click();
  const dialog = page.getByRole("dialog", { name: "Share link" });
  await expect(dialog.getByRole("alert")).toContainText("Couldn't share “a.txt”");
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveCount(0);
});

test("keys that end too early for a link are replaced by others", async ({ page, entrance, files, user, wire }) => {
  await owner.putObject(`${await privatePrefix(user)}a.txt`, "a");
  await page.clock.install();
  await entrance.signIn(user);
  await files.select("a.txt");
  await page.clock.fastForward("40:00");
  wire.forget();
  await files.button("Share").click();
  await expect(page.getByRole("dialog", { name: "Share link" }).getByRole("textbox", { name: "Link" })).toHaveValue(/X-Amz-Signature=/);
  expect(wire.of("GetCredentialsForIdentity").length).toBe(1);
});
