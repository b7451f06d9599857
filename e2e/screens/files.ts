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
  /** The tiles, where files are shown as a gallery. */
  get gallery() {
    return this.page.getByRole("grid", { name: "Files" });
  }
  get searchBox() {
    return this.page.getByRole("searchbox", { name: "Search files" });
  }
  /** The choice of a view. */
  view(name: "List" | "Gallery" | "Flat") {
    return this.page.getByRole("radiogroup", { name: "View" }).getByRole("radio", { name });
  }
  /** What is said of how much there is. */
  get summary() {
    return this.page.locator(".files-summary");
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
  /** What is being copied or moved, or was. */
  get copying() {
    return this.page.getByRole("region", { name: "Copy, move, delete" });
  }
  get archives() {
    return this.page.getByRole("region", { name: "Downloads" });
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
  /** What can be done with what is selected, or with the folder. */
  get actions() {
    return this.page.getByRole("menu", { name: "Actions" });
  }
  /** What is known of what is selected, or of the folder. */
  get details() {
    return this.page.getByRole("complementary", { name: "Details" });
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

  /** Lists the folder anew: by the button of the status line, or by the folder's menu while uploads stand in that line's place. */
  async refresh() {
    const button = this.button("Refresh");
    if (await button.isVisible()) return button.click();
    await this.button("More").click();
    await this.page.getByRole("menuitem", { name: "Refresh" }).click();
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

  /** Opens the menu of a row by its button. */
  async openActions(name: string) {
    await this.row(name).hover();
    await this.row(name).getByRole("button", { name: "Actions" }).click();
    await expect(this.actions).toBeVisible();
  }

  /** Opens the details of a row. */
  async openDetails(name: string) {
    await this.checkbox(name).check();
    await this.button("Details").click();
    await expect(this.details).toBeVisible();
  }

  /** A tab of the details, chosen. */
  async tab(name: "Properties" | "Tags" | "Versions") {
    await this.details.getByRole("tab", { name }).click();
    return this.details.getByRole("tabpanel", { name });
  }

  /** Gives what the details show one more tag, which is its first. */
  async tag(key: string, value: string) {
    const tags = await this.tab("Tags");
    await tags.getByRole("button", { name: "Add a tag" }).click();
    await tags.getByRole("textbox", { name: "Key 1" }).fill(key);
    await tags.getByRole("textbox", { name: "Value 1" }).fill(value);
    await this.page.keyboard.press("Enter");
  }

  /** Opens the menu "Upload" and chooses what it is to ask for. */
  async chooseToUpload(what: "Upload files" | "Upload folder" = "Upload files") {
    const choosing = this.page.waitForEvent("filechooser");
    await this.uploadButton.click();
    await this.page.getByRole("menuitem", { name: what }).click();
    return choosing;
  }

  async upload(...files: File[]) {
    await (await this.chooseToUpload()).setFiles(files);
  }

  /** Uploads files of the disk, which may change meanwhile. */
  async uploadFromDisk(...paths: string[]) {
    await (await this.chooseToUpload()).setFiles(paths);
  }

  /** Answers what becomes of files whose names are taken, and lets identical ones be files as any. */
  async resolve(answer: "Replace" | "Keep both" | "Skip") {
    await this.dialog.getByRole("radio", { name: answer }).check();
    const identical = this.dialog.getByRole("checkbox", { name: "Skip identical files" });
    if (await identical.isVisible()) await identical.uncheck();
    await this.dialog.getByRole("button", { name: answer === "Skip" ? /^Skip \d/ : /^Upload \d/ }).click();
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
