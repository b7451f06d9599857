/** `test`, with what every test of the page needs. */

import { test as base } from "@playwright/test";

import { AccountScreen } from "../screens/account.ts";
import { ApiScreen } from "../screens/api.ts";
import { Entrance } from "../screens/entrance.ts";
import { Files } from "../screens/files.ts";
import { Items } from "../screens/items.ts";
import { SessionScreen } from "../screens/session.ts";
import { Shell } from "../screens/shell.ts";
import { launchOptions } from "./chromium.ts";
import { deployment } from "./deployment.ts";
import { Guard } from "./guard.ts";
import { newUser, type Visitor } from "./visitors.ts";
import { Wire } from "./wire.ts";

interface Fixtures {
  /** What the page sends. */
  wire: Wire;
  guard: Guard;
  /** Somebody with an account, who has not signed in. */
  user: Visitor;
  entrance: Entrance;
  shell: Shell;
  files: Files;
  items: Items;
  sessionScreen: SessionScreen;
  account: AccountScreen;
  api: ApiScreen;
}

export const test = base.extend<Fixtures, { options: object }>({
  launchOptions: [async ({}, use) => use(launchOptions()), { scope: "worker" }],
  baseURL: async ({}, use) => use(deployment().site),
  wire: [async ({ context }, use) => use(new Wire(context)), { auto: true }],
  guard: [
    async ({ context, wire }, use) => {
      const guard = new Guard(context, wire);
      await guard.watch();
      await use(guard);
      guard.check();
    },
    { auto: true },
  ],
  user: async ({}, use) => use(await newUser()),
  entrance: async ({ page }, use) => use(new Entrance(page)),
  shell: async ({ page }, use) => use(new Shell(page)),
  files: async ({ page }, use) => use(new Files(page)),
  items: async ({ page }, use) => use(new Items(page)),
  sessionScreen: async ({ page }, use) => use(new SessionScreen(page)),
  account: async ({ page }, use) => use(new AccountScreen(page)),
  api: async ({ page }, use) => use(new ApiScreen(page)),
});

export { expect } from "@playwright/test";
