/** Languages: a catalogue that puts every text of the page into brackets, and what has to hold of a page that is read by it. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test, type Page } from "@playwright/test";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WIDE = { width: 1280, height: 800 };
const SIZES = [WIDE, { width: 360, height: 740 }, { width: 320, height: 640 }];
/** What holds no words of the page: code, what the browser writes in its own language, and what a visitor types. */
const WORDLESS = "code, pre, time, kbd, script, style, noscript, textarea";

/** Has the page find every text in brackets as its catalogue of `language`. */
export async function speak(page: Page, language: string) {
  const body = execFileSync("scripts/words", ["pseudo"], { cwd: ROOT, encoding: "utf8" });
  await page.route(`**/words/${language}.json`, (route) => route.fulfill({ contentType: "application/json", body }));
}

/** The name of a control, whether it is in brackets or not: what is not is told by `untranslated`, and ends no journey. */
export function named(english: string): RegExp {
  return new RegExp(`^⟦?${english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}·*⟧?$`);
}

/** What of the page a visitor reads in English though there is a catalogue, each with where it is. */
function untranslated(page: Page): Promise<string[]> {
  return page.evaluate((wordless) => {
    /** What of a text is in no brackets, but for the name of the product. */
    const outside = (text: string) => {
      let depth = 0;
      let out = "";
      for (const character of text) {
        if (character === "⟦") depth += 1;
        else if (character === "⟧") depth -= 1;
        else if (depth <= 0) out += character;
      }
      return out.replace("Satchel", "");
    };
    const isEnglish = (text: string | null) => text !== null && /\p{L}/u.test(outside(text));
    const selector = (element: Element) => {
      const path: string[] = [];
      for (let at: Element | null = element; at && at !== document.body && path.length < 4; at = at.parentElement) {
        path.unshift(at.tagName.toLowerCase() + (at.id ? `#${at.id}` : "") + [...at.classList].map((name) => `.${name}`).join(""));
      }
      return path.join(" > ");
    };
    const isSeen = (element: Element) => (element.closest("select") ?? element).checkVisibility({ visibilityProperty: true });
    const isData = (element: Element) => element.closest("[translate]")?.getAttribute("translate") === "no";
    const wordsOf = (sentence: Element) => {
      const words = sentence.cloneNode(true) as Element;
      for (const value of words.querySelectorAll(wordless)) value.remove();
      return words.textContent;
    };
    const found = new Set<string>();
    if (isEnglish(document.title)) found.add(`title: ${document.title}`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element || element.closest(wordless) || !isSeen(element)) continue;
      // A translator of the browser would leave it as it is.
      if (isData(element)) {
        if (texts.currentNode.textContent?.includes("⟦")) found.add(`${selector(element)}: words are marked as data`);
        continue;
      }
      // Marks for what would not be seen stand in a text, and are none. A sentence may hold a value that is set off.
      const sentence = element.closest("p:has(> .code-to, > code)");
      const text = sentence ? wordsOf(sentence) : (element.closest("bdi.visible") ?? texts.currentNode).textContent;
      if (isEnglish(text)) found.add(`${selector(element)}: ${text?.slice(0, 120)}`);
    }
    for (const name of ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const value = element.getAttribute(name);
        if (!element.closest("time") && !isData(element) && isSeen(element) && isEnglish(value)) found.add(`${selector(element)} [${name}]: ${value?.slice(0, 120)}`);
      }
    }
    return [...found];
  }, WORDLESS);
}

/** What is amiss on a page that is read from right to left. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${element.textContent?.trim().slice(0, 60)}”`;
    if (document.documentElement.dir !== "rtl") found.push("the document is not from right to left");
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    /** A table in a box of its own may be wider than the box. */
    const scrolls = (element: Element | null): boolean =>
      element !== null && element !== document.documentElement &&
      ((/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth) || scrolls(element.parentElement));
    for (const control of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
      const { left, right } = control.getBoundingClientRect();
      if (!control.checkVisibility({ visibilityProperty: true }) || scrolls(control.parentElement)) continue;
      if (left < -1 || right > width + 1) found.push(`${name(control)} is from ${Math.round(left)} to ${Math.round(right)} px`);
    }
    for (const heading of document.querySelectorAll("h1, h2, h3")) {
      const { direction, textAlign, paddingRight, borderRightWidth, columnGap } = getComputedStyle(heading);
      // A number that the stylesheet puts before it.
      const before = getComputedStyle(heading, "::before");
      const number = before.content === "none" ? 0 : parseFloat(before.width) + (parseFloat(columnGap) || 0);
      const box = heading.getBoundingClientRect();
      // What is for screen readers alone has no place.
      if (!heading.checkVisibility({ visibilityProperty: true }) || box.width < 2) continue;
      if (direction !== "rtl") found.push(`${name(heading)} is written ${direction}`);
      const range = document.createRange();
      range.selectNodeContents(heading);
      const lines = [...range.getClientRects()].filter((line) => line.width > 0);
      if (textAlign === "center") continue;
      const first = lines.filter((line) => line.top < Math.min(...lines.map((line) => line.bottom)));
      for (const [row, indent] of [[first, number], [lines.filter((line) => !first.includes(line)), 0]] as const) {
        const start = Math.max(...row.map((line) => line.right));
        const edge = box.right - parseFloat(paddingRight) - parseFloat(borderRightWidth) - indent;
        if (row.length > 0 && Math.abs(start - edge) > 2) {
          found.push(`${name(heading)} begins at ${Math.round(start)} px, and not at ${Math.round(edge)}`);
        }
      }
    }
    // The texts have 0 to 9, so what the browser writes in has them, too.
    const digits = document.body.innerText.match(/.*[\u0660-\u0669].*/);
    if (digits) found.push(`“${digits[0].slice(0, 60)}” has the digits of the region`);
    // What keeps the direction of a value is no character to look at.
    for (const mark of document.querySelectorAll(".mark")) {
      if (/U\+20(6[6-9]|2[A-E])/.test(mark.textContent ?? "")) found.push(`${name(mark)} is shown in “${mark.parentElement?.textContent?.slice(0, 60)}”`);
    }
    return found;
  });
}

/** Holds state after state against the rules of a language. What is the same in many is told once. */
export class Reader {
  private readonly told = new Set<string>();

  constructor(
    private readonly page: Page,
    private readonly find: (page: Page) => Promise<string[]>,
    private readonly sizes: { width: number; height: number }[],
  ) {}

  async look(state: string) {
    await test.step(state, async () => {
      for (const size of this.sizes) {
        await this.page.setViewportSize(size);
        const all = await this.find(this.page);
        const news = all.filter((one) => !this.told.has(one));
        news.forEach((one) => this.told.add(one));
        expect.soft(news, `${state}, ${size.width} px`).toEqual([]);
      }
      await this.page.setViewportSize(WIDE);
    });
  }
}

/** Looks for what is read in English. */
export const translated = (page: Page) => new Reader(page, untranslated, SIZES.slice(0, 2));

/** Looks for what is not where who reads from right to left expects it. */
export const mirrored = (page: Page) => new Reader(page, misplaced, SIZES);
