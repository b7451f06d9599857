/** Who may call an API: a user of each kind and a guest, each with what their role allows. */

import type { Page } from "@playwright/test";

import { choose, type Entrance } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { READABLE } from "../support/apis.ts";
import { deployment } from "../support/deployment.ts";
import { createOwnUser } from "../support/owner.ts";
import { expect, test } from "../support/stories.ts";
import { identityOf, newVisitor } from "../support/visitors.ts";

test("the API says who calls it, and a request is sent again with a signature of its own", async ({ page, entrance, shell, api, user, wire }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await expect(page).toHaveTitle("API – Satchel");
  await expect(api.operation.getByRole("option", { selected: true })).toHaveText("Say hello");
  await expect(api.response).toContainText("Send a request");
  await examine(page, "the API before a request");
  await api.send.click();
  await expect(api.response.getByText("200", { exact: true })).toBeVisible();
  await expect(api.answer).toContainText(await identityOf(user));
  await expect(api.answer).toContainText("/CognitoIdentityCredentials");
  await examine(page, "the API after a request");
  // Signatures tell seconds.
  await page.clock.setSystemTime(Date.now() + 2000);
  await api.history.getByRole("button", { name: "Send GET /hello again" }).click();
  await expect(api.history.getByRole("listitem")).toHaveCount(2);
  const calls = wire.exchanges.filter(({ method, url }) => method === "GET" && url === `${deployment().config.api.url}/hello`);
  expect(calls.map(({ status }) => status)).toEqual([200, 200]);
  expect(new Set(calls.map(({ headers }) => headers["x-amz-date"])).size).toBe(2);
  expect(calls.every(({ headers }) => !("x-amz-content-sha256" in headers))).toBe(true);
});

test("a note is taken by its form and stands among the visitor's items", async ({ page, entrance, shell, api, items, user }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await api.operation.selectOption({ label: "Leave a note" });
  await expect(api.method).toHaveValue("POST");
  await expect(api.path).toHaveValue("/notes");
  const text = "Call Jonas “about” the workshop 🧳";
  await api.main.getByRole("textbox", { name: "note" }).fill(text);
  await expect(api.body).toHaveValue(JSON.stringify({ note: text }, null, 2));
  await api.send.click();
  await expect(api.response.getByText(/^20\d$/)).toBeVisible();
  await examine(page, "the API after a note");
  await shell.go("Items");
  await expect(items.main).toContainText(text);
});

test("a guest may read and is told that a note takes more rights", async ({ page, entrance, shell, api }) => {
  await entrance.open();
  await entrance.guest.click();
  await shell.go("API");
  await api.send.click();
  await expect(api.response.getByText("200", { exact: true })).toBeVisible();
  await api.operation.selectOption({ label: "Leave a note" });
  await api.main.getByRole("textbox", { name: "note" }).fill("No");
  await api.send.click();
  await expect(api.response.getByText("403", { exact: true })).toBeVisible();
  await expect(api.response).toContainText("Your role doesn't allow this call.");
  await expect(api.answer).toContainText("execute-api:Invoke");
  await examine(page, "the API refuses a guest");
});

/** Somebody whom the owner's own login knows. */
async function signInWithOwnLogin(page: Page, entrance: Entrance, route = "") {
  const { email, password } = newVisitor();
  const name = email.split("@")[0]!;
  await createOwnUser(name, password);
  await entrance.open(route);
  await choose(page, "Continue with site account");
  await page.getByRole("textbox", { name: "Username" }).fill(name);
  await entrance.password.fill(password);
  await entrance.password.press("Enter");
}

test("a user of the owner's own login calls it, too", async ({ page, entrance, api }) => {
  await signInWithOwnLogin(page, entrance, "#/api");
  await api.send.click();
  await expect(api.answer).toContainText("identityId");
  await api.operation.selectOption({ label: "Leave a note" });
  await api.main.getByRole("textbox", { name: "note" }).fill("Mine");
  await api.send.click();
  await expect(api.response.getByText(/^20\d$/)).toBeVisible();
});

for (const who of ["a user", "a user of the owner's own login", "a guest"] as const) {
  test(`${who} makes the calls that their role allows, and reads why others are refused`, async ({ page, entrance, shell, api, user, stories }) => {
    const { backend } = await stories();
    if (who === "a user") await entrance.signIn(user);
    else if (who === "a guest") {
      await entrance.open();
      await entrance.guest.click();
    } else await signInWithOwnLogin(page, entrance);
    await shell.go("API");
    await api.sendTo("Stories", "GET", "/stream");
    (await backend.asked()).writeHead(200, { ...READABLE, "content-type": "text/plain" }).end("Once upon a time");
    await expect(api.answer).toHaveText("Once upon a time");
    await expect(api.response.getByText("200", { exact: true })).toBeVisible();
    for (const method of ["DELETE", "POST"]) {
      await api.type(method, "/stream");
      await api.send.click();
      await expect(api.response.getByText("403", { exact: true })).toBeVisible();
      await expect(api.response).toContainText("Your role doesn't allow this call. Ask the site owner for access.");
      await expect(api.answer).toContainText("is not authorized to perform: execute-api:Invoke");
      await expect(api.history.getByRole("listitem").first()).toContainText("403");
    }
    expect(backend.unseen, "what is refused does not reach the backend").toBe(0);
  });
}
