/** Files and folders on the visitor's disk, chosen and dropped as a system does it. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { test, type Page } from "@playwright/test";

/** A file of this test's own. */
export function onDisk(name: string, content: string | Buffer = name): string {
  const path = test.info().outputPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A folder of this test's own that holds nothing. */
export function emptyFolder(name: string): string {
  const path = test.info().outputPath(name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Drops them on the page, as the system tells the browser of it; a script cannot drop a folder. */
export async function drop(page: Page, ...paths: string[]) {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await browser.send("Input.dispatchDragEvent", { type, x: 640, y: 300, data });
}

/** Bytes of no kind. */
export function bytes(size: number, fill: number): Buffer {
  return Buffer.alloc(size, fill);
}

/** Something to wait for, and what lets it happen. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}
