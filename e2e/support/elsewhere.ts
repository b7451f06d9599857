/** AWS's client for Python, as somebody else's program that writes to the bucket. */

import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { dataBucket, deployment } from "./deployment.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const PYTHON = join(HERE, "../../.tools/venv/bin/python");

/** Puts objects below a prefix. Gives what is there then, and the names that were refused with S3's code. */
export function putElsewhere(prefix: string, put: Record<string, string>): Promise<{ names: string[]; refused: Record<string, string> }> {
  const { aws, config } = deployment();
  const asked = { endpoint: aws, region: config.region, bucket: dataBucket(), prefix, put };
  return new Promise((resolve, reject) => {
    const program = execFile(PYTHON, [join(HERE, "elsewhere.py")], (error, said, complaints) =>
      error ? reject(new Error(complaints || String(error))) : resolve(JSON.parse(said)));
    program.stdin!.end(JSON.stringify(asked));
  });
}
