/** What the page keeps of a session. */

import type { Page } from "@playwright/test";

import * as owner from "./owner.ts";

/** The session ends as it does when its visitor signs out in another tab. */
export async function signOutElsewhere(page: Page, email: string) {
  await owner.signOutEverywhere(email);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
    window.dispatchEvent(new StorageEvent("storage", { key: null }));
  });
}

/** Has the ID token that is kept say that it has expired, as it does after an hour. */
export async function expireIdToken(page: Page) {
  await page.evaluate(() => {
    const shelf = JSON.parse(localStorage["satchel.session"]);
    const { User } = shelf.accounts[0].visitor;
    const claims = JSON.parse(atob(User.id_token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    User.id_token = `e30.${btoa(JSON.stringify({ ...claims, exp: 1 }))}.x`;
    localStorage["satchel.session"] = JSON.stringify(shelf);
  });
}
