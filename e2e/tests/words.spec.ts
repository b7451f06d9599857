import type { Locator, Page } from "@playwright/test";

import { AccountScreen } from "../screens/account.ts";
import { textFile } from "../screens/files.ts";
import { intercept, s3Error } from "../support/answers.ts";
import { ALICE, configure, deployment, secureSite } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { newPool, newUserOf, poolWithChoices, use, type Pool } from "../support/pools.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor, privatePrefix, setUpAuthenticator, type Visitor } from "../support/visitors.ts";
import { mirrored, named, speak, translated } from "../support/words.ts";

/** Fields by what browsers fill in: their names are what is looked at here. */
const userName = (page: Page) => page.locator("input[autocomplete^=username]");
const submit = (page: Page) => page.locator(".form .button.primary");
const button = (within: Page | Locator, name: string) => within.getByRole("button", { name: named(name) }).first();
const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page, text: string) => page.locator(".table-body .row").filter({ hasText: text }).first();

async function open(page: Page, route: string) {
  await page.goto(route);
  await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
}

async function signIn(page: Page, { email, password }: Visitor, route = "#/files/my/") {
  await open(page, route);
  await userName(page).fill(email);
  await page.locator("input[autocomplete=current-password]").fill(password);
  await submit(page).click();
  await expect(page.locator("#main")).toBeVisible();
  await settled(page);
}

/** Nothing is on its way. */
async function settled(page: Page) {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** Looks at what a control opens over the page, and closes it. */
async function over(page: Page, control: Locator, look: () => Promise<void>) {
  await control.click();
  await expect(dialog(page)).toBeVisible();
  await look();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
}

const LANGUAGES = [
  { language: "de", locale: "de-DE", rule: "every text is looked up:", reader: translated },
  { language: "ar", locale: "ar-EG", rule: "every screen is read from right to left:", reader: mirrored },
];

for (const { language, locale, rule, reader } of LANGUAGES) {
  test.describe(rule, () => {
    test.slow();
    test.use({ locale });
    test.beforeEach(({ page }) => speak(page, language));

    test("the entrance", async ({ page, user }) => {
      const reading = reader(page);
      await open(page, "#/sign-in");
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await reading.look("sign in");
      await submit(page).click();
      await reading.look("sign in with what is missing");
      const visitor = newVisitor();
      await userName(page).fill(visitor.email);
      await page.locator("input[autocomplete=current-password]").fill(visitor.password);
      await submit(page).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await reading.look("sign in refused");

      await open(page, "#/sign-up");
      await reading.look("sign up");
      await page.locator("input[autocomplete=new-password]").fill("short");
      await submit(page).click();
      await reading.look("sign up with what is missing");
      await userName(page).fill(visitor.email);
      await page.locator("input[autocomplete=new-password]").fill(visitor.password);
      await submit(page).click();
      await expect(page.locator("input[autocomplete=one-time-code]")).toBeVisible();
      await reading.look("confirm");

      await open(page, "#/reset-password");
      await reading.look("reset, the address");
      await userName(page).fill(user.email);
      await submit(page).click();
      await expect(page.locator("input[autocomplete=new-password]")).toBeVisible();
      await reading.look("reset, the code");
    });

    test("files", async ({ page }) => {
      const reading = reader(page);
      await signIn(page, ALICE);
      await expect(row(page, "recipes")).toBeVisible();
      await reading.look("files");
      await row(page, "Read me first.txt").getByRole("checkbox").check();
      await button(page.getByRole("main"), "Details").click();
      await expect(page.locator(".drawer")).toContainText("text/plain");
      await reading.look("details of a file");
      await button(page, "Close details").click();
      await row(page, "Read me first.txt").getByRole("checkbox").uncheck();
      await row(page, "recipes").getByRole("checkbox").check();
      await reading.look("a folder is selected");
      await row(page, "travel").getByRole("checkbox").check();
      await reading.look("several are selected");
      const main = page.getByRole("main");
      await over(page, button(main, "Delete"), async () => {
        await expect(button(dialog(page), "Delete")).toBeEnabled();
        await reading.look("delete");
      });
      await button(main, "Clear selection").click();
      await over(page, button(main, "New folder"), async () => {
        await dialog(page).locator(".form .button.primary").click();
        await reading.look("new folder without a name");
        await dialog(page).getByRole("textbox").fill("a/b");
        await dialog(page).locator(".form .button.primary").click();
        await reading.look("new folder with a slash");
      });
      await over(page, button(page, "Open bucket"), async () => {
        await dialog(page).locator(".form .button.primary").click();
        await reading.look("open bucket");
      });
      const choosing = page.waitForEvent("filechooser");
      await button(main, "Upload").click();
      await page.getByRole("menuitem").first().click();
      await (await choosing).setFiles([textFile("Read me first.txt")]);
      await expect(dialog(page)).toBeVisible();
      await reading.look("a name that is taken");
      await page.keyboard.press("Escape");
      await row(page, "recipes").getByRole("link").click();
      await expect(row(page, "Crème brûlée.txt")).toBeVisible();
      await reading.look("a folder");
    });

    test("ways to look at files, and what is done with one", async ({ page, user }) => {
      const reading = reader(page);
      const prefix = await privatePrefix(user);
      await owner.putObjects(["notes-of-alice.txt", "Lisbon/plan.txt"].map((name) => prefix + name));
      await owner.setTags(`${prefix}notes-of-alice.txt`, { project: "lisbon" });
      await signIn(page, user);
      await expect(row(page, "notes-of-alice.txt")).toBeVisible();
      for (const [digit, view] of [["3", "flat"], ["2", "gallery"]]) {
        await page.keyboard.press(`Control+Shift+Digit${digit}`);
        await settled(page);
        await reading.look(`the view ${view}`);
      }
      await page.keyboard.press("Control+Shift+Digit1");
      const search = page.getByRole("searchbox");
      for (const text of ["plan", "nothing has this name"]) {
        await search.fill(text);
        await page.keyboard.press("Enter");
        await expect(page).toHaveURL(/#\/search/);
        await settled(page);
        await reading.look(`a search for ${text}`);
      }
      await open(page, "#/files/my/");
      await expect(row(page, "notes-of-alice.txt")).toBeVisible();
      await over(page, row(page, "notes-of-alice.txt").locator("button.cell-open"), async () => {
        await settled(page);
        await reading.look("preview");
      });
      await row(page, "notes-of-alice.txt").getByRole("checkbox").check();
      const main = page.getByRole("main");
      for (const name of ["Rename", "Move", "Copy", "Share"]) {
        await over(page, button(main, name), async () => {
          await settled(page);
          await reading.look(name);
        });
      }
      await button(main, "Details").click();
      for (const name of ["Tags", "Versions"]) {
        await page.locator(".drawer").getByRole("tab", { name: named(name) }).click();
        await settled(page);
        await reading.look(`details: ${name}`);
      }
      await button(page, "Close details").click();
      await button(main, "Clear selection").click();
      await page.keyboard.press("Control+k");
      await expect(dialog(page)).toBeVisible();
      await reading.look("the palette");
      await page.keyboard.press("Escape");
      await row(page, "notes-of-alice.txt").focus();
      await page.keyboard.press("?");
      await expect(dialog(page)).toBeVisible();
      await reading.look("the keys");
      await page.keyboard.press("Escape");
    });

    test("the editor", async ({ page, user }) => {
      const reading = reader(page);
      const key = `${await privatePrefix(user)}notes.txt`;
      await owner.putObject(key, "[1,\n2]", "text/plain");
      await signIn(page, user);
      await row(page, "notes.txt").click({ button: "right" });
      await page.getByRole("menuitem", { name: named("Edit") }).click();
      const content = page.locator("#editor-content");
      await expect(content).toBeVisible();
      await reading.look("the editor");
      await content.fill("[2]");
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toHaveCount(2);
      await reading.look("unsaved changes are asked about");
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toHaveCount(1);
      await owner.putObject(key, "[3]", "text/plain");
      await page.keyboard.press("Control+s");
      await expect(page.locator(".compared")).toBeVisible();
      await reading.look("a conflict in the editor");
      await dialog(page).locator(".editor-choices .primary").click();
      await expect(content).toBeVisible();
      await owner.deleteObject(key);
      await content.fill("[4]");
      await page.keyboard.press("Control+s");
      await expect(page.locator(".editor-conflict .primary")).toBeVisible();
      await reading.look("the file in the editor was deleted");
      await page.locator(".editor-conflict .primary").click();
      await expect(content).toBeVisible();
      await page.keyboard.press("Escape");
      await page.locator(".table").click({ button: "right", position: { x: 300, y: 300 } });
      await page.getByRole("menuitem", { name: named("New text file") }).click();
      await dialog(page).locator(".form .button.primary").click();
      await reading.look("a new text file without a name");
    });

    test("no files, then some, and what fails", async ({ page, user }) => {
      const reading = reader(page);
      await signIn(page, user);
      await expect(page.locator(".empty")).toBeVisible();
      await reading.look("no files");
      const main = page.getByRole("main");
      await button(main, "New folder").click();
      await dialog(page).getByRole("textbox").fill("travel");
      await dialog(page).locator(".form .button.primary").click();
      await expect(row(page, "travel")).toBeVisible();
      await reading.look("a folder was made");
      await intercept(page, "PutObject", (route) =>
        route.request().url().endsWith("refused.txt") ? s3Error(403, "AccessDenied", "No.")(route) : route.fallback());
      const choosing = page.waitForEvent("filechooser");
      await button(main, "Upload").click();
      await page.getByRole("menuitem").first().click();
      await (await choosing).setFiles([textFile("a.txt"), textFile("refused.txt")]);
      await expect(row(page, "a.txt")).toBeVisible();
      await expect(page.locator(".tray")).toContainText("refused.txt");
      await reading.look("uploads");
      await intercept(page, "ListObjectsV2", s3Error(403, "AccessDenied", "No."));
      await open(page, "#/files/shared/");
      await expect(page.getByRole("alert").first()).toBeVisible();
      await reading.look("files failing");
    });

    test("items, the API and the session", async ({ page }) => {
      const reading = reader(page);
      await signIn(page, ALICE, "#/items");
      await expect(row(page, "profile")).toBeVisible();
      await reading.look("items");
      await row(page, "profile").getByRole("button").first().click();
      await expect(page.locator(".drawer")).toContainText("Orchard");
      await reading.look("details of an item");
      await open(page, "#/api");
      await settled(page);
      await reading.look("the API before a request");
      await submit(page).first().click();
      await expect(page.getByText("200", { exact: true }).first()).toBeVisible();
      await reading.look("the API after a request");
      await open(page, "#/session");
      await expect(row(page, "GetCallerIdentity")).toBeVisible();
      await reading.look("session");
      await row(page, "GetCallerIdentity").getByRole("button").first().click();
      await expect(page.locator(".drawer")).toBeVisible();
      await reading.look("details of a request");
    });

    test("menus, and where there is nothing", async ({ page, user }) => {
      const reading = reader(page);
      await signIn(page, user, "#/items");
      await expect(page.locator(".empty")).toBeVisible();
      await reading.look("no items");
      await page.getByRole("button", { name: "Account menu" }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await reading.look("account menu");
      await page.keyboard.press("Escape");
      await open(page, "#/nowhere");
      await reading.look("an address that leads nowhere");
    });

    test("a guest", async ({ page }) => {
      const reading = reader(page);
      await open(page, "#/sign-in");
      await button(page, "Continue as guest").click();
      await expect(page.locator("#main")).toBeVisible();
      for (const route of ["#/files/my/", "#/items", "#/session"]) {
        await open(page, route);
        await settled(page);
        await reading.look(`a guest at ${route}`);
      }
    });

    test("the account and what it asks", async ({ page, user }) => {
      const reading = reader(page);
      await use(page, { ...deployment().config.user_pool, remember_devices: "ask" });
      await signIn(page, user, "#/account");
      await reading.look("account");
      for (const name of ["Sign out everywhere", "Delete account", "Set up an authenticator app"]) {
        await over(page, button(page, name), () => reading.look(name));
      }
      await page.locator("#email .row-action button").click();
      await reading.look("a row is open");
      await page.locator("input[type=email]").fill("nonsense");
      await button(page, "Save").click();
      await reading.look("a faulty address");
    });

    test("devices", async ({ page }) => {
      const reading = reader(page);
      const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
      const pool: Pool = { ...(await newPool(`words-${language}`, { DeviceConfiguration })), remember_devices: "always" };
      const visitor = await newUserOf(pool);
      await use(page, pool);
      await signIn(page, visitor, "#/account");
      const item = page.getByRole("region", { name: named("Devices") }).getByRole("listitem").first();
      await expect(item).toBeVisible();
      await reading.look("a device");
      await over(page, item.getByRole("button").first(), () => reading.look("a device is to be forgotten"));
    });

    test("the authenticator's code", async ({ page, user }) => {
      const reading = reader(page);
      await setUpAuthenticator(user);
      await open(page, "#/sign-in");
      await userName(page).fill(user.email);
      await page.locator("input[autocomplete=current-password]").fill(user.password);
      await submit(page).click();
      await expect(page.locator("input[autocomplete=one-time-code]")).toBeVisible();
      await reading.look("a code is asked for");
    });

    test("passkeys", async ({ page }) => {
      const reading = reader(page);
      const pool = await poolWithChoices();
      await use(page, pool);
      await signIn(page, await newUserOf(pool), `${secureSite()}#/account`);
      await new AccountScreen(page).addAuthenticator();
      const passkeys = page.getByRole("region", { name: named("Passkeys") });
      await passkeys.getByRole("button").first().click();
      const item = passkeys.getByRole("listitem").first();
      await expect(item).toBeVisible();
      await reading.look("a passkey was made");
      for (const at of [0, 1]) await over(page, item.getByRole("button").nth(at), () => reading.look(`a passkey's dialog ${at + 1}`));
    });

    test("a faulty configuration", async ({ page }) => {
      const reading = reader(page);
      await configure(page, { region: "?" });
      await page.goto("#/sign-in");
      await expect(page.getByRole("alert")).toBeVisible();
      await reading.look("a faulty configuration");
    });
  });
}
