// Both sides in one page, timed alike.
import init, { enumerate, first_rows, Folder, read_page } from "./dist/listing.js";
import * as peer from "./dist/peer.js";

await init();

const timed = async (work) => {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
};

window.enumerate = {
  satchel: (config, bucket, prefix, text) => timed(async () => Array.from(await enumerate(config, bucket, prefix, text))),
  peer: (_, bucket, prefix, text) => timed(() => peer.enumerate(location.origin, bucket, prefix, text)),
};

/** Satchel's rows, to nothing but the bytes of the page that they are in: a round trip, and what the line takes for a page. */
window.firstRows = {
  satchel: (config, bucket, prefix) => timed(() => first_rows(config, bucket, prefix)),
  peer: (_, bucket, prefix) => timed(async () => {
    const query = new URLSearchParams({ delimiter: "/", "encoding-type": "url", "list-type": 2, "max-keys": 1000, prefix });
    const answer = await fetch(`/${bucket}/?${query}`, { cache: "no-store" });
    return (await answer.arrayBuffer()).byteLength;
  }),
};

/** A page of keys. What the SDK does beside reading it is measured by a page without any, and taken off. */
window.readPage = {
  satchel: (body, _, prefix) => {
    const bytes = new TextEncoder().encode(body);
    return timed(() => read_page(bytes, prefix));
  },
  peer: async (body, empty) => {
    const beside = await timed(() => peer.read(empty));
    const whole = await timed(() => peer.read(body));
    return { ms: whole.ms - beside.ms, result: whole.result };
  },
};

/** Rows in order: Satchel's, whose order by name is made page by page, and an array sorted by the browser's own collator. */
window.rows = {
  satchel: async (pages, prefix) => {
    const folder = new Folder();
    for (const page of pages) folder.add(new TextEncoder().encode(page), prefix);
    const byName = await timed(() => folder.order(0, true));
    const bySize = await timed(() => folder.order(1, false));
    const byDate = await timed(() => folder.order(3, false));
    const selected = await timed(() => folder.select_all());
    folder.free();
    return { byName, bySize, byDate, selected };
  },
  peer: async (pages) => {
    const parsed = pages.map((page) => new DOMParser().parseFromString(page, "application/xml"));
    const text = (node, name) => node.getElementsByTagName(name)[0].textContent;
    const rows = parsed.flatMap((page) => [...page.getElementsByTagName("Contents")]).map((node) => ({
      key: decodeURIComponent(text(node, "Key")), size: Number(text(node, "Size")), modified: Date.parse(text(node, "LastModified")),
    }));
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    const byName = await timed(() => rows.toSorted((a, b) => compare(b.key, a.key))[0].key);
    const bySize = await timed(() => rows.toSorted((a, b) => a.size - b.size || compare(a.key, b.key))[0].key);
    const byDate = await timed(() => rows.toSorted((a, b) => a.modified - b.modified || compare(a.key, b.key))[0].key);
    const selected = await timed(() => {
      const keys = new Set(rows.map((row) => row.key));
      return rows.filter((row) => keys.has(row.key)).length;
    });
    return { byName, bySize, byDate, selected };
  },
};
