import { expect, test } from "../support/test.ts";

test("something true is on screen before the program arrives", async ({ page, entrance }) => {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "domcontentloaded" });
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.getByText("Satchel")).toBeVisible();
  await expect(page).toHaveTitle("Satchel");
  const style = await page.getByText("Satchel").evaluate((element) => getComputedStyle(element).fontFamily);
  expect(style).not.toContain("Times");
  arrive();
  await expect(entrance.signInButton).toBeVisible();
  await expect(page.locator("#first-paint")).toHaveCount(0);
});

test("the form is painted first at each address that leads a stranger to it", async ({ page }) => {
  // The program never comes.
  await page.route(/\.wasm$/, () => {});
  const painted = async (address: string) => {
    await page.goto("about:blank");
    await page.goto(address, { waitUntil: "domcontentloaded" });
    return page.evaluate(() => document.documentElement.dataset.first);
  };
  for (const fragment of ["", "#/", "#/sign-in", "#/files/my/a b/", "#/search/my/?q=a", "#/items/notes", "#/api", "#/session", "#/account", "#/nowhere", "#/confirmed"]) {
    expect(await painted(`/${fragment}`), fragment).toBe("form");
  }
  expect(await painted("/?utm_source=letter&code=summer")).toBe("form");
  for (const address of ["/#/sign-up", "/#/confirm", "/#/confirm/", "/#/reset-password", "/#id_token=t", "/?code=c&state=s"]) {
    expect(await painted(address), address).toBe("loading");
  }
});

test("who comes back has credentials asked for while the program is on its way, and once", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  let asked = 0;
  page.on("request", (request) => {
    if (request.headers()["x-amz-target"]?.endsWith(".GetCredentialsForIdentity")) asked += 1;
  });
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.fallback();
  });
  await page.reload({ waitUntil: "commit" });
  await expect.poll(() => asked).toBe(1);
  arrive();
  await files.expectLoaded();
  expect(asked).toBe(1);

  // Nobody's are asked for once nobody is here.
  await shell.signOut();
  await expect(entrance.signInButton).toBeVisible();
  asked = 0;
  await page.reload();
  await expect(entrance.signInButton).toBeVisible();
  expect(asked).toBe(0);
});

test("what was asked for too early to be of use is asked for again", async ({ page, entrance, files, user, guard }) => {
  await entrance.signIn(user, { keep: true });
  await files.expectLoaded();
  // The request that is kept is refused, as it is once its identity is merged into another one.
  guard.expect(/400/);
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage["satchel.session"]);
    kept.early_request = kept.early_request.replace(/(IdentityId\\":\\"us-east-1:)[0-9a-f-]*/, (_, before) => `${before}00000000-0000-0000-0000-000000000000`);
    localStorage["satchel.session"] = JSON.stringify(kept);
  });
  await page.reload();
  await files.expectLoaded();
});

test("a program that does not arrive is explained", async ({ browser, baseURL }) => {
  // A context of its own: what fails here is an error on the console, which elsewhere none may be.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("status")).toContainText("Satchel couldn't start. Reload the page");
  await context.close();
});

test("a program that does not arrive is explained in the visitor's language", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "de-DE" });
  const page = await context.newPage();
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("status")).toContainText("Satchel konnte nicht gestartet werden. Laden Sie die Seite neu.");
  await context.close();
});

test("a program that stops says so and offers to reload", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  // What a panic of the program's is to the page: a trap in whatever called it.
  await page.evaluate(() => {
    const trap = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(trap)));
    queueMicrotask(exports.a as () => void);
  });
  const dialog = page.getByRole("dialog", { name: "This page stopped working" });
  await expect(dialog).toBeVisible();
  const reloaded = page.waitForEvent("load");
  await dialog.getByRole("button", { name: "Reload" }).click();
  await reloaded;
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(dialog).toBeHidden();
  await context.close();
});

test("a first visit loads every file once, compressed, and says how long it may be kept", async ({ page, wire, entrance }) => {
  const responses = new Map<string, Promise<Record<string, string>>>();
  page.on("response", (response) => responses.set(new URL(response.url()).pathname, response.allHeaders()));
  await entrance.open("/");
  // The icon is compressed in itself.
  const paths = wire.exchanges.map(({ url }) => new URL(url).pathname).filter((path) => !path.endsWith(".png"));
  expect(paths.toSorted()).toEqual([...new Set(paths)].toSorted());
  expect(paths.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
  for (const path of paths) {
    const headers = await responses.get(path);
    expect(headers?.["content-encoding"], path).toBe("gzip");
    expect(headers?.["cache-control"], path).toMatch(/\.(js|wasm)$/.test(path) ? /immutable/ : /no-cache/);
  }
});

test("the policy refuses scripts and markup from elsewhere", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const happened = await page.evaluate(async () => {
    // In a task of its own: a debugger's own evaluation is not held to the policy.
    await new Promise((resolve) => setTimeout(resolve));
    const log: string[] = [];
    Object.assign(globalThis, { log });
    const attempt = (action: () => void) => {
      try {
        action();
      } catch {
        // Refused at once, as it should be.
      }
    };
    attempt(() => {
      const script = document.createElement("script");
      script.textContent = "log.push('script element')";
      document.body.append(script);
    });
    attempt(() => (0, eval)("log.push('eval')"));
    attempt(() => document.body.insertAdjacentHTML("beforeend", "<img src='x' onerror='log.push(\"handler\")'>"));
    attempt(() => document.body.insertAdjacentHTML("beforeend", "<iframe srcdoc='x'></iframe>"));
    await fetch("https://example.com/", { mode: "no-cors" }).then(() => log.push("connection elsewhere"), () => {});
    const image = document.querySelector("img, iframe");
    return [...log, ...(image ? ["markup with a handler or a frame"] : [])];
  });
  expect(happened).toEqual([]);
  await context.close();
});
