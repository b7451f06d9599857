/** Keys that have broken such products, put there by somebody else's program: each is itself, whatever it is called. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Locator, Page } from "@playwright/test";

import type { Files } from "../screens/files.ts";
import { putElsewhere } from "../support/elsewhere.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const NAMES: string[] = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../../tests/fixtures/names.json"), "utf8"));
const MOST_BYTES = 1024;
/** Those that fill a key by themselves. S3 holds none of them below a prefix, so they are cut to what it holds. */
const isLong = (name: string) => Buffer.byteLength(name) === MOST_BYTES;
/** Browsers change these parts of a URL before they send it. */
const isAddressable = (name: string) => !name.split("/").some((part) => part === "." || part === "..");
/** What nobody would see of a name. Joiners between emoji make one of several. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u;
const JOINED = /(?<=\p{Extended_Pictographic})\u200d(?=\p{Extended_Pictographic})/gu;
/** Nothing in it moves, hides, or leads out of the folder for downloads. */
const HARMLESS = /^(?!\.{1,2}$)[^\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]+$/u;

test("S3 itself holds no key of more than 1,024 bytes", async ({ user }) => {
  const prefix = await privatePrefix(user);
  const { names, refused } = await putElsewhere(prefix, contents(NAMES));
  expect(Object.keys(refused)).toEqual(NAMES.filter(isLong));
  expect(new Set(Object.values(refused))).toEqual(new Set(["KeyTooLongError"]));
  expect(names.sort()).toEqual(NAMES.filter((name) => !isLong(name)).sort());
});

// Several tests, for the time they take. Names that are like each other stand together.
const groups = [NAMES.slice(0, 22), NAMES.slice(22, 48), NAMES.slice(48)];
for (const [at, group] of groups.entries()) {
  test(`each name is listed, opened, reloaded, downloaded and deleted for itself (${at + 1} of ${groups.length})`, async ({ entrance, files, page, user }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width: 1280, height: 2_400 }); // All rows are in the page.
    const prefix = await privatePrefix(user);
    const names = group.map((name) => (isLong(name) ? cut(name, MOST_BYTES - Buffer.byteLength(prefix)) : name));
    expect(await putElsewhere(prefix, contents(names))).toEqual({ names: expect.any(Array), refused: {} });
    await entrance.signIn(user);
    await new Walk(page, files, prefix, new Set(names)).folder("");
    expect(await owner.keys(prefix)).toEqual([]);
  });
}

/** Each object holds its own name, so that what is downloaded says which it is; those that stand for a folder hold nothing. */
function contents(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name.endsWith("/") ? "" : JSON.stringify(name)]));
}

function cut(name: string, bytes: number): string {
  const letter = name[0]!;
  return letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
}

/** Goes through a tree of folders and deletes it on the way, object by object. */
class Walk {
  constructor(
    private readonly page: Page,
    private readonly files: Files,
    private readonly prefix: string,
    /** What is left. */
    private readonly names: Set<string>,
  ) {}

  async folder(path: string) {
    await test.step(`folder ${JSON.stringify(path)}`, async () => {
      const { folders, files } = this.entries(path);
      await this.expectRows(folders.length + files.length);
      const shown = await this.shown();
      const looks = new Set(shown.map((name) => name.normalize("NFC")));
      expect(shown.filter((name) => UNSEEN.test(name.replace(JOINED, ""))), "names with characters that nobody sees").toEqual([]);
      expect(looks.size, `names that tell rows apart: ${shown.join(", ")}`).toBe(shown.length);
      expect((await this.links()).sort()).toEqual(folders.sort());
      await this.page.reload();
      await expect.poll(() => this.shown(), { message: "rows after a reload" }).toEqual(shown);

      for (const inner of folders) {
        await this.page.getByRole("table", { name: "Files" }).getByRole("link").nth((await this.links()).indexOf(inner)).click();
        await expect.poll(() => this.address()).toBe(inner);
        await this.folder(inner);
        await this.page.goto(`#/files/my/${address(path)}`);
        await this.files.expectLoaded();
        await this.expectRows(this.count(path));
        // Only the object that stands for the folder itself is left of it.
        if (this.names.has(inner)) await this.delete((await this.links()).indexOf(inner), inner);
      }
      for (let left = files.length; left > 0; left--) {
        const name = await this.download(0, files.filter((name) => this.names.has(name)));
        await this.delete(0, name);
      }
    });
  }

  /** What is directly in a folder. An object of the folder's own name is not. */
  private entries(path: string) {
    const inside = [...this.names].filter((name) => name.startsWith(path) && name !== path).map((name) => name.slice(path.length));
    const folders = new Set(inside.filter((name) => name.includes("/")).map((name) => path + name.slice(0, name.indexOf("/") + 1)));
    return { folders: [...folders], files: inside.filter((name) => !name.includes("/")).map((name) => path + name) };
  }

  private count(path: string): number {
    const { folders, files } = this.entries(path);
    return folders.length + files.length;
  }

  private async expectRows(count: number) {
    await expect.poll(async () => (await this.shown()).length, { message: "rows" }).toBe(count);
  }

  /** What the rows are called for somebody who cannot see them. */
  private async shown(): Promise<string[]> {
    const boxes = this.files.table.getByRole("checkbox", { name: /^Select (?!all$)/ });
    return boxes.evaluateAll((boxes) => boxes.map((box) => box.getAttribute("aria-label") ?? ""));
  }

  /** The folders that the rows lead to. */
  private async links(): Promise<string[]> {
    const links = this.files.table.getByRole("link");
    const hrefs = await links.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    return hrefs.map((href) => this.folderOf(href));
  }

  private address(): string {
    return this.folderOf(new URL(this.page.url()).hash);
  }

  private folderOf(hash: string): string {
    expect(hash).toMatch(/^#\/files\/my\//);
    return decodeURIComponent(hash.slice("#/files/my/".length));
  }

  private row(at: number): Locator {
    return this.files.table.getByRole("row").filter({ has: this.page.getByRole("checkbox", { name: /^Select (?!all$)/ }) }).nth(at);
  }

  /** Downloads the file of a row, and gives its name: what it holds. One that cannot be is refused with the reason. */
  private async download(at: number, expected: string[]): Promise<string> {
    const box = this.row(at).getByRole("checkbox");
    await box.check();
    if (expected.some((name) => !isAddressable(name))) {
      const shown = await box.getAttribute("aria-label");
      const [name] = expected.filter((name) => !isAddressable(name) && `Select ${name.split("/").at(-1)}` === shown);
      if (name) return test.step(`${JSON.stringify(name)} is not downloaded`, () => this.expectRefused(name));
    }
    const downloading = this.page.waitForEvent("download");
    await this.files.downloadButton.click();
    const download = await downloading;
    const name: string = JSON.parse(readFileSync(await download.path(), "utf8"));
    expect(expected).toContain(name);
    expect(download.suggestedFilename(), `the name under which ${JSON.stringify(name)} is saved`).toMatch(HARMLESS);
    return name;
  }

  private async expectRefused(name: string): Promise<string> {
    await this.files.downloadButton.click();
    await expect(this.files.alert.first()).toContainText("Browsers can't reach");
    return name;
  }

  /** Deletes what a row is about, and nothing else. */
  private async delete(at: number, name: string) {
    await test.step(`delete ${JSON.stringify(name)}`, async () => {
      const rows = (await this.shown()).length;
      await this.row(at).getByRole("checkbox").check();
      await this.files.deleteButton.click();
      await this.files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(this.files.dialog).toBeHidden();
      await this.expectRows(rows - 1);
      this.names.delete(name);
      expect(await owner.keys(this.prefix)).toEqual([...this.names].map((name) => this.prefix + name).sort());
    });
  }
}

/** A folder as it is written in an address. */
function address(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
