import { examine } from "../support/accessible.ts";
import { expect, test } from "../support/test.ts";
import { identityOf } from "../support/visitors.ts";

test("the API says who calls, and the request is repeated with a fresh signature", async ({ page, entrance, shell, api, user, wire }) => {
  await entrance.signIn(user);
  await shell.go("API");
  await expect(api.response).toContainText("Send a request");
  await api.type("GET", "/hello");
  await examine(page, "an API before a request");
  await api.send.click();
  await expect(api.response).toContainText("200");
  await expect(api.answer).toContainText(await identityOf(user));
  await examine(page, "an API after a request");
  await api.history.getByRole("button", { name: "Send again GET /hello" }).click();
  await expect(api.history.getByRole("listitem")).toHaveCount(2);
  const signatures = wire.exchanges.filter(({ url, method }) => method === "GET" && url.endsWith("/hello")).map(({ requestHeaders }) => requestHeaders["x-amz-date"]);
  expect(signatures).toHaveLength(2);
});
