import type { Locator, Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { expect, test } from "../support/test.ts";

/** The choice, whatever language its name is in. */
const choice = (within: Page | Locator) => within.locator(".language select");

async function choose(page: Page, within: Page | Locator, tag: string) {
  // Awaited before, or what is looked at next may be the page that goes.
  const loaded = page.waitForEvent("load");
  await choice(within).selectOption(tag);
  await loaded;
}

test("who reads no language of their browser chooses another, and finds the way back", async ({ page, entrance, user }) => {
  await page.goto("#/sign-in");
  await expect(page.getByRole("combobox", { name: "Language" })).toHaveValue("");
  await expect(choice(page).locator("option")).toHaveText(["Automatic", "English", "Deutsch", "العربية"]);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await entrance.email.fill(user.email);
  await choose(page, page, "de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anmelden");
  await expect(choice(page)).toHaveValue("de");
  await expect(page.getByRole("textbox", { name: "E-Mail" }), "what was typed is still there").toHaveValue(user.email);
  await examine(page, "the entrance in a chosen language");
  await choose(page, page, "ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.reload();
  await expect(page.locator("html"), "it is remembered").toHaveAttribute("lang", "ar");
  await choose(page, page, "");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await choice(page).press("ArrowDown");
  await choice(page).press("ArrowDown");
  await expect(choice(page)).toHaveValue("de");
  await expect(page.locator("html"), "arrows alone choose nothing").toHaveAttribute("lang", "en");
  const loaded = page.waitForEvent("load");
  await choice(page).press("Enter");
  await loaded;
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await choose(page, page, "");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("html")).not.toHaveAttribute("dir", "rtl");
});

test("what is typed into the form that comes in the chosen language is not replaced by what stood in the one before", async ({ page, entrance }) => {
  await page.goto("#/sign-in");
  await entrance.email.fill("ann@old.example");
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await choice(page).selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  const name = page.getByRole("textbox", { name: "E-Mail" });
  await name.fill("ben@new.example");
  arrive();
  await expect(page.getByRole("combobox", { name: "Sprache" })).toBeVisible();
  await expect(name).toHaveValue("ben@new.example");
});

test("who is signed in chooses it in the account menu, and stays where they are", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user);
  await files.expectLoaded();
  await shell.go("Session");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Language" }).click();
  const dialog = page.getByRole("dialog", { name: "Language" });
  await expect(choice(dialog)).toHaveValue("");
  await examine(page, "the choice of a language");
  await choose(page, dialog, "de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sitzung");
  expect(page.url()).toContain("#/session");
  await page.getByRole("button", { name: "Kontomenü" }).click();
  await page.getByRole("menuitem", { name: "Sprache" }).click();
  await choose(page, page.getByRole("dialog"), "");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Session");
});

test.describe("with a browser set to a language that there is", () => {
  test.use({ locale: "de-DE" });

  test("English can be chosen all the same", async ({ page }) => {
    await page.goto("#/sign-in");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anmelden");
    await choose(page, page, "en");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
});
