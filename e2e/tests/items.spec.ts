import { examine } from "../support/accessible.ts";
import { configure, deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, newUser } from "../support/visitors.ts";

test("one's own items are shown with their values exactly as they are stored", async ({ entrance, items, shell, user }) => {
  const identity = await identityOf(user);
  const number = "12345678901234567890123456789012345678";
  await owner.putItem(identity, "all types", {
    Text: { S: "plain" },
    Number: { N: number },
    Small: { N: "-0.0000000001" },
    Yes: { BOOL: true },
    Nothing: { NULL: true },
    Bytes: { B: "AAEC" },
    Words: { SS: ["one", "two"] },
    Numbers: { NS: ["1.5", "2"] },
    List: { L: [{ S: "first" }, { N: "2" }, { M: { Deep: { S: "down" } } }] },
    Map: { M: { Street: { S: "12 Orchard Lane" }, Floor: { N: "3" } } },
  });
  await owner.putItem(identity, "<b>markup</b>", { Text: { S: "<img src=x onerror=alert(1)>" } });
  await owner.putItem(await identityOf(await newUser()), "somebody else's", { Text: { S: "secret" } });

  await entrance.signIn(user);
  await shell.go("Items");
  await expect(items.row("all types")).toBeVisible();
  await expect(items.row("<b>markup</b>")).toBeVisible();
  await expect(items.main).not.toContainText("somebody else's");

  await items.open("all types");
  const details = items.details("all types");
  for (const text of [number, "-0.0000000001", "plain", "true", "null", "one", "two", "1.5", "first", "down", "12 Orchard Lane", "0x000102"]) {
    await expect(details).toContainText(text);
  }
});

test("an item of 400 KB can be read to its end", async ({ entrance, items, shell, user }) => {
  const identity = await identityOf(user);
  await owner.putItem(identity, "large", { Text: { S: `${"0123456789".repeat(38_000)}END` } });
  await entrance.signIn(user);
  await shell.go("Items");
  await items.open("large");
  const details = items.details("large");
  await expect(details).toContainText("0123456789");
  await expect(details.getByRole("button", { name: "Show 10,000 of 370,003 more characters" })).toBeVisible();
  await details.getByRole("button", { name: "Show 10,000 of 370,003 more characters" }).click();
  await expect(details.getByRole("button", { name: "Show 10,000 of 360,003 more characters" })).toBeFocused();
  await details.getByRole("button", { name: "Show all" }).click();
  await expect(details.getByText(/9END$/)).toBeVisible();
  await expect(details.getByRole("button", { name: /more characters$/ })).toHaveCount(0);
});

test("many items come page by page", async ({ entrance, items, shell, user, wire, page }) => {
  const identity = await identityOf(user);
  const ids = Array.from({ length: 220 }, (_, at) => `item ${String(at).padStart(3, "0")}`);
  await Promise.all(ids.map((id) => owner.putItem(identity, id, { Text: { S: id } })));
  await entrance.signIn(user);
  await shell.go("Items");
  await expect(items.row("item 000")).toBeVisible();
  await items.row("item 000").focus();
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(items.row("item 219")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  expect(wire.statuses("Query").length).toBeGreaterThan(1);
  expect(wire.statuses("Query").every((status) => status === 200)).toBe(true);
  await expect(items.main).toContainText("220 items");
});

test("a table without items says so", async ({ entrance, items, shell, user }) => {
  await entrance.signIn(user);
  await shell.go("Items");
  await expect(items.main.getByText("No items yet")).toBeVisible();
});

test("the address says which table is shown, over a reload and Back", async ({ page, entrance, items, user }) => {
  const [table] = deployment().config.tables;
  await configure(page, { tables: [table, { ...table, name: "Second_table" }] });
  await owner.putItem(await identityOf(user), "in the first", { Text: { S: "here" } });
  await entrance.signIn(user);
  await page.goto("#/items");
  await expect(items.row("in the first")).toBeVisible();
  const tables = page.getByRole("navigation", { name: "Tables" });
  await tables.getByRole("link", { name: "Second_table" }).click();
  await expect(page).toHaveURL(/#\/items\/Second_table$/);
  await expect(tables.getByRole("link", { name: "Second_table" })).toHaveAttribute("aria-current", "page");
  await expect(items.alert).toBeVisible();
  await page.reload();
  await expect(tables.getByRole("link", { name: "Second_table" })).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(items.row("in the first")).toBeVisible();
  await page.goto("#/items/no-such-table");
  await expect(page.getByText("This table doesn't exist")).toBeVisible();
});

test("an empty table says what will be here, and where else to go", async ({ page, entrance, items, shell, user }) => {
  await entrance.signIn(user);
  await shell.go("Items");
  const empty = page.locator(".empty");
  await expect(empty.getByRole("heading", { level: 2, name: "No items yet" })).toBeVisible();
  await examine(page, "no items");
  await owner.putItem(await identityOf(user), "first", { Text: { S: "here" } });
  await empty.getByRole("button", { name: "Refresh" }).click();
  await expect(items.row("first")).toBeVisible();
  await expect(empty).toHaveCount(0);
});

test("an index orders the items, over a reload and Back, and an item of it is read in full", async ({ page, entrance, items, shell, user }) => {
  const identity = await identityOf(user);
  for (const [id, title] of [["first", "Pears"], ["second", "Apples"], ["third", "Plums"]] as const) {
    await owner.putItem(identity, id, { Title: { S: title }, Text: { S: `all about ${title}` } });
  }
  await owner.putItem(identity, "fourth", { Text: { S: "no title" } });
  await owner.putItem(await identityOf(await newUser()), "somebody else's", { Title: { S: "Berries" } });
  const expectOrder = (...ids: string[]) =>
    expect(items.table.getByRole("row").filter({ hasText: /first|second|third|fourth/ })).toContainText(ids);

  await entrance.signIn(user);
  await shell.go("Items");
  await expectOrder("first", "fourth", "second", "third");
  await items.order.focus();
  await items.order.selectOption("Title (ByTitle)");
  await expect(page).toHaveURL(/#\/items\/[^/?]+\?index=ByTitle$/);
  await expectOrder("second", "first", "third");
  await expect(items.order).toBeFocused();
  await expect(items.table.getByRole("columnheader", { name: "Title" })).toBeVisible();
  await expect(items.main).toContainText("Only items with “Title” are listed.");
  await expect(items.main).not.toContainText("somebody else's");
  await examine(page, "items by an index");

  await items.open("second");
  await expect(items.details("second")).toContainText("all about Apples");
  await page.keyboard.press("Escape");

  await page.reload();
  await expectOrder("second", "first", "third");
  await expect(items.order).toHaveValue("ByTitle");
  await page.goBack();
  await expectOrder("first", "fourth", "second", "third");
  await expect(items.order).toHaveValue("");
  await page.goto("#/items?index=ByTitle");
  await expectOrder("second", "first", "third");

  await page.goto("#/items?index=ByColour");
  await expect(page.getByText("This index doesn't exist")).toBeVisible();
  await page.getByRole("link", { name: "Show all items" }).click();
  await expectOrder("first", "fourth", "second", "third");
});

test("an item that is deleted before it is opened by an index is said to be gone", async ({ page, entrance, items, user }) => {
  await owner.putItem(await identityOf(user), "passing", { Title: { S: "Snow" } });
  await page.route(
    (url) => url.port === new URL(deployment().config.endpoints.dynamodb!).port,
    (route) => (route.request().headers()["x-amz-target"]?.endsWith(".GetItem") ? route.fulfill({ json: {}, headers: { "access-control-allow-origin": "*" } }) : route.fallback()),
  );
  await entrance.signIn(user);
  await page.goto("#/items?index=ByTitle");
  await items.open("passing");
  await expect(items.details("passing")).toContainText("This item no longer exists");
});
