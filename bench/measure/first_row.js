// From the pressed button to the first file, and from a kept session to the first file, on the same line and processor as a
// first visit.
import { visitor } from "./aws.js";
import { inWindow, slowed } from "./first_visit.js";

/** Somebody who types well. */
const KEY = 100;

/** Milliseconds from pressing "Sign in" to the first file, and from the start of the next visit to the same. */
export function timesToFirstRow(browser, url) {
  return inWindow(browser, async (context) => {
    const page = await slowed(await context.newPage());
    await page.addInitScript(watchRow, visitor.firstFile);
    await page.goto(url, { waitUntil: "commit" });
    await page.getByLabel("Email", { exact: true }).pressSequentially(visitor.email, { delay: KEY });
    await page.getByLabel("Password", { exact: true }).pressSequentially(visitor.password, { delay: KEY });
    await page.getByLabel("Keep me signed in").check();
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const signedIn = await page.evaluate(() => window.firstRow);
    await page.waitForLoadState("networkidle");
    await page.close();

    const again = await slowed(await context.newPage());
    await again.addInitScript(watchRow, visitor.firstFile);
    await again.goto(url, { waitUntil: "commit" });
    const kept = await again.evaluate(() => window.firstRow);
    return { signedIn: signedIn.at - signedIn.pressed, kept: kept.at };
  });
}

/** Runs in the page before its own code. `firstRow` resolves to when the form was sent, and when `file` was on the screen. */
function watchRow(file) {
  let pressed = 0;
  addEventListener("submit", () => (pressed ||= performance.now()), { capture: true });
  window.firstRow = new Promise((seen) => {
    const look = () => {
      const rows = document.querySelector(".table-body");
      if (rows?.textContent.includes(file)) requestAnimationFrame(() => seen({ pressed, at: performance.now() }));
      else requestAnimationFrame(look);
    };
    look();
  });
}
