/** The browser of the machine: Playwright's own is not downloaded. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { deployment } from "./deployment.ts";

const NAMES = ["chromium", "google-chrome", "chrome"];

function executable(): string {
  const wanted = process.env.CHROMIUM;
  const names = wanted ? [wanted] : NAMES;
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((place) => names.map((name) => join(place, name)));
  const found = [...(wanted?.includes("/") ? [wanted] : []), ...places].find(isExecutable);
  if (!found) throw new Error(`No Chromium is found (${names.join(", ")}). Run scripts/setup, or set CHROMIUM to its path.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * How it is started: every website host leads to the local AWS, so that the page has the address, and with it the rights,
 * that it has at AWS.
 */
export function launchOptions() {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return {
    executablePath: executable(),
    args: [
      ...asRoot,
      `--host-resolver-rules=MAP *.amazonaws.com 127.0.0.1:${deployment().port}`,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}
