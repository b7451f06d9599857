// What was measured, in the words of the README.
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";

const BEGIN = "<!-- results -->";
const END = "<!-- /results -->";

export const TABLE_HEAD = ["| | Satchel | peer | ratio | wanted | |", "|---|--:|--:|--:|--:|---|"];

/** A line of the table: medians, and whether what is wanted is met, at `most` that much or at most that `ratio`. */
export function row(name, values, { most, ratio }) {
  const satchel = median(values.satchel);
  const quotient = satchel / median(values.peer);
  const met = most ? satchel <= most : quotient <= ratio;
  const numbers = [satchel.toFixed(1), median(values.peer).toFixed(1), quotient.toFixed(2)];
  const wanted = most ? `≤ ${most} kB` : `ratio ≤ ${ratio}`;
  return `| ${[name, ...numbers, wanted, met ? "met" : "**missed**"].join(" | ")} |`;
}

/** Where and when, for times mean nothing without it. */
export function machine(chromium, load) {
  const cpus = os.cpus();
  const date = new Date().toISOString().slice(0, 10);
  const hardware = `${cpus.length} × ${cpus[0].model.trim()}`;
  return `${date}, Chromium ${chromium}, Node.js ${process.versions.node}, ${hardware}, load at the start ${load.toFixed(1)}.`;
}

export function files(sent) {
  return [...sent].map(([path, bytes]) => `    ${String(bytes).padStart(7)}  ${path.slice(1)}`);
}

export function total(sent) {
  return [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** Puts the results between the marks of the `readme`. */
export function publish(readme, lines) {
  const text = readFileSync(readme, "utf8");
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const after = text.slice(text.indexOf(END));
  writeFileSync(readme, `${before}\n\n${lines.join("\n")}\n\n${after}`);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
