import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { Locator, Page } from "@playwright/test";

import { choose, type Entrance } from "../screens/entrance.ts";
import { examine } from "../support/accessible.ts";
import { allowCalls, Backend, makeApi, READABLE } from "../support/apis.ts";
import { configure, deployment } from "../support/deployment.ts";
import { makeFunction } from "../support/functions.ts";
import { createOwnUser } from "../support/owner.ts";
import { expect, test as base } from "../support/test.ts";
import { credentialsOf, identityOf, newVisitor } from "../support/visitors.ts";

const TOOLS = fileURLToPath(new URL("../../.tools/venv/bin", import.meta.url));

interface Stories {
  /** Makes a further API, which the configuration calls "Stories": everybody may read `/stream` and all below it, nobody may change it. */
  stories: (how?: { readable: boolean }) => Promise<{ url: string; backend: Backend }>;
}

const test = base.extend<Stories>({
  stories: async ({ page }, use) => {
    const backend = new Backend();
    await use(async ({ readable } = { readable: true }) => {
      const { id, url } = await makeApi(await backend.listen(), readable);
      for (const role of ["authenticated", "unauthenticated"] as const) await allowCalls(role, id, ["GET/stream", "GET/stream/*"]);
      await configure(page, { api: { ...deployment().config.api, endpoints: [{ label: "Stories", url }] } });
      return { url, backend };
    });
    backend.close();
  },
});

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
  await expect(api.alert).toContainText("has no such path or stage");
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

test("what an operation needs is asked for before anything is sent, and listed values are chosen", async ({ page, entrance, shell, api, user, stories }) => {
  const { url, backend } = await stories();
  await configure(page, { api: { ...deployment().config.api, endpoints: [{ label: "Stories", url, openapi: "stories.json" }] } });
  const parameters = [
    { name: "part", in: "path", required: true, schema: { type: "string", example: "stream" } },
    { name: "kind", in: "query", required: true, schema: { type: "string", enum: ["short", "long"] } },
    { name: "draft", in: "query", schema: { type: "boolean" } },
  ];
  const document = { openapi: "3.0.1", paths: { "/{part}": { get: { summary: "Read a story", parameters } } } };
  await page.route("**/stories.json", (route) => route.fulfill({ json: document }));
  await entrance.signIn(user);
  await shell.go("API");
  await api.endpoint.selectOption({ label: "Stories" });
  await expect(api.operation.getByRole("option", { selected: true })).toHaveText("Read a story");
  const part = api.main.getByRole("textbox", { name: "part" });
  const kind = api.main.getByRole("combobox", { name: "kind" });
  await expect(api.main).toContainText("Such as stream");
  await api.send.click();
  await expect(api.main.getByText("This is required.")).toHaveCount(2);
  await expect(part).toHaveAttribute("aria-invalid", "true");
  await examine(page, "the API lacks parameters");
  expect(backend.unseen).toBe(0);
  await part.fill("stream");
  await kind.selectOption("long");
  await api.main.getByRole("combobox", { name: "draft" }).selectOption("true");
  await expect(api.main.getByText("This is required.")).toHaveCount(0);
  await expect(api.path).toHaveValue("/stream?kind=long&draft=true");
  await api.send.click();
  (await backend.asked()).writeHead(200, { ...READABLE, "content-type": "text/plain" }).end("Once");
  await expect(api.answer).toContainText("Once");
});

test("a path parameter takes the rest of the path, whatever is in it", async ({ page, entrance, shell, api, user, stories, wire }) => {
  const { url, backend } = await stories();
  await configure(page, { api: { ...deployment().config.api, endpoints: [{ label: "Stories", url, openapi: "stories.json" }] } });
  const parameters = [{ name: "proxy", in: "path", required: true, schema: { type: "string" } }];
  const document = { openapi: "3.0.1", paths: { "/stream/{proxy+}": { get: { summary: "Read any story", parameters } } } };
  await page.route("**/stories.json", (route) => route.fulfill({ json: document }));
  await entrance.signIn(user);
  await page.goto("#/api/Stories");
  const rest = api.main.getByRole("textbox", { name: "proxy" });
  await api.send.click();
  await expect(api.main.getByText("This is required.")).toBeVisible();
  const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  for (const typed of ["a/b.c/~d-_", "a b/é/日本/🧳", ":@/!$&'()*+,;=", "100%/%2F/%20", "?a=b#c", '[{"\\^`|<>}]', "{proxy+}", "a//b/"]) {
    await rest.fill(typed);
    const path = typed.split("/").map(encode).join("/");
    await expect(api.path).toHaveValue(`/stream/${path}`);
    await api.send.click();
    (await backend.asked()).writeHead(200, { ...READABLE, "content-type": "text/plain" }).end(`Of ${typed}`);
    await expect(api.answer).toHaveText(`Of ${typed}`);
    expect(wire.exchanges.at(-1)).toMatchObject({ method: "GET", url: `${url}/stream/${path}`, status: 200 });
  }
});

test("the address says the endpoint and the operation, and nothing that is typed", async ({ page, entrance, shell, api, user, stories }) => {
  await stories();
  await entrance.signIn(user);
  await shell.go("API");
  const chosen = api.operation.getByRole("option", { selected: true });
  const endpoint = api.endpoint.getByRole("option", { selected: true });
  await expect(chosen).toHaveText("Say hello");
  await api.operation.selectOption({ label: "Leave a note" });
  await expect(page).toHaveURL(/#\/api\/1\?operation=POST%20%2Fnotes$/);
  await api.main.getByRole("textbox", { name: "note" }).fill("For nobody else");
  await api.path.fill("/notes?key=mine");
  await expect(page).toHaveURL(/#\/api\/1\?operation=POST%20%2Fnotes$/);

  await page.reload();
  await expect(chosen).toHaveText("Leave a note");
  await expect(api.method).toHaveValue("POST");
  await expect(api.path).toHaveValue("/notes");
  await api.operation.selectOption({ label: "Say hello" });
  await page.goBack();
  await expect(chosen).toHaveText("Leave a note");
  await expect(api.path).toHaveValue("/notes");
  await page.goForward();
  await expect(chosen).toHaveText("Say hello");
  await expect(api.path).toHaveValue("/hello");
  await api.operation.selectOption({ label: "Custom request" });
  await page.reload();
  await expect(chosen).toHaveText("Custom request");

  await api.endpoint.selectOption({ label: "Stories" });
  await expect(page).toHaveURL(/#\/api\/Stories$/);
  await page.reload();
  await expect(endpoint).toHaveText("Stories");
  await page.goBack();
  await expect(endpoint).not.toHaveText("Stories");
  await expect(chosen).toHaveText("Custom request");
  await page.goBack();
  await expect(chosen).toHaveText("Say hello");
  await expect(api.path).toHaveValue("/hello");

  await api.typeEndpoint("https://orders.example.com/v1");
  await expect(page).toHaveURL(/#\/api\/other$/);
  await page.reload();
  await expect(api.main.getByRole("textbox", { name: "Address" })).toHaveValue("");
  await page.goto("#/api/Nowhere");
  await expect(page.getByRole("main")).toContainText("This API doesn't exist");
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

test("an answer that CORS hides is told from a network that is gone", async ({ page, entrance, shell, api, user, guard, stories }) => {
  guard.expect(/CORS policy|net::ERR_FAILED|Failed to load resource/);
  // The owner has given this API's own refusals no CORS headers.
  const { url } = await stories({ readable: false });
  await entrance.signIn(user);
  await shell.go("API");
  await api.sendTo("Stories", "DELETE", "/stream");
  await expect(api.alert).toContainText("The answer is hidden");
  await expect(api.alert).toContainText("its CORS rules hide which from this page");
  await examine(page, "the API's answer is hidden");
  await page.route(`${url}**`, (route) => route.abort("connectionfailed"));
  await api.send.click();
  await expect(api.alert).not.toContainText("hidden");
  await expect(api.alert).toContainText("No answer");
  await page.unrouteAll();
  await api.endpoint.selectOption({ index: 0 });
  await api.operation.selectOption({ label: "Say hello" });
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

/** Keeps the API's description back until what this gives is called. */
async function holdDescription(page: Page): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api.json", async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test("Send waits for the description where nothing is typed", async ({ page, entrance, shell, api, user, wire }) => {
  const release = await holdDescription(page);
  await entrance.signIn(user);
  await shell.go("API");
  await api.send.click();
  await expect(api.send).toHaveAttribute("aria-busy", "true");
  release();
  await expect(api.answer).toContainText(await identityOf(user));
  const sent = wire.exchanges.filter(({ method, url }) => method === "GET" && url.startsWith(deployment().config.api.url));
  expect(sent.map(({ url }) => url)).toEqual([`${deployment().config.api.url}/hello`]);
});

test("what is chosen before the description has come stays", async ({ page, entrance, shell, api, user }) => {
  const release = await holdDescription(page);
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

test("a stream is shown as it comes, with the time to its first byte and in all", async ({ page, entrance, shell, api, user, stories }) => {
  const { backend } = await stories();
  await entrance.signIn(user);
  await shell.go("API");
  await api.sendTo("Stories", "GET", "/stream");
  const answer = await backend.asked();
  await expect(api.response).toContainText("Waiting for the API");
  answer.writeHead(200, { ...READABLE, "content-type": "text/event-stream; charset=utf-8" });
  answer.flushHeaders();
  await expect(api.response.getByText("200", { exact: true })).toBeVisible();
  await expect(api.summary).toContainText(/to the first byte, still coming, 0 bytes/);
  await expect(api.events).toHaveCount(0);
  answer.write('event: start\ndata: {"model":"m"}\n\ndata: on');
  await expect(api.events).toHaveCount(1);
  await expect(api.events.first()).toContainText("start");
  await expect(api.events.first()).toContainText('{"model":"m"}');
  await expect(api.stop).toBeVisible();
  await expect(api.send).toHaveAttribute("aria-busy", "true");
  await examine(page, "the API while a stream comes");
  await page.clock.setSystemTime(Date.now() + 100_000);
  answer.end("e\ndata: two\n\ndata: unfinished");
  await expect(api.events).toHaveCount(2);
  await expect(api.events.last()).toContainText(/\+1\d\d\.\d s\s*message\s*one\s*two/);
  await expect(api.stop).toHaveCount(0);
  await expect(api.summary).toContainText(/^\d+ ms to the first byte, 1\d\d\.\d s in all/);
  await examine(page, "the API after a stream of events");
  await api.response.getByRole("tab", { name: "Events" }).press("ArrowRight");
  await expect(api.answer).toContainText("data: unfinished");
  await page.keyboard.press("ArrowRight");
  await expect(api.response.getByRole("tabpanel", { name: "Headers" })).toContainText("text/event-stream");
});

test("a stream is stopped in the middle, and what came of it stays", async ({ entrance, shell, api, user, stories, guard }) => {
  guard.expect(/net::ERR_INCOMPLETE_CHUNKED_ENCODING|Failed to load resource/);
  const { backend } = await stories();
  await entrance.signIn(user);
  await shell.go("API");
  await api.sendTo("Stories", "GET", "/stream");
  const answer = await backend.asked();
  answer.writeHead(200, { ...READABLE, "content-type": "text/plain" });
  answer.write("The first part");
  await expect(api.answer).toHaveText("The first part");
  const gone = once(answer, "close");
  await api.stop.click();
  await gone;
  await expect(api.stop).toHaveCount(0);
  await expect(api.summary).toContainText("incomplete, 14 bytes");
  await expect(api.answer).toHaveText("The first part");
  await expect(api.history.getByRole("listitem")).toContainText("Stopped");
  const saving = api.main.page().waitForEvent("download");
  await api.response.getByRole("button", { name: "Save response" }).click();
  const saved = await saving;
  expect([saved.suggestedFilename(), readFileSync(await saved.path(), "utf8")]).toEqual(["response.txt", "The first part"]);

  await api.history.getByRole("button", { name: "Send GET /stream again" }).click();
  const broken = await backend.asked();
  broken.writeHead(200, { ...READABLE, "content-type": "text/plain" });
  broken.write("As far as here");
  await expect(api.answer).toHaveText("As far as here");
  broken.destroy();
  await expect(api.alert).toContainText("The response is incomplete");
  await expect(api.answer).toHaveText("As far as here");
  await expect(api.history.getByRole("listitem").first()).toContainText("Incomplete");
});

test("what is offered is one press away", async ({ entrance, shell, api, user }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await api.main.getByRole("button", { name: "Leave a note" }).click();
  await expect(api.path).toHaveValue("/notes");
  await expect(api.main.getByRole("button", { name: "Leave a note" })).toHaveAttribute("aria-current", "true");
  await api.main.getByRole("button", { name: "Say hello" }).click();
  await expect(api.path).toHaveValue("/hello");
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

test("an endpoint is typed where the configuration has none", async ({ page, entrance, shell, api, user, guard, stories, wire }) => {
  // Of the stage that is not there.
  guard.expect(/blocked by CORS policy/);
  const { url, backend } = await stories();
  await entrance.signIn(user);
  await shell.go("API");
  await api.typeEndpoint("orders.example.com");
  await api.send.click();
  await expect(api.main.getByRole("textbox", { name: "Address" })).toBeFocused();
  await expect(api.main).toContainText("Enter an address that begins with https://.");
  await examine(page, "an endpoint that is none");
  await api.typeEndpoint(url, "", "here");
  await api.send.click();
  await expect(api.main).toContainText("Enter a service such as execute-api.");
  await api.typeEndpoint(url, "execute-api");
  await api.send.click();
  await expect(api.main).toContainText("Enter a region such as eu-west-1.");

  const { region } = deployment().config;
  await api.typeEndpoint(url, "execute-api", region);
  await api.type("GET", "/stream");
  await api.send.click();
  (await backend.asked()).writeHead(200, { ...READABLE, "content-type": "text/plain" }).end("Here");
  await expect(api.answer).toHaveText("Here");
  await examine(page, "an endpoint that is typed");

  await api.typeEndpoint(url, "lambda", region);
  await api.send.click();
  await expect(api.response).toContainText("AWS computed another signature.");
  await api.typeEndpoint(url.replace(/v1$/, "v9"), "execute-api", region);
  await api.send.click();
  await expect(api.alert).toContainText("has no such path or stage");

  await api.endpoint.selectOption({ index: 0 });
  await api.history.getByRole("button", { name: "Send GET /stream again" }).last().click();
  await expect(api.main.getByRole("textbox", { name: "Address" })).toHaveValue(url);
  (await backend.asked()).writeHead(200, { ...READABLE, "content-type": "text/plain" }).end("Here again");
  await expect(api.answer).toHaveText("Here again");

  // AWS's own hosts say the service and the region; the policy that deploy.sh wrote has none but the configuration's.
  wire.forget();
  await api.typeEndpoint("https://a1b2.lambda-url.eu-west-3.on.aws/");
  await expect(api.main.getByRole("textbox", { name: "Service" })).toHaveValue("lambda");
  await expect(api.main.getByRole("textbox", { name: "Region" })).toHaveValue("eu-west-3");
  await api.send.click();
  await expect(api.alert).toContainText("This site doesn't allow requests to https://a1b2.lambda-url.eu-west-3.on.aws. Ask the site owner to add this endpoint.");
  await examine(page, "an endpoint that the page's policy blocks");
  expect(wire.exchanges, "nothing was sent").toEqual([]);
});

/** What a copy button copied, run as whoever pastes it would. */
async function runCopied(page: Page, button: Locator, credentials: Record<string, string>): Promise<string> {
  await button.click();
  const pasted = page.getByRole("textbox", { name: "Headers" });
  await page.locator("details > summary", { hasText: "Headers" }).click();
  await pasted.fill("");
  await pasted.press("ControlOrMeta+v");
  const command = await pasted.inputValue();
  await pasted.fill("");
  await page.locator("details > summary", { hasText: "Headers" }).click();
  for (const secret of Object.values(credentials)) expect(command).not.toContain(secret);
  // The pipes of Node.js are sockets, which nobody opens by a name such as /dev/stdout.
  const { stdout } = await promisify(execFile)("bash", ["-c", `{ ${command}; } | cat`], { env: { ...process.env, ...credentials } });
  return stdout;
}

test("a request is copied as a command that does the same elsewhere", async ({ page, entrance, shell, api, user, items }) => {
  await entrance.signIn(user);
  await shell.go("API");
  const credentials = await credentialsOf(user);
  const curl = api.main.getByRole("button", { name: "Copy as curl" });
  await api.type("GET", "/hello?a=1&b=%2A&c=");
  expect(JSON.parse(await runCopied(page, curl, credentials)).identityId).toBe(await identityOf(user));
  await api.type("POST", "/notes", JSON.stringify({ note: "It's $(not) `run`\n\"quoted\"" }));
  expect(JSON.parse(await runCopied(page, curl, credentials))).toHaveProperty("itemId");

  // The AWS CLI has a command for a function, and for no other API.
  await expect(api.main.getByRole("button", { name: "Copy as AWS CLI" })).toHaveCount(0);
  const name = (await makeFunction("response['said'] = request['text']")).split(":").pop();
  await api.typeEndpoint(deployment().aws, "lambda", deployment().config.region);
  await api.type("POST", `/2015-03-31/functions/${name}/invocations`, JSON.stringify({ request: { text: "it's" }, response: {} }));
  const cli = api.main.getByRole("button", { name: "Copy as AWS CLI" });
  const owner = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_ENDPOINT_URL: deployment().aws, PATH: `${TOOLS}:${process.env.PATH}` };
  expect(await runCopied(page, cli, owner)).toContain('"said": "it\'s"');
  await shell.go("Items");
  await expect(items.main).toContainText("It's $(not) `run`");
});

test("an operation is found by what it is called, or by its path", async ({ entrance, shell, api, user }) => {
  await entrance.signIn(user);
  await shell.go("API");
  const find = api.main.getByRole("searchbox", { name: "Find an operation" });
  const hello = api.main.getByRole("button", { name: /GET Say hello/ });
  await expect(hello).toBeVisible();
  await find.fill("NOTES");
  await expect(hello).toHaveCount(0);
  await expect(api.main.getByRole("button", { name: /^POST / })).toBeVisible();
  await find.fill("nothing");
  await expect(api.main.getByText("No operation matches “nothing”")).toBeVisible();
  await find.fill("hello");
  await hello.click();
  await expect(api.path).toHaveValue("/hello");
});

test("the time of a request runs, and says how long it took to connect where the service tells", async ({ page, entrance, shell, api, user, stories }) => {
  const { backend } = await stories();
  await entrance.signIn(user);
  await shell.go("API");
  await api.sendTo("Stories", "GET", "/stream");
  const answer = await backend.asked();
  const time = api.response.locator(".time-words");
  await expect(time).toContainText(/Waiting [1-9]\d* ms|Waiting \d\.\d s/);
  answer.writeHead(200, { ...READABLE, "content-type": "text/plain", "timing-allow-origin": "*" });
  answer.write("one");
  await expect(time).toContainText(/First byte .*So far \d/);
  const before = await time.textContent();
  await expect(time).not.toHaveText(before!);
  await examine(page, "the API while a text comes");
  await page.evaluate(() => {
    const told = { requestStart: 30, domainLookupStart: 10, connectEnd: 28 };
    performance.getEntriesByName = () => [told as unknown as PerformanceEntry];
  });
  answer.end("two");
  await expect(time).toContainText(/Connect 18 ms\s*First byte .* ms\s*All /);
  await examine(page, "the API with the time of a request");
});
