// The memory of a tab, as Chromium's task manager counts it: what its process has for itself alone.
import { readFileSync } from "node:fs";

const MEGABYTE = 1e6;

async function renderers(devtools) {
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  return new Set(processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id));
}

/** The megabytes of a process; Linux knows them. */
function footprint(id) {
  try {
    const kilobytes = (name) => Number(readFileSync(`/proc/${id}/status`, "utf8").match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? 0);
    return ((kilobytes("RssAnon") + kilobytes("VmSwap")) * 1024) / MEGABYTE;
  } catch {
    return 0;
  }
}

/** Watches the tab that `open` opens in the browser to which `devtools` speaks. */
export async function watched(devtools, open) {
  const others = await renderers(devtools);
  const tab = await open();
  const own = [...(await renderers(devtools))].filter((id) => !others.has(id));
  // Chromium keeps an empty process ready; the tab's is the larger one.
  const megabytes = () => Math.max(0, ...own.map(footprint));
  return {
    tab,
    megabytes,
    /** The most that it has while `work` is done. */
    async most(work) {
      let most = megabytes();
      const timer = setInterval(() => (most = Math.max(most, megabytes())), 50);
      try {
        return { result: await work(), most };
      } finally {
        clearInterval(timer);
      }
    },
  };
}
