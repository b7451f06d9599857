/** What the tests run against: one local AWS with the stack, the page and the demo's users on it. */

import type { Page } from "@playwright/test";

/** The parts of `config.json` that the tests use; deploy.sh writes it. */
export interface Config {
  region: string;
  user_pool: { id: string; client_id: string; managed_login: { url: string; page: string; providers: object[] } };
  identity_pool: { id: string; allow_guests: boolean };
  storage: { places: StoragePlace[] };
  tables: { name: string; partition_key: string; sort_key: string }[];
  api: { url: string; openapi: string };
  developer_login: { name: string; url: string };
  endpoints: Record<string, string>;
}

/** A place where files are kept. */
export interface StoragePlace {
  label?: string;
  bucket: string;
  region?: string;
  prefix: string;
  access: object;
}

export interface Deployment {
  /** The website's address: plain HTTP, on a host that is not `localhost`, so not a secure context. */
  site: string;
  /** The same page at its bucket's HTTPS address. */
  secure: string;
  /** Where the local AWS answers. */
  aws: string;
  port: number;
  /** Where it answers by HTTPS, and the fingerprint of the key that it does so with. */
  https: { port: number; key: string };
  config: Config;
}

const VARIABLE = "SATCHEL_E2E_DEPLOYMENT";

/** Tells the processes that run the tests, which inherit the environment of the one that set everything up. */
export function publish(deployment: Deployment) {
  process.env[VARIABLE] = JSON.stringify(deployment);
}

/** The deployment that the set-up made. */
export function deployment(): Deployment {
  const published = process.env[VARIABLE];
  if (!published) throw new Error("Nothing is deployed yet: this runs before the set-up has.");
  return JSON.parse(published);
}

/** The bucket that the stack makes for files. */
export function dataBucket(): string {
  return deployment().config.storage.places[0]!.bucket;
}

/** The demo's users; deploy/local/demo.py makes them. Tests only look at what is theirs. */
export const ALICE = { email: "alice@example.com", password: "Satchel-demo-1" };
export const BOB = { email: "bob@example.com", password: "Satchel-demo-1" };

/** The page at its HTTPS address, where browsers and providers allow what they do not by plain HTTP. */
export function secureSite(): string {
  return deployment().secure;
}

/** Has the page, in all tabs, be configured otherwise than deploy.sh does it. */
export async function configure(page: Page, changes: object) {
  await page.context().route("**/config.json", (route) => route.fulfill({ json: { ...deployment().config, ...changes } }));
}
