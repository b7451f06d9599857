/** What a finger does with rows and tiles: a long press asks for their menu, in browsers with an event for it and without. */

import type { CDPSession, Locator, Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

/** A browser that sends no `contextmenu` at a long press, as those of iPhones: those of the page's own alone come through. */
async function withoutContextMenu(page: Page) {
  await page.addInitScript(() => {
    const swallow = (event: Event) => {
      if (!event.isTrusted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("contextmenu", swallow, true);
  });
}

class Finger {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page) {
    return new Finger(await page.context().newCDPSession(page));
  }
  private send(type: "touchStart" | "touchMove" | "touchEnd", x?: number, y?: number) {
    return this.session.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined || y === undefined ? [] : [{ x, y }] });
  }
  /** Puts the finger into the middle of an element. */
  async down(element: Locator): Promise<{ x: number; y: number }> {
    const box = await element.boundingBox();
    if (!box) throw new Error("not to be seen");
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await this.send("touchStart", at.x, at.y);
    return at;
  }
  move(x: number, y: number) {
    return this.send("touchMove", x, y);
  }
  up() {
    return this.send("touchEnd");
  }
}

async function start(page: Page, user: Parameters<typeof privatePrefix>[0], names: string[]) {
  const prefix = await privatePrefix(user);
  await owner.putObjects(names.map((name) => prefix + name));
  return Finger.of(page);
}

for (const [browser, prepare] of [["without an event for it", withoutContextMenu], ["with an event for it", async () => {}]] as const) {
  test(`a long press asks what can be done, in a browser ${browser}`, async ({ page, entrance, files, user }) => {
    await prepare(page);
    const finger = await start(page, user, ["a.txt", "b.txt"]);
    await entrance.signIn(user);
    await files.expectNames(["a.txt", "b.txt"]);
    const caption = page.locator(".menu-caption");

    await finger.down(files.row("b.txt"));
    await expect(files.actions).toBeVisible();
    await expect(caption).toHaveText("b.txt");
    await finger.up();
    await expect(files.checkbox("b.txt")).toBeChecked();
    await expect(page.getByRole("dialog", { name: "Preview" }), "nothing was pressed").toHaveCount(0);
    await files.actions.getByRole("menuitem", { name: "Details" }).tap();

    await test.step("in the details", async () => {
      await expect(files.details).toBeVisible();
      await finger.down(files.details.getByRole("heading", { name: "b.txt" }));
      await expect(files.actions).toBeVisible();
      await expect(caption).toHaveText("b.txt");
      await finger.up();
      await page.keyboard.press("Escape");
      await files.details.getByRole("button", { name: "Close details" }).tap();
      await files.unselect();
    });

    await test.step("in the gallery", async () => {
      await files.view("Gallery").tap();
      await finger.down(files.gallery.getByRole("gridcell").first());
      await expect(caption).toHaveText("a.txt");
      await finger.up();
      await expect(files.actions).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog", { name: "Preview" })).toHaveCount(0);
    });
  });
}

test("an empty folder does not speak of dropping where nothing can be dropped", async ({ page, entrance, files, user }) => {
  await entrance.signIn(user);
  await expect(files.main).toContainText("Press Upload to add files. Only you can open them.");
  await page.goto("#/files/my/new/");
  await expect(files.main).toContainText("Nothing in new yet");
  await expect(files.main).toContainText("Press Upload to add files.");
  await expect(files.main).not.toContainText("Drop");
});

test("a finger that scrolls or goes early asks for no menu", async ({ page, entrance, files, user }) => {
  await withoutContextMenu(page);
  await page.clock.install();
  const finger = await start(page, user, Array.from({ length: 40 }, (_, at) => `${String(at).padStart(2, "0")}.txt`));
  await entrance.signIn(user);
  await files.expectLoaded();
  const row = files.row("05.txt");

  // However long the machine takes between two steps, the page's time stands still.
  await page.clock.pauseAt(Date.now() + 5000);
  const { x, y } = await finger.down(row);
  await page.clock.runFor(300);
  for (let step = 1; step <= 5; step++) await finger.move(x, y - 20 * step);
  await page.clock.runFor(1000);
  await expect(files.actions).toHaveCount(0);
  await finger.up();

  await finger.down(row);
  await page.clock.runFor(300);
  await finger.up();
  await page.clock.runFor(1000);
  await expect(files.actions).toHaveCount(0);
  await page.clock.resume();
  await examine(page, "rows for thumbs");
});
