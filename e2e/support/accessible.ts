/** The rules of WCAG 2.2 AA, as axe knows them, and those of the smallest screen. */

import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = [{ width: 1280, height: 800 }, { width: 360, height: 740 }];
const NARROWEST = { width: 320, height: 640 };
/** Where pictures of all states are to be put, to be looked at. */
const PICTURES = process.env.E2E_PICTURES;

/** Takes one of all that there is to scroll to. */
async function picture(page: Page, size: { width: number; height: number }, name: string) {
  const height = await page.evaluate(() => Math.max(0, ...[...document.querySelectorAll("main, body")].map(({ scrollHeight }) => scrollHeight)));
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height + 120) });
  await page.screenshot({ path: join(PICTURES!, name) });
  await page.setViewportSize(size);
}

/** Holds what is on screen against the rules: on wide and narrow screens, light and dark. */
export async function examine(page: Page, state: string) {
  await test.step(state, async () => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
        expect.soft(found, `${state}, ${colorScheme}, ${size.width} px`).toEqual([]);
        if (PICTURES) await picture(page, size, `${state.replaceAll(/\W+/g, "-")}_${size.width}_${colorScheme}.png`);
      }
    }
    await page.setViewportSize(NARROWEST);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `${state}: width of the page on a screen of ${NARROWEST.width} px`).toBeLessThanOrEqual(NARROWEST.width);
    await page.setViewportSize(SIZES[0]!);
  });
}
