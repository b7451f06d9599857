import { readFileSync } from "node:fs";

import { choose } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { deployment } from "../support/deployment.ts";
import { createOwnUser } from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
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

test("what the API does not take comes back with its own words", async ({ entrance, shell, api, user, guard }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await api.type("POST", "/notes", "{");
  await api.path.press("Enter");
  await expect(api.response.getByText("400", { exact: true })).toBeVisible();
  await expect(api.answer).toContainText("message");
  await api.type("HEAD", "/hello");
  await api.send.click();
  await expect(api.response.getByText("403", { exact: true })).toBeVisible();
  await expect(api.response).toContainText("The API has no such path or method.");
  // No preflight is answered where nothing is.
  guard.expect(/blocked by CORS policy/);
  await api.type("GET", "/no such: path@all");
  await api.send.click();
  await expect(api.alert).toContainText("The API has no such path");
});

test("characters that are signed otherwise than they are sent reach the API", async ({ entrance, shell, api, user, wire }) => {
  await entrance.signIn(user);
  await shell.go("API");
  for (const query of ["a=*!()'~ +", "b=2&a=1&b=1", "a=&a=", "q=é%20🧳&p=a/b:c@d"]) {
    await api.type("GET", `/hello?${query}`);
    await api.send.click();
    await expect(api.history.getByRole("button", { name: `Send GET /hello?${query} again` })).toBeVisible();
  }
  const calls = wire.exchanges.filter(({ method, url }) => method === "GET" && url.startsWith(`${deployment().config.api.url}/hello?`));
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
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

test("a user of the owner's own login calls it, too", async ({ page, entrance, api }) => {
  const { email, password } = newVisitor();
  const name = email.split("@")[0]!;
  await createOwnUser(name, password);
  await entrance.open("#/api");
  await choose(page, "Continue with site account");
  await page.getByRole("textbox", { name: "Username" }).fill(name);
  await entrance.password.fill(password);
  await entrance.password.press("Enter");
  await api.send.click();
  await expect(api.answer).toContainText("identityId");
  await api.operation.selectOption({ label: "Leave a note" });
  await api.main.getByRole("textbox", { name: "note" }).fill("Mine");
  await api.send.click();
  await expect(api.response.getByText(/^20\d$/)).toBeVisible();
});

test("what cannot be sent is said before anything is", async ({ page, entrance, shell, api, user, wire }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await expect(api.operation).toBeVisible();
  wire.forget();
  await api.main.getByText("Headers", { exact: true }).first().click();
  for (const [path, headers, reason] of [
    ["/a/../b", "", "Browsers can't send a path"],
    ["/hello", "cookie: a=b", "sets “cookie” itself"],
    ["/hello", "not a header", "isn't a valid header"],
  ] as const) {
    await api.type("GET", path);
    await api.main.getByRole("textbox", { name: "Headers" }).fill(headers);
    await api.send.click();
    await expect(api.alert).toContainText(reason);
  }
  await examine(page, "a request that cannot be sent");
  expect(wire.exchanges.filter(({ url }) => url.startsWith(deployment().config.api.url))).toEqual([]);
  await expect(api.history).toHaveCount(0);
});

test("an answer that CORS hides is told from a network that is gone", async ({ page, entrance, shell, api, user, guard }) => {
  guard.expect(/CORS policy|net::ERR_FAILED|Failed to load resource/);
  await entrance.signIn(user);
  await shell.go("API");
  await expect(api.operation).toBeVisible();
  await page.route(`${deployment().config.api.url}/hello`, (route) => route.fulfill({ status: 403, headers: { "access-control-allow-origin": "https://elsewhere.example" }, body: "{}" }));
  await api.send.click();
  await expect(api.alert).toContainText("its CORS rules hide the answer from this page");
  await examine(page, "the API's answer is hidden");
  await page.unrouteAll();
  await api.send.click();
  await expect(api.answer).toContainText("identityId");
  await expect(api.alert).toHaveCount(0);
});

test("a request that takes long can be stopped, and a response saved", async ({ page, entrance, shell, api, user }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await expect(api.operation).toBeVisible();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${deployment().config.api.url}/hello`, async (route) => {
    await held;
    await route.abort().catch(() => {});
  });
  await api.send.click();
  await expect(api.response).toContainText("Waiting for the API");
  await api.stop.click();
  await expect(api.stop).toHaveCount(0);
  await expect(api.alert).toContainText("The API may have done what you asked anyway.");
  await expect(api.history.getByRole("listitem")).toContainText("Stopped");
  release();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await api.send.click();
  await expect(api.answer).toContainText("identityId");
  const saving = page.waitForEvent("download");
  await api.response.getByRole("button", { name: "Save response" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("response.json");
  expect(JSON.parse(readFileSync(await saved.path(), "utf8"))).toHaveProperty("identityId");
});

test("what is chosen before the description has come stays", async ({ page, entrance, shell, api, user }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api.json", async (route) => {
    await held;
    await route.continue();
  });
  await entrance.signIn(user);
  await shell.go("API");
  await api.method.selectOption("POST");
  release();
  await expect(api.operation).toBeVisible();
  await expect(api.method).toHaveValue("POST");
});

test("a file is the body", async ({ page, entrance, shell, api, user, wire }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await api.type("POST", "/notes");
  const choosing = page.waitForEvent("filechooser");
  await api.main.getByRole("button", { name: "Use a file…" }).click();
  await (await choosing).setFiles({ name: "note.json", mimeType: "application/json", buffer: Buffer.from('{"note":"from a file"}') });
  for (const known of ["note.json", "22 bytes"]) await expect(api.main).toContainText(known);
  await api.send.click();
  await expect(api.response.getByText(/^20\d$/)).toBeVisible();
  expect(wire.exchanges.filter(({ method, url }) => method === "POST" && url.endsWith("/notes")).map(({ body }) => body)).toEqual(['{"note":"from a file"}']);
});

test("a stream of events is read as events, and what is offered and was sent is one press away", async ({ page, entrance, shell, api, user }) => {
  await page.route(`${deployment().config.api.url}/hello`, (route) =>
    route.request().method() === "OPTIONS"
      ? route.fallback()
      : route.fulfill({
          status: 200,
          headers: { "access-control-allow-origin": "*", "content-type": "text/event-stream; charset=utf-8" },
          body: 'event: start\ndata: {"model":"m"}\n\ndata: one\ndata: two\n\ndata: unfinished',
        }),
  );
  await entrance.signIn(user);
  await shell.go("API");
  await api.main.getByRole("button", { name: "Leave a note" }).click();
  await expect(api.path).toHaveValue("/notes");
  await expect(api.main.getByRole("button", { name: "Leave a note" })).toHaveAttribute("aria-current", "true");
  await api.main.getByRole("button", { name: "Say hello" }).click();
  await api.send.click();
  const events = api.response.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(events).toHaveCount(2);
  await expect(events.first()).toContainText('start');
  await expect(events.last()).toContainText("message");
  await examine(page, "the API after a stream of events");
  await api.response.getByRole("tab", { name: "Events" }).press("ArrowRight");
  await expect(api.answer).toContainText("data: unfinished");
  await page.keyboard.press("ArrowRight");
  await expect(api.response.getByRole("tabpanel", { name: "Headers" })).toContainText("text/event-stream");
});
