import { expect, test } from "../support/test.ts";

test("something true is on screen before the program arrives", async ({ page, entrance }) => {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "domcontentloaded" });
  await expect(page.getByRole("status")).toHaveText("Loading…");
  await expect(page.getByText("Satchel")).toBeVisible();
  await expect(page).toHaveTitle("Satchel");
  const style = await page.getByText("Satchel").evaluate((element) => getComputedStyle(element).fontFamily);
  expect(style).not.toContain("Times");
  arrive();
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByText("Loading…")).toHaveCount(0);
});

test.describe("a program that does not arrive", () => {
  test("is explained", async ({ browser, baseURL }) => {
    // A context of its own: what fails to load is an error on the console, which elsewhere is none to accept.
    const context = await browser.newContext({ baseURL });
    const page = await context.newPage();
    await page.route(/\.wasm$/, (route) => route.abort());
    await page.goto("/");
    await expect(page.getByRole("status")).toContainText("Satchel could not start. Reload the page");
    await context.close();
  });

  test("is not needed to say that JavaScript is", async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.getByText("it needs JavaScript and WebAssembly")).toBeVisible();
    await context.close();
  });
});

test("a first visit loads every file once, compressed, and says how long it may be kept", async ({ page, wire, entrance }) => {
  const responses = new Map<string, Record<string, string>>();
  page.on("response", async (response) => responses.set(new URL(response.url()).pathname, await response.allHeaders()));
  await entrance.open("/");
  const paths = wire.exchanges.map(({ url }) => new URL(url).pathname).filter((path) => !path.endsWith(".svg"));
  expect(paths.toSorted()).toEqual([...new Set(paths)].toSorted());
  expect(paths.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
  for (const path of paths) {
    const headers = responses.get(path);
    expect(headers?.["content-encoding"], path).toBe("gzip");
    expect(headers?.["cache-control"], path).toMatch(/\.(js|wasm)$/.test(path) ? /immutable/ : /no-cache/);
  }
});

test("the policy refuses scripts and markup from elsewhere", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const ran = await page.evaluate(async () => {
    const attempts: Record<string, boolean> = {};
    const attempt = (name: string, action: () => void) => {
      try {
        action();
      } catch {
        // Refused at once, as it should be.
      }
      attempts[name] = "ran" in globalThis;
    };
    attempt("script element", () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ran = true";
      document.body.append(script);
    });
    attempt("eval", () => (0, eval)("globalThis.ran = true"));
    attempt("handler in markup", () => {
      document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="globalThis.ran = true">');
    });
    attempts["connection elsewhere"] = await fetch("https://example.com/").then(() => true, () => false);
    return attempts;
  });
  expect(Object.entries(ran).filter(([, happened]) => happened)).toEqual([]);
  await context.close();
});
