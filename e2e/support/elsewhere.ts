/** AWS's client for Python, as somebody else's program that writes to the bucket and reads it. */

import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { dataBucket, deployment } from "./deployment.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const PYTHON = join(HERE, "../../.tools/venv/bin/python");

interface Said {
  names: string[];
  refused: Record<string, string>;
  read: Record<string, { sha256: string; type: string }>;
}

function boto3(more: object): Promise<Said> {
  const { aws, config } = deployment();
  const asked = { endpoint: aws, region: config.region, bucket: dataBucket(), put: {}, ...more };
  return new Promise((resolve, reject) => {
    const program = execFile(PYTHON, [join(HERE, "elsewhere.py")], { maxBuffer: 2 ** 26 }, (error, said, complaints) =>
      error ? reject(new Error(complaints || String(error))) : resolve(JSON.parse(said)));
    program.stdin!.end(JSON.stringify(asked));
  });
}

/** Puts objects below a prefix. Gives what is there then, and the names that were refused with S3's code. */
export async function putElsewhere(prefix: string, put: Record<string, string>): Promise<{ names: string[]; refused: Record<string, string> }> {
  const { names, refused } = await boto3({ prefix, put });
  return { names, refused };
}

/** All objects below a prefix, by name: the SHA-256 of what they hold, and their type. What the page keeps for itself is left out. */
export async function readElsewhere(prefix: string): Promise<Said["read"]> {
  const { read } = await boto3({ prefix, read: true });
  return Object.fromEntries(Object.entries(read).filter(([name]) => !name.startsWith(".satchel/")));
}
