/** Programs and files that a run needs, none of which outlives it, whichever way it ends. */

import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** Starts a program in a process group of its own, so that all that it starts ends with it. */
export async function start(command: string, args: string[], options: SpawnOptions = {}): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: "ignore", ...options, detached: true });
  await once(child, "spawn");
  watch(child);
  return child;
}

/** Has a program that leads a process group end with the run. */
export function watch(child: ChildProcess) {
  running.add(child);
  child.once("exit", () => running.delete(child));
}

/** Ends a program and waits until it has ended. */
export async function end(child: ChildProcess) {
  if (!running.has(child)) return;
  const ended = once(child, "exit");
  kill(child);
  await ended;
}

function kill(child: ChildProcess) {
  try {
    process.kill(-child.pid!, "SIGKILL");
  } catch {
    // It has ended just now.
  }
}

/** A folder that is removed with all that is in it when the run ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "satchel-engines-"));
  folders.add(folder);
  return folder;
}

/** Those of a group end one after the other, and write until they do. */
const REMOVE = { recursive: true, force: true, maxRetries: 10 };

process.on("exit", () => {
  running.forEach(kill);
  folders.forEach((folder) => rmSync(folder, REMOVE));
});
for (const [signal, number] of [["SIGHUP", 1], ["SIGINT", 2], ["SIGTERM", 15]] as const) {
  process.on(signal, () => process.exit(128 + number));
}
