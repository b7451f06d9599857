/** The corpus of troublesome keys, `tests/fixtures/corpus.json`, as it stands below a visitor's prefix. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Group {
  about: string;
  /** Why no browser uploads these, where none can: AWS's client for Python puts them. */
  sdk?: string;
  keys: (string | { fill: string; bytes: number })[];
}

export interface Name {
  name: string;
  about: string;
  sdk?: string;
  /** What the object holds: marks of folders hold nothing, unless the group says so. */
  content: string;
}

const FILE = join(dirname(fileURLToPath(import.meta.url)), "../../tests/fixtures/corpus.json");

export function corpus(prefix: string): Name[] {
  const groups: Group[] = JSON.parse(readFileSync(FILE, "utf8"));
  return groups.flatMap(({ about, sdk, keys }) =>
    keys.map((key) => {
      const name = typeof key === "string" ? key : filled(key.fill, key.bytes - Buffer.byteLength(prefix));
      const isMark = name.endsWith("/") && !about.includes("content");
      return { name, about, ...(sdk === undefined ? {} : { sdk }), content: isMark ? "" : JSON.stringify(name) };
    }));
}

function filled(fill: string, bytes: number): string {
  return fill.repeat(Math.floor(bytes / Buffer.byteLength(fill)));
}

/** Browsers take these parts out of a URL before they send it. */
export const isAddressable = (name: string) => !name.split("/").some((part) => part === "." || part === "..");
