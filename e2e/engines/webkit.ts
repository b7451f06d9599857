/**
 * WebKit, as WebKitGTK's small browser, by WebDriver. It needs a display, which is one of memory here. It cannot be told
 * where a host is, so the page has an address of this machine, which it takes for a secure context.
 */

import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import { Builder, Capabilities, type WebDriver, type WebElement } from "selenium-webdriver";

import { deployment } from "../support/deployment.ts";
import { executable } from "../support/executables.ts";
import { ELEMENTS, FIELDS, KEEP_CHOOSER, type Control, type Driver, type Role } from "./driver.ts";
import { end, start, temporaryFolder } from "./processes.ts";
import { until } from "./waiting.ts";

export async function webkit(downloads: string): Promise<Driver> {
  const { site, port } = deployment();
  const bucket = new URL(site).hostname.split(".")[0];
  const display = await startDisplay();
  const driverPort = await freePort();
  const server = await start(executable("WEBKIT_DRIVER", "WebKitWebDriver"), [`--port=${driverPort}`], {
    env: { ...process.env, ...homeOfItsOwn(downloads), DISPLAY: display.name },
  });
  const address = `http://127.0.0.1:${driverPort}`;
  await until("answer of WebKitWebDriver", async () => (await fetch(`${address}/status`)).ok);
  const options = { binary: miniBrowser(), args: ["--automation"] };
  const capabilities = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options });
  const driver = await new Builder().usingServer(address).withCapabilities(capabilities).build();
  await driver.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 960 });
  const close = async () => {
    try {
      await driver.quit();
    } finally {
      await end(server);
      await end(display.process);
    }
  };
  return new WebKit(driver, `http://${bucket}.s3-website.localhost:${port}/`, close);
}

/** A display of memory with a free number, which it says itself. */
async function startDisplay() {
  const process = await start(executable("XVFB", "Xvfb"), ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [number] = await once(createInterface(process.stdio[3] as Readable), "line");
  return { process, name: `:${number}` };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The folder for downloads is the one that the user's own settings name. */
function homeOfItsOwn(downloads: string) {
  const home = temporaryFolder();
  writeFileSync(join(home, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return { XDG_CONFIG_HOME: home, XDG_CACHE_HOME: join(home, "cache"), XDG_DATA_HOME: join(home, "data") };
}

/** Distributions keep it beside the library, whose folder is named after the machine's architecture. */
function miniBrowser(): string {
  const libraries = ["/usr/lib", ...readdirSync("/usr/lib").map((name) => join("/usr/lib", name)), "/usr/libexec", "/usr/lib64"];
  const found = libraries.map((folder) => join(folder, "webkit2gtk-4.1/MiniBrowser")).find((path) => existsSync(path));
  if (!found) throw new Error("WebKitGTK's MiniBrowser is not found. Run scripts/setup first.");
  return found;
}

/** What can be seen and is not behind a modal dialog. */
const SHOWN = `
  const dialog = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
  return [...dialog.querySelectorAll(arguments[0])].filter((element) => element.checkVisibility({ visibilityProperty: true }));`;

class WebKit implements Driver {
  readonly name = "WebKit";

  constructor(
    private readonly driver: WebDriver,
    readonly site: string,
    readonly close: () => Promise<void>,
  ) {}

  async open(url: string) {
    await this.driver.get(url);
  }

  find(role: Role, name: string) {
    const matches = async (element: WebElement) => (await element.getAriaRole()) === role && (await element.getAccessibleName()) === name;
    return this.shown(ELEMENTS[role], matches);
  }

  field(label: string) {
    return this.shown(FIELDS, async (element) => (await element.getAccessibleName()) === label);
  }

  private async shown(selector: string, matches: (element: WebElement) => Promise<boolean>): Promise<WebKitControl | undefined> {
    for (const element of await this.driver.executeScript<WebElement[]>(SHOWN, selector)) {
      if (await matches(element)) return new WebKitControl(element);
    }
  }

  text() {
    return this.evaluate<string>("document.body.innerText");
  }

  evaluate<T>(expression: string) {
    return this.driver.executeScript<T>(`return (${expression})`);
  }

  async choose(button: Control, path: string) {
    await this.evaluate(KEEP_CHOOSER);
    await button.click();
    const input = await until("file chooser", () => this.evaluate<WebElement | undefined>("window.chooser"));
    await input.sendKeys(path);
  }

  async screenshot() {
    return Buffer.from(await this.driver.takeScreenshot(), "base64");
  }
}

class WebKitControl implements Control {
  constructor(private readonly element: WebElement) {}

  async isEnabled() {
    return (await this.element.isEnabled()) && (await this.element.getAttribute("aria-disabled")) !== "true";
  }

  async click() {
    await this.element.click();
  }

  async fill(text: string) {
    await this.element.clear();
    await this.element.sendKeys(text);
  }
}
