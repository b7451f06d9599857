/** What comes of a request: refusals, streams as they come, and how long all took. */

import { once } from "node:events";
import { readFileSync } from "node:fs";

import { examine } from "../support/accessible.ts";
import { READABLE } from "../support/apis.ts";
import { deployment } from "../support/deployment.ts";
import { expect, test } from "../support/stories.ts";

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
