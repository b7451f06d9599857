/**
 * Firefox by WebDriver BiDi. It takes the website's host for this machine's own, and the page for what it is at AWS: plain
 * HTTP on a foreign host, so not a secure context.
 */

import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";

import { deployment } from "../support/deployment.ts";
import { executable } from "../support/executables.ts";
import { FIELDS, KEEP_CHOOSER, type Control, type Driver, type Role } from "./driver.ts";
import { temporaryFolder, watch } from "./processes.ts";
import { until } from "./waiting.ts";

export async function firefox(downloads: string): Promise<Driver> {
  const { site, port } = deployment();
  const { hostname } = new URL(site);
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: executable("FIREFOX", "firefox-esr", "firefox"),
    userDataDir: temporaryFolder(),
    defaultViewport: { width: 1280, height: 960 },
    extraPrefsFirefox: {
      "network.dns.localDomains": hostname,
      "browser.download.dir": downloads,
      "browser.download.folderList": 2,
      "browser.download.always_ask_before_handling_new_types": false,
    },
  });
  watch(browser.process()!);
  return new Firefox(browser, await browser.newPage(), `http://${hostname}:${port}/`);
}

class Firefox implements Driver {
  readonly name = "Firefox";

  constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    readonly site: string,
  ) {}

  async open(url: string) {
    await this.page.goto(url);
  }

  async find(role: Role, name: string) {
    return this.shown(`::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`);
  }

  async field(label: string) {
    return this.shown(`::-p-aria([name=${JSON.stringify(label)}])`, FIELDS);
  }

  private async shown(selector: string, among = "*"): Promise<FirefoxControl | undefined> {
    for (const handle of await this.page.$$(selector)) {
      if ((await handle.isVisible()) && (await handle.evaluate((element, among) => element.matches(among), among))) {
        return new FirefoxControl(handle);
      }
    }
  }

  text() {
    return this.evaluate<string>("document.body.innerText");
  }

  evaluate<T>(expression: string) {
    return this.page.evaluate(expression) as Promise<T>;
  }

  async choose(button: Control, path: string) {
    await this.evaluate(KEEP_CHOOSER);
    await button.click();
    const input = await until("file chooser", async () => (await this.page.evaluateHandle("window.chooser")).asElement());
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
  }

  screenshot() {
    return this.page.screenshot();
  }

  close() {
    return this.browser.close();
  }
}

class FirefoxControl implements Control {
  constructor(private readonly handle: ElementHandle) {}

  async isEnabled() {
    return this.handle.evaluate((element) => !element.matches(":disabled, [aria-disabled=true]"));
  }

  async click() {
    await this.handle.click();
  }

  async fill(text: string) {
    await this.handle.evaluate((element) => (element as HTMLInputElement).select());
    await this.handle.type(text);
  }
}
