/**
 * A question belongs to the place and the account where it was asked: it closes when either is left, and nothing of it is
 * sent anywhere else. These dialogs are walked through all ways of leaving; those of the Account page that need a passkey, a
 * device or a further login through two, beside what else is said of them (account-*.spec.ts).
 */

import type { BrowserContext, Page } from "@playwright/test";

import { AccountScreen } from "../screens/account.ts";
import { Entrance } from "../screens/entrance.ts";
import { Files, textFile } from "../screens/files.ts";
import { Shell } from "../screens/shell.ts";
import { intercept } from "../support/answers.ts";
import { deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix, type Visitor } from "../support/visitors.ts";

/** Where the question is asked, and what is before and after it in the history. */
const IN_FILES = ["#/files/my/", "#/files/my/photos/", "#/files/my/photos/2026/"];
const IN_ACCOUNT = ["#/session", "#/account", "#/items"];

interface Question {
  name: string;
  places: string[];
  title: string | RegExp;
  ask: (page: Page) => Promise<void>;
  /** The operations that an answer would be sent by. */
  forbidden: string[];
  /** It is asked everywhere: it stays when the visitor goes elsewhere. */
  everywhere?: boolean;
}

const menu = async (page: Page, item: string) => {
  const shell = new Shell(page);
  // The focus may be on its button again, and a key have opened it.
  if (!(await shell.menuItem(item).isVisible())) await shell.accountMenu.click();
  await shell.menuItem(item).click();
};

const QUESTIONS: Question[] = [
  {
    name: "delete",
    places: IN_FILES,
    title: "Delete “x.txt”?",
    ask: async (page) => {
      const files = new Files(page);
      await files.checkbox("x.txt").check();
      await files.deleteButton.click();
    },
    forbidden: ["DeleteObjects", "DeleteObject"],
  },
  {
    name: "new folder",
    places: IN_FILES,
    title: "New folder",
    ask: async (page) => {
      const files = new Files(page);
      await files.newFolderButton.click();
      await files.dialog.getByRole("textbox", { name: "Folder name" }).fill("new");
    },
    forbidden: ["PutObject"],
  },
  {
    name: "open bucket",
    places: IN_FILES,
    title: "Open bucket",
    ask: async (page) => {
      await new Files(page).places.getByRole("button", { name: "Open bucket" }).click();
    },
    forbidden: [],
  },
  {
    name: "switch account",
    places: IN_FILES,
    title: "Switch account",
    ask: (page) => menu(page, "Switch account"),
    forbidden: ["RevokeToken"],
  },
  {
    name: "a taken name",
    places: IN_FILES,
    title: "“x.txt” already exists",
    ask: (page) => new Files(page).upload(textFile("x.txt")),
    forbidden: ["PutObject"],
    everywhere: true,
  },
  {
    name: "leaving with uploads",
    places: IN_FILES,
    title: "Sign out?",
    ask: async (page) => {
      await new Files(page).upload(textFile(`${Math.random()}.txt`));
      await expect(new Files(page).uploads.getByRole("progressbar").first()).toBeVisible();
      await menu(page, "Sign out");
    },
    forbidden: ["RevokeToken"],
  },
  {
    name: "delete account",
    places: IN_ACCOUNT,
    title: "Delete your account?",
    ask: async (page) => {
      await new AccountScreen(page).danger.getByRole("button", { name: "Delete account" }).click();
    },
    forbidden: ["DeleteUser", "DeleteObjects"],
  },
  {
    name: "sign out everywhere",
    places: IN_ACCOUNT,
    title: "Sign out everywhere?",
    ask: async (page) => {
      await new AccountScreen(page).signOutEverywhere.click();
    },
    forbidden: ["GlobalSignOut"],
  },
  {
    name: "set up an authenticator",
    places: IN_ACCOUNT,
    title: "Set up an authenticator app",
    ask: async (page) => {
      await new AccountScreen(page).twoStep.getByRole("button", { name: "Set up an authenticator app" }).click();
    },
    forbidden: ["VerifySoftwareToken", "SetUserMFAPreference"],
  },
];

/** Two accounts in one browser, of which the second is in use. */
async function enter(page: Page, first: Visitor, second: Visitor) {
  const [entrance, files, shell] = [new Entrance(page), new Files(page), new Shell(page)];
  await entrance.signIn(first, { keep: true });
  await files.expectLoaded();
  await menu(page, "Add account");
  await entrance.fill(second);
  await entrance.keep.check();
  await entrance.signInButton.click();
  await files.expectLoaded();
  await expect(shell.accountMenu).toContainText(second.email);
}

async function inAnotherTab(context: BrowserContext, act: (page: Page) => Promise<void>) {
  const other = await context.newPage();
  await other.goto("");
  await new Files(other).expectLoaded();
  await act(other);
  await other.close();
}

for (const { name, places, title, ask, forbidden, everywhere } of QUESTIONS) {
  test(`a question closes with its place and its account: ${name}`, async ({ context, page, user, wire }) => {
    test.setTimeout(120_000);
    const second = await newUser();
    for (const who of [user, second]) {
      const prefix = await privatePrefix(who);
      await owner.putObjects(["x.txt", "photos/x.txt", "photos/2026/x.txt"].map((key) => prefix + key));
    }
    await enter(page, user, second);
    if (name === "leaving with uploads") await intercept(page, "PutObject", () => {});
    const dialog = page.getByRole("dialog", { name: title });
    const [before, here, after] = places as [string, string, string];
    const go = (place: string) => page.evaluate((place) => (location.hash = place), place);
    const asked = async () => {
      if (places === IN_FILES) {
        // A file of this name is in each of the places: the title and the list change together.
        await expect(page).toHaveTitle(/photos/);
        await expect(new Files(page).checkbox("x.txt")).toBeVisible();
      } else await new AccountScreen(page).expectLoaded();
      wire.forget();
      await ask(page);
      await expect(dialog).toBeVisible();
    };
    const nothingSent = async () => {
      // A row that has the focus would open, as it should.
      if ((await page.locator("[role=row]:focus").count()) === 0) await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      expect(wire.exchanges.filter(({ operation }) => forbidden.includes(operation))).toEqual([]);
    };
    const left = async (place: string) => {
      await expect(page).toHaveURL(new RegExp(`${place}$`));
      if (everywhere) {
        await expect(dialog).toBeVisible();
        await dialog.getByRole("button", { name: "Close" }).click();
      }
      await expect(page.getByRole("dialog")).toHaveCount(0);
      if (places === IN_FILES) {
        const folder = place.split("/").at(-2)!;
        await expect(page).toHaveTitle(new RegExp(folder === "my" ? "My files" : folder));
        await expect(new Files(page).checkbox("x.txt")).toBeVisible();
      }
      await nothingSent();
    };
    for (const place of [before, here, after]) await go(place);

    await test.step("Back and Forward", async () => {
      await page.goBack();
      await asked();
      await page.goForward();
      await left(after);
      await page.goBack();
      await asked();
      await page.goBack();
      await left(before);
      await page.goForward();
    });

    await test.step("an address that is typed", async () => {
      await asked();
      await go(after);
      await left(after);
      await page.goBack();
    });

    await test.step("another account", async () => {
      await asked();
      await inAnotherTab(context, async (other) => {
        await menu(other, "Switch account");
        await other.getByRole("dialog").getByRole("button", { name: user.email }).click();
        await expect(new Shell(other).accountMenu).toContainText(user.email);
      });
      await expect(new Shell(page).accountMenu).toContainText(user.email);
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await nothingSent();
    });

    await test.step("the end of the session", async () => {
      await go(here);
      await asked();
      await inAnotherTab(context, (other) => new Shell(other).signOut());
      await expect(page.getByRole("dialog", { name: title })).toHaveCount(0);
      expect(wire.exchanges.filter(({ operation, url }) => forbidden.includes(operation) && url.startsWith(deployment().aws) && operation !== "RevokeToken")).toEqual([]);
    });
  });
}

test("files that are chosen elsewhere go to where the chooser was opened", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}photos/x.txt`);
  await entrance.signIn(user);
  await files.open("photos");
  await files.expectNames(["x.txt"]);
  const chooser = await files.chooseToUpload();
  await page.goBack();
  await files.expectNames(["photos"]);
  await chooser.setFiles(textFile("y.txt"));
  await expect(files.news.filter({ hasText: "1 file uploaded" })).toBeVisible();
  expect(await owner.keys(prefix)).toEqual([`${prefix}photos/x.txt`, `${prefix}photos/y.txt`]);
});
