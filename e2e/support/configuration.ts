/** Files that stand in for the deployment's own configuration. */

import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { deployment } from "./deployment.ts";

/** The deployment's `config.json`, to be changed at will. */
export const config = () => structuredClone(deployment().config) as any;

/** A file as owners have them; see src/core/config/cases.rs. */
export const fixture = (name: string) => readFileSync(new URL(`../../tests/fixtures/configs/${name}`, import.meta.url));

/** Answers for one of the page's own files in place of the website. */
export async function serve(page: Page, file: string, content: unknown, status = 200) {
  await page.route(`**/${file}`, (route) => {
    if (content === undefined) return route.fulfill({ status: 404, contentType: "text/html", body: "<html>not found</html>" });
    const body = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    return route.fulfill({ status, contentType: "application/json", body });
  });
}
