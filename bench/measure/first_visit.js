// A visitor's first visit to each page: nothing cached, until the sign-in form can be typed into.

/** Lighthouse's slow 4G, and a phone's processor. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const CPU_SLOWDOWN = 4;
const PATIENCE = 60_000;
/** By then a new window is at rest. */
const WINDOW_OPENS = 2_000;

/** `page` on a slow network and processor. */
export async function slowed(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", NETWORK);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  return page;
}

/** Milliseconds until the form at `url` is usable on a slow network and processor. */
export function timeToForm(browser, url) {
  return inWindow(browser, async (context) => {
    const page = await slowed(await context.newPage());
    await page.addInitScript(watchForm, PATIENCE);
    await page.goto(url, { waitUntil: "commit" });
    const usable = await page.evaluate(() => window.formUsable);
    // What was typed has to be there still when all has arrived.
    await page.waitForLoadState("networkidle");
    const kept = await page.evaluate(() => [...document.querySelectorAll("input")].some(({ value }) => value === "a"));
    if (!kept) throw new Error(`The letter that was typed at ${url} is gone when the page has loaded.`);
    return usable;
  });
}

/** The path of every file that `server` sends for a visit to `url`, and its size on the wire. */
export function filesLoaded(browser, server, url) {
  return inWindow(browser, async (context) => {
    server.sent.clear();
    await (await context.newPage()).goto(url, { waitUntil: "networkidle" });
    return new Map(server.sent);
  });
}

/**
 * What `use` makes of a visitor with a window of their own, in which each page is another tab. It is open and at rest before: what
 * Chromium draws around a window's pages are pages, too, of some 400 files, and would load beside the one that is measured.
 */
export async function inWindow(browser, use) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.waitForTimeout(WINDOW_OPENS);
    return await use(context);
  } finally {
    await context.close();
  }
}

/**
 * Runs in the page before its own code. `formUsable` resolves to the milliseconds since navigation began at which the
 * field "Email" is visible and enabled, takes a typed letter, and keeps it over a frame: a framework that is not done
 * yet would put its own value back.
 */
function watchForm(patience) {
  const nextFrame = () => new Promise(requestAnimationFrame);

  const emailField = () =>
    [...document.querySelectorAll("input")].find(
      (input) =>
        [...input.labels].some((label) => /^email\b/i.test(label.textContent.trim())) &&
        input.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        input.matches(":enabled:read-write"),
    );

  async function formUsable() {
    while (performance.now() < patience) {
      await nextFrame();
      const field = emailField();
      if (!field) continue;
      field.focus();
      document.execCommand("insertText", false, "a");
      await nextFrame();
      if (field.isConnected && field.value === "a") return performance.now();
    }
    throw new Error(`No usable sign-in form at ${location}; it says: ${document.body.innerText}`);
  }

  window.formUsable = formUsable();
}
