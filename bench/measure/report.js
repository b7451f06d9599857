// What was measured, in the words of the README.
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";

export const TABLE_HEAD = ["| | Satchel | peer | ratio | wanted | |", "|---|--:|--:|--:|--:|---|"];

/**
 * A line of the table: medians, and whether what is wanted is met: at most that `ratio`, or at most so much with its unit, such as
 * `[100, "ms"]`. Without a peer there is no ratio; where nothing is wanted, nothing is judged.
 */
export function row(name, { satchel, peer }, { most, ratio }) {
  const value = median(satchel);
  const quotient = peer?.length ? value / median(peer) : undefined;
  const judged = most ? value <= most[0] : quotient <= ratio;
  const met = most || ratio ? (judged ? "met" : "**missed**") : "";
  const numbers = [value.toFixed(1), quotient === undefined ? "" : median(peer).toFixed(1), quotient?.toFixed(2) ?? ""];
  const wanted = most ? `≤ ${most.join(" ")}` : ratio ? `ratio ≤ ${ratio}` : "";
  return `| ${[name, ...numbers, wanted, met].join(" | ")} |`;
}

/** When and by what, for times mean nothing without it. */
export function machine(chromium, load) {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Chromium ${chromium}, Node.js ${process.versions.node}, ${os.cpus().length} cores, load at the start ${load.toFixed(1)}.`;
}

export function files(sent) {
  return [...sent].map(([path, bytes]) => `    ${String(bytes).padStart(7)}  ${path.slice(1)}`);
}

export function total(sent) {
  return [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** Puts the results of a group between its marks in the `readme`. */
export function publish(readme, group, lines) {
  const text = readFileSync(readme, "utf8");
  const [begin, end] = [`<!-- results: ${group} -->`, `<!-- /results: ${group} -->`];
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  const after = text.slice(text.indexOf(end));
  writeFileSync(readme, `${before}\n\n${lines.join("\n")}\n\n${after}`);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
