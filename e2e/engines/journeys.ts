/** What every visitor does, in the browsers that the other tests do not use. Run by Node's own test runner. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import setUp from "../support/global-setup.ts";
import { code } from "../support/inbox.ts";
import * as owner from "../support/owner.ts";
import { newVisitor, privatePrefix } from "../support/visitors.ts";
import type { Driver } from "./driver.ts";
import { firefox } from "./firefox.ts";
import { temporaryFolder } from "./processes.ts";
import { Screen } from "./screen.ts";
import { until } from "./waiting.ts";
import { webkit } from "./webkit.ts";

const PICTURES = resolve(dirname(fileURLToPath(import.meta.url)), "../test-results/engines");

let tearDown: () => Promise<void>;
before(async () => (tearDown = await setUp()));
after(() => tearDown());

const ENGINES = (process.env.E2E_ENGINES ?? "firefox webkit").split(" ");
const leftOut = (engine: string) => !ENGINES.includes(engine) && "E2E_ENGINES leaves it out";

test("Firefox, on plain HTTP", { skip: leftOut("firefox") }, (t) => journeys(t, firefox, false));
test("WebKit, on an address of this machine", { skip: leftOut("webkit") }, (t) => journeys(t, webkit, true));

async function journeys(t: TestContext, launch: (downloads: string) => Promise<Driver>, isSecureContext: boolean) {
  const downloads = temporaryFolder();
  const driver = await launch(downloads);
  t.after(() => driver.close());
  const screen = new Screen(driver);
  const visitor = newVisitor();
  const photo = { name: "holiday photo.jpg", content: Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7919) % 256)) };
  const chosen = join(temporaryFolder(), photo.name);
  writeFileSync(chosen, photo.content);

  let broken = false;
  /** One part of the journey. Those after one that failed cannot be walked. */
  const step = (name: string, walk: () => Promise<unknown>) =>
    t.test(name, { skip: broken && "an earlier part of the journey failed" }, async () => {
      try {
        await walk();
      } catch (error) {
        broken = true;
        throw new Error(`${driver.name}, ${name}: ${(error as Error).message}\n${await describe(driver, name)}`, { cause: error });
      }
    });

  await step("the page has the rights of its address", async () => {
    await screen.open("");
    await screen.expect("heading", "Sign in");
    assert.equal(await driver.evaluate("isSecureContext"), isSecureContext);
  });

  await step("sign up with the e-mailed code", async () => {
    await screen.click("link", "Create account");
    await screen.expect("heading", "Create account");
    await screen.fill("Email", visitor.email);
    await screen.fill("Password", visitor.password);
    await screen.click("button", "Create account");
    await screen.fill("Confirmation code", await code(visitor.email));
    await screen.click("button", "Confirm");
    await screen.expect("navigation", "Main");
    await screen.expectText("No files yet");
  });

  await step("make a folder and open it", async () => {
    await screen.click("button", "New folder");
    await screen.fill("Folder name", "Summer & sea");
    await screen.click("button", "Create");
    await screen.click("link", "Summer & sea");
    await screen.expectRoute("#/files/my/Summer%20%26%20sea/");
  });

  await step("upload a file", async () => {
    await screen.choose("Upload files", chosen);
    await screen.expect("checkbox", `Select ${photo.name}`);
    const stored = await owner.getObject(`${await privatePrefix(visitor)}Summer & sea/${photo.name}`);
    assert.ok(stored?.equals(photo.content), "the object holds other bytes than the file");
  });

  await step("sign out", async () => {
    await screen.click("button", "Account menu");
    await screen.click("menuitem", "Sign out");
    await screen.expect("heading", "Sign in");
    await until("storage without a trace", () => driver.evaluate<boolean>("localStorage.length + sessionStorage.length === 0"));
  });

  await step("sign in, and list the files", async () => {
    await screen.open("#/sign-in");
    await screen.fill("Email", visitor.email);
    await screen.fill("Password", visitor.password);
    await screen.click("button", "Sign in");
    await screen.expect("navigation", "Main");
    await screen.open("#/files/my/");
    await screen.expect("link", "Summer & sea");
  });

  await step("open a folder by its address", async () => {
    await screen.open("#/files/my/Summer%20%26%20sea/");
    await screen.expect("checkbox", `Select ${photo.name}`);
  });

  await step("download the bytes that were uploaded", async () => {
    await screen.click("checkbox", `Select ${photo.name}`);
    await screen.click("button", "Download");
    await until(`download with the ${photo.content.length} bytes of the file`, async () =>
      readFileSync(join(downloads, photo.name)).equals(photo.content));
  });

  const renamed = "harbour.jpg";
  await step("rename the file", async () => {
    await screen.click("button", "Rename");
    await screen.fill("New name", renamed);
    await screen.click("button", "Rename");
    await screen.expect("checkbox", `Select ${renamed}`);
    await screen.expectNone("checkbox", `Select ${photo.name}`);
    const prefix = `${await privatePrefix(visitor)}Summer & sea/`;
    assert.deepEqual(await owner.keys(prefix), [prefix, `${prefix}${renamed}`]);
    assert.ok((await owner.getObject(`${prefix}${renamed}`))?.equals(photo.content), "the renamed object holds other bytes");
  });

  await step("delete the file", async () => {
    await screen.click("button", "Delete");
    await screen.expect("heading", `Delete “${renamed}”?`);
    await screen.click("button", "Delete");
    await screen.expectNone("checkbox", `Select ${renamed}`);
    assert.deepEqual(await owner.keys(await privatePrefix(visitor)), [`${await privatePrefix(visitor)}Summer & sea/`]);
  });

  await step("sign out again", async () => {
    await screen.click("button", "Account menu");
    await screen.click("menuitem", "Sign out");
    await screen.expect("heading", "Sign in");
  });
}

/** What the browser shows, in words and as a picture. */
async function describe(driver: Driver, step: string): Promise<string> {
  try {
    mkdirSync(PICTURES, { recursive: true });
    await driver.evaluate('document.querySelectorAll("details").forEach((details) => (details.open = true))');
    const picture = join(PICTURES, `${driver.name}-${step}.png`.replace(/[^\w.-]+/g, "-"));
    writeFileSync(picture, await driver.screenshot());
    return `At ${await driver.evaluate("location.href")}, which shows:\n${await driver.text()}\nA picture of it: ${picture}`;
  } catch (error) {
    return `The browser does not say what it shows: ${(error as Error).message}`;
  }
}
