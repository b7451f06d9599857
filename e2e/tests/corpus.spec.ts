/** Keys that have broken such products go through all that is done with files, and come back byte for byte. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

import type { Page } from "@playwright/test";

import type { Files } from "../screens/files.ts";
import { corpus, isAddressable, type Name } from "../support/corpus.ts";
import { drop, onDisk } from "../support/disk.ts";
import { putElsewhere, readElsewhere } from "../support/elsewhere.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";
import type { Wire } from "../support/wire.ts";

const MOST_BYTES = 1024;
const BATCH = 150;
/** The rows that are seen at a time, at least: only those around them are in the page. */
const SEEN = 30;
/** What nobody would see of a name. Joiners between emoji make one of several. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\u2800]/u;

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

// Each action would record the whole page, with all its rows.
test.use({ trace: "off" });

test("each key of the corpus is uploaded, listed, previewed, and downloaded, copied, renamed and deleted with all others; one in 30 is downloaded, tagged and renamed for itself", async ({ page, entrance, files, user, wire }) => {
  test.setTimeout(900_000);
  await page.setViewportSize({ width: 1280, height: 1_400 });
  await page.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
  const prefix = await privatePrefix(user);
  const all = corpus(prefix);
  expect(all.length).toBeGreaterThanOrEqual(300);
  const flat = all.filter(({ name }) => !name.includes("/"));
  const contents = (names: Name[], folder = "") => Object.fromEntries(names.map(({ name, content }) => [folder + name, sha256(content)]));
  const stored = async () => Object.fromEntries(Object.entries(await readElsewhere(prefix)).map(([name, { sha256 }]) => [name, sha256]));

  await test.step("upload", async () => {
    await entrance.signIn(user);
    await files.expectLoaded();
    const chosen = flat.filter(({ sdk }) => sdk === undefined);
    for (let at = 0; at < chosen.length; at += BATCH) {
      const batch = chosen.slice(at, at + BATCH).map(({ name, content }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) }));
      await files.upload(...batch);
      await expect(files.uploads).toContainText(`${batch.length} of ${batch.length} uploaded`, { timeout: 60_000 });
      await files.uploads.getByRole("button", { name: "Clear finished" }).click();
    }
    const deep = all.filter(({ name, sdk }) => name.includes("/") && sdk === undefined);
    for (const { name, content } of deep) onDisk(`disk/${name}`, content);
    const disk = dirname(onDisk("disk/none", "")) + "/";
    await drop(page, ...new Set(deep.map(({ name }) => disk + name.slice(0, name.indexOf("/")))));
    await expect(files.uploads).toContainText(`${deep.length} of ${deep.length} uploaded`, { timeout: 60_000 });
    await files.uploads.getByRole("button", { name: "Clear finished" }).click();
    // Afterwards: the page asks about names that look like others.
    const elsewhere = all.filter(({ sdk }) => sdk !== undefined);
    const { refused } = await putElsewhere(prefix, Object.fromEntries(elsewhere.map(({ name, content }) => [name, content])));
    expect(refused).toEqual({});
    expect(await stored()).toEqual(contents(all));
  });

  const folders = new Set(all.filter(({ name }) => name.includes("/")).map(({ name }) => name.slice(0, name.indexOf("/") + 1)));
  const rows = flat.length + folders.size;
  await test.step("list", async () => {
    await page.reload();
    await expect(files.main.getByText(`${folders.size} folders, ${flat.length} files`)).toBeVisible();
    const { labels, links } = await listed(files);
    expect(labels.filter((label) => UNSEEN.test(label)), "names with characters that nobody sees").toEqual([]);
    const composed = labels.map((label) => label.normalize("NFC"));
    expect(composed.filter((label, at) => composed.indexOf(label) !== at), "names that look the same").toEqual([]);
    expect(labels.length, "names that tell rows apart").toBe(folders.size + flat.length);
    expect(new Set(links.map((href) => decodeURIComponent(href.slice("#/files/my/".length))))).toEqual(folders);
    // All that lies deeper, in one list.
    await page.keyboard.press("Control+Shift+Digit3");
    await expect(files.view("Flat")).toBeChecked();
    const objects = all.filter(({ name, content }) => !(name.endsWith("/") && content === "")).length;
    await expect(files.summary).toContainText(`${objects} files`);
    expect((await listed(files)).labels.length, "names in the flat view").toBe(objects);
    await page.keyboard.press("Control+Shift+Digit1");
    await expect(files.view("List")).toBeChecked();
    await expect(files.main.getByText(`${folders.size} folders, ${flat.length} files`)).toBeVisible();
  });

  await test.step("preview each", async () => {
    const first = (await inPage(files)).labels.find((label) => !label.startsWith("Select folder"))!;
    wire.forget();
    await files.table.getByRole("row").filter({ has: page.getByRole("checkbox", { name: first, exact: true }) }).focus();
    await page.keyboard.press("Space");
    const preview = page.getByRole("dialog", { name: "Preview" });
    const read = () => wire.of("GetObject").filter(({ status }) => status === 206).map(({ url }) => nameOf(url, prefix));
    for (let at = 1; at <= flat.length; at++) {
      await expect(preview).toContainText(`${at} of ${flat.length}`);
      await expect(preview.getByRole("group", { name: /^Content of/ }).or(preview.getByRole("alert"))).toBeVisible();
      if (at < flat.length) await page.keyboard.press("ArrowRight");
    }
    expect(read().toSorted()).toEqual(flat.map(({ name }) => name).filter(isAddressable).toSorted());
    await page.keyboard.press("Escape");
    await expect(preview).toBeHidden();
    if (await files.button("Clear selection").isVisible()) await files.unselect();
    await scroll(files, 0);
  });

  await test.step("look, tag, download and rename, one of those that are seen at a time", async () => {
    for (let at = folders.size; at < folders.size + flat.length; at += SEEN) {
      await scroll(files, at);
      await expect.poll(async () => (await inPage(files)).labels.length).toBeGreaterThan(SEEN / 2);
      const label = (await inPage(files)).labels[2]!;
      if (label.startsWith("Select folder") || !isAddressable(label.replace("Select ", ""))) continue;
      const box = files.table.getByRole("checkbox", { name: label, exact: true });
      wire.forget();
      await box.check();
      if (!(await files.details.isVisible())) await files.button("Details").click();
      await files.tab("Properties");
      await goThrough(page, files, wire, prefix);
      await page.keyboard.press("Escape");
      await box.uncheck();
    }
    expect(await stored()).toEqual(contents(all));
  });

  await test.step("download all", async () => {
    await files.table.getByRole("row").nth(1).focus();
    await page.keyboard.press("Control+a");
    const downloading = page.waitForEvent("download", { timeout: 60_000 });
    await files.downloadButton.click();
    const path = test.info().outputPath("all.zip");
    await (await downloading).saveAs(path);
    const found = members(path);
    const addressable = all.filter(({ name, content }) => isAddressable(name) && content !== "");
    expect(found.sums).toEqual(addressable.map(({ content }) => sha256(content)).sort());
    // What no browser can fetch is listed in it, by names that any disk takes.
    expect(found.note.match(/Browsers can't reach/g)?.length).toBe(all.filter(({ name }) => !isAddressable(name)).length);
    await files.archives.getByRole("button", { name: /^Dismiss/ }).click();
  });

  const fits = ({ name }: Name) => isAddressable(name) && Buffer.byteLength(`${prefix}renamed/${name}`) <= MOST_BYTES;
  const copied = all.filter(fits);
  await test.step("copy to a folder", async () => {
    await files.button("Copy").click();
    await files.dialog.getByRole("button", { name: "New folder" }).click();
    await files.dialog.getByRole("textbox", { name: "Folder name" }).fill("copied!");
    await page.keyboard.press("Enter");
    await files.dialog.getByRole("button", { name: "Copy to copied!" }).click();
    await expect(files.copying).toContainText(`${all.length - copied.length} of ${all.length} not copied`, { timeout: 120_000 });
    expect(await stored()).toEqual({ ...contents(all), ...contents(copied, "copied!/"), "copied!/": sha256("") });
  });

  await test.step("rename the folder with all that is in it", async () => {
    if (await files.button("Clear selection").isVisible()) await files.unselect();
    // It stands among the others, of which some only are in the page.
    for (let row = 0; !(await files.checkbox("folder copied!").isVisible()) && (await scroll(files, row)); row += SEEN / 2);
    await files.select("folder copied!");
    await files.button("Rename").click();
    await files.dialog.getByRole("textbox", { name: "New name" }).fill("renamed");
    await page.keyboard.press("Enter");
    await expect(files.copying).toContainText("Renamed to “renamed”", { timeout: 120_000 });
    expect(await stored()).toEqual({ ...contents(all), ...contents(copied, "renamed/"), "renamed/": sha256("") });
  });

  await test.step("delete", async () => {
    await files.table.getByRole("row").nth(1).focus();
    await page.keyboard.press("Control+a");
    await files.deleteButton.click();
    await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(files.dialog).toBeHidden({ timeout: 60_000 });
    expect(await stored()).toEqual({});
    expect(await owner.uploadsInParts(prefix)).toEqual([]);
  });
});

/** Looks at the one file that is selected, and does with it what is done with one; it is then as it was. */
async function goThrough(page: Page, files: Files, wire: Wire, prefix: string) {
  const seen = () => wire.of("HeadObject").find(({ status }) => status === 200);
  await expect.poll(seen).toBeTruthy();
  const name = nameOf(seen()!.url, prefix);
  await test.step(JSON.stringify(name), async () => {
    const downloading = page.waitForEvent("download");
    await files.downloadButton.click();
    expect(JSON.parse(readFileSync(await (await downloading).path(), "utf8"))).toBe(name);

    await files.tag("of", "the corpus");
    // That tags are saved may still be said of the one before.
    await expect.poll(() => owner.tags(prefix + name)).toEqual({ of: "the corpus" });

    if (Buffer.byteLength(`${prefix}${name}~`) > MOST_BYTES) return;
    await files.button("Rename").click();
    const field = files.dialog.getByRole("textbox", { name: "New name" });
    const fresh = `${await field.inputValue()}~`;
    await field.fill(fresh);
    await page.keyboard.press("Enter");
    await expect(files.copying).toContainText("Renamed to");
    await expect.poll(async () => (await owner.getObject(prefix + fresh))?.toString()).toBe(JSON.stringify(name));
    expect(await owner.tags(prefix + fresh)).toEqual({ of: "the corpus" });
    await expect.poll(() => owner.getObject(prefix + name)).toBeUndefined();
    await files.copying.getByRole("button", { name: "Undo" }).click();
    await expect(files.copying).toContainText("Moved back");
    await expect.poll(async () => (await owner.getObject(prefix + name))?.toString()).toBe(JSON.stringify(name));
  });
}

/** The sums of all files in an archive, and what it says of those that are not in it. */
function members(path: string): { sums: string[]; note: string } {
  const script = `
import hashlib, json, sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
files = {m.filename: zip.read(m) for m in zip.infolist() if not m.is_dir()}
note = files.pop("Not downloaded.txt", b"").decode()
print(json.dumps({"sums": sorted(hashlib.sha256(content).hexdigest() for content in files.values()), "note": note}))`;
  return JSON.parse(execFileSync("python3", ["-c", script, path], { maxBuffer: 2 ** 26 }).toString());
}

/** What the rows that are in the page are called for somebody who cannot see them, and where those of folders lead. */
async function inPage(files: Files): Promise<{ labels: string[]; links: string[] }> {
  const boxes = files.table.getByRole("checkbox", { name: /^Select (?!all$)/ });
  const labels = await boxes.evaluateAll((boxes) => boxes.map((box) => box.getAttribute("aria-label") ?? ""));
  const links = await files.table.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return { labels, links };
}

/** Scrolls until the row of this number is the first one that is seen. Whether there are more below. */
function scroll(files: Files, row: number): Promise<boolean> {
  return files.table.evaluate(async (table, row) => {
    let box: Element = table;
    while (box.scrollHeight <= box.clientHeight + 1 && box.parentElement) box = box.parentElement;
    const height = table.querySelector("[role=row]:nth-child(2), tbody tr:nth-child(2)")?.getBoundingClientRect().height ?? 36;
    box.scrollTop = row * height;
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    return box.scrollTop + box.clientHeight < box.scrollHeight - 1;
  }, row);
}

/** The same of all rows. */
async function listed(files: Files): Promise<{ labels: string[]; links: string[] }> {
  const [labels, links] = [new Set<string>(), new Set<string>()];
  for (let row = 0, more = true; more; row += SEEN / 2) {
    more = await scroll(files, row);
    const seen = await inPage(files);
    seen.labels.forEach((label) => labels.add(label));
    seen.links.forEach((link) => links.add(link));
  }
  await scroll(files, 0);
  return { labels: [...labels], links: [...links] };
}

function nameOf(url: string, prefix: string): string {
  const path = decodeURIComponent(new URL(url).pathname);
  return path.slice(path.indexOf(`/${prefix}`) + 1 + prefix.length);
}
