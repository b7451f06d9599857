/** The console's form: what is sent, and what is said before it is. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { Locator, Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import { READABLE } from "../support/apis.ts";
import { configure, deployment } from "../support/deployment.ts";
import { makeFunction } from "../support/functions.ts";
import { expect, test } from "../support/stories.ts";
import { credentialsOf, identityOf } from "../support/visitors.ts";

const TOOLS = fileURLToPath(new URL("../../.tools/venv/bin", import.meta.url));

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

test("what is offered is one press away", async ({ entrance, shell, api, user }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await api.main.getByRole("button", { name: "Leave a note" }).click();
  await expect(api.path).toHaveValue("/notes");
  await expect(api.main.getByRole("button", { name: "Leave a note" })).toHaveAttribute("aria-current", "true");
  await api.main.getByRole("button", { name: "Say hello" }).click();
  await expect(api.path).toHaveValue("/hello");
});

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
