/** Folders, files, uploads. */

import { expect, type Page } from "@playwright/test";

import { deployment } from "../support/deployment.ts";

export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function textFile(name: string, content = name): File {
  return { name, mimeType: "text/plain", buffer: Buffer.from(content) };
}

export class Files {
  constructor(private readonly page: Page) {}

  get table() {
    return this.page.getByRole("table", { name: "Files" });
  }
  get breadcrumb() {
    return this.page.getByRole("navigation", { name: "Breadcrumb" });
  }
  get places() {
    return this.page.getByRole("navigation", { name: "Main" }).getByRole("list", { name: "Places" });
  }
  get main() {
    return this.page.getByRole("main");
  }
  get alert() {
    return this.page.getByRole("alert");
  }
  get news() {
    return this.page.getByRole("status");
  }
  get dialog() {
    return this.page.getByRole("dialog");
  }
  get uploads() {
    return this.page.getByRole("region", { name: "Uploads" });
  }
  get uploadButton() {
    return this.button("Upload");
  }
  get downloadButton() {
    return this.button("Download");
  }
  get deleteButton() {
    return this.button("Delete");
  }
  get newFolderButton() {
    return this.button("New folder");
  }

  /** The link to a place, by what is read on it: the first one is named "Files". */
  place(name: string) {
    return this.places.getByRole("link").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  button(name: string) {
    return this.main.getByRole("button", { name, exact: true }).first();
  }

  /** The row of a file or folder, by its name as it is shown. */
  row(name: string) {
    return this.table.getByRole("row").filter({ has: this.checkbox(name) });
  }

  /** The check box of a file or folder; "folder report" is the folder alone. */
  checkbox(name: string) {
    const literally = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s/g, "\\s");
    return this.page.getByRole("checkbox", { name: new RegExp(`^Select (folder )?${literally}$`) });
  }

  /** The names of the rows that are in the page, as they are shown. */
  async names(): Promise<string[]> {
    const boxes = this.table.getByRole("checkbox", { name: /^Select (?!all$)/ });
    const names = await boxes.evaluateAll((boxes) => boxes.map((box) => box.getAttribute("aria-label") ?? ""));
    return names.map((name) => name.replace(/^Select (folder )?/, ""));
  }

  async expectNames(names: string[]) {
    await expect.poll(() => this.names(), { message: "names in the table" }).toEqual(names);
  }

  /** Waits until the listing is there, be it empty. */
  async expectLoaded() {
    await expect(this.table).not.toHaveAttribute("aria-busy", "true");
    await expect(this.page.getByRole("progressbar")).toHaveCount(0);
  }

  async open(name: string) {
    await this.row(name).getByRole("link").click();
  }

  async select(...names: string[]) {
    for (const name of names) await this.checkbox(name).check();
  }

  /** Selects none: what can be done with the folder is there again. */
  async unselect() {
    await this.button("Clear selection").click();
  }

  async upload(...files: File[]) {
    const choosing = this.page.waitForEvent("filechooser");
    await this.uploadButton.click();
    await (await choosing).setFiles(files);
  }

  /** Uploads files of the disk, which may change meanwhile. */
  async uploadFromDisk(...paths: string[]) {
    const choosing = this.page.waitForEvent("filechooser");
    await this.uploadButton.click();
    await (await choosing).setFiles(paths);
  }

  /** Chooses a row, downloads it and reads what was saved. */
  async download(name: string): Promise<{ fileName: string; content: Buffer }> {
    await this.select(name);
    const downloading = this.page.waitForEvent("download");
    await this.downloadButton.click();
    const download = await downloading;
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    await this.checkbox(name).uncheck();
    return { fileName: download.suggestedFilename(), content: Buffer.concat(chunks) };
  }

  /** Deletes rows and waits until they are gone. */
  async delete(...names: string[]) {
    await this.select(...names);
    await this.deleteButton.click();
    await this.dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(this.dialog).toBeHidden();
    for (const name of names) await expect(this.checkbox(name)).toHaveCount(0);
  }

  async newFolder(name: string) {
    await this.newFolderButton.click();
    await this.dialog.getByRole("textbox", { name: "Folder name" }).fill(name);
    await this.dialog.getByRole("button", { name: "Create" }).click();
  }

  /** Opens a bucket by its name. */
  async openBucket(name: string, region = deployment().config.region) {
    await this.places.getByRole("button", { name: "Open bucket" }).click();
    await this.dialog.getByRole("textbox", { name: "Bucket name" }).fill(name);
    await this.dialog.getByRole("textbox", { name: "Region" }).fill(region);
    await this.dialog.getByRole("button", { name: "Open", exact: true }).click();
  }
}
