// Keys of many kinds, and the pages by which S3 lists them.

const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
};
const digits = (number, length) => String(number).padStart(length, "0");
const hex = (number, length) => number.toString(16).padStart(8, "0").slice(0, length);
const WORDS = ["Abrechnung", "album", "Angebot", "Äpfel", "Bericht", "beach", "Brief", "café", "Copy of", "Dokument", "draft", "Entwurf",
  "Foto", "final", "Garten", "Größe", "Haus", "invoice", "Jahr", "Karte", "letter", "Liste", "Müll", "Notiz", "Öl", "photo", "Plan",
  "Quittung", "Rechnung", "report", "Straße", "scan", "Termin", "Übersicht", "Vertrag", "Wohnung", "zeugnis", "日本", "東京", "見積書"];

/** `at` is which of `count` it is; `next` gives numbers that are the same in every run. */
const KINDS = {
  numbered: (at) => `img_${digits(at, 7)}.jpg`,
  uuids: (at, count, next) => `${hex(next(), 8)}-${hex(next(), 4)}-4${hex(next(), 3)}-a${hex(next(), 3)}-${hex(next(), 8)}${hex(next(), 4)}`,
  // Three years of logs, of which each month has more than the one before.
  dates: (at, count, next) => {
    const month = Math.floor(36 * Math.sqrt((at + 0.5) / count));
    return `logs/${2022 + Math.floor(month / 12)}/${digits(1 + (month % 12), 2)}/${digits(1 + (next() % 28), 2)}/` +
      `${digits(next() % 24, 2)}-${digits(next() % 60, 2)}-${hex(next(), 8)}.log`;
  },
  // Eight small folders, and a heavy one in one of them.
  heavy: (at, count, next) => (at < 400 ? `folder-${at % 8}/file ${digits(at, 4)}.txt` : `folder-5/heavy/${digits(at, 7)}-${hex(next(), 4)}.dat`),
  // As deep as a key can be, but for its name.
  deep: (at) => `${"folder/".repeat(120)}${digits(at, 7)}.bin`,
  // As in src/core/files/listing/simulation.rs.
  words: (at, count, next) => `${WORDS[next() % WORDS.length]} ${WORDS[next() % WORDS.length]} ${(at * 7919) % 100_003}.pdf`,
};

/** What all keys of a bucket begin with. */
export const PREFIX = "photos/";

// S3 orders keys by the bytes of UTF-8, JavaScript text by UTF-16; they differ only beyond the basic plane, which is not here.
function keysOf(kind, count) {
  const next = random(count);
  const keys = Array.from({ length: count }, (_, at) => PREFIX + KINDS[kind](at, count, next));
  return [...new Set(keys)].sort();
}

const inXml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
// As S3 encodes where it is asked to: as HTML forms do, but for the slash.
const encoded = (key) => encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
const contents = (key, at) =>
  `<Contents><Key>${key}</Key><LastModified>2026-${digits(1 + (at % 12), 2)}-21T09:00:00.000Z</LastModified>` +
  `<ETag>&quot;${digits(at, 32)}&quot;</ETag><Size>${(at * 7919) % 1_000_003}</Size><StorageClass>STANDARD</StorageClass></Contents>`;

const buckets = new Map();

/** A bucket called after its kind, how many keys it has and how long an answer takes: `numbered-100000-50`. */
export function bucket(name) {
  if (!buckets.has(name)) {
    const [kind, count, delay] = name.split("-");
    if (!KINDS[kind]) return undefined;
    buckets.set(name, { keys: keysOf(kind, Number(count)), delay: Number(delay), pages: new Map() });
  }
  return buckets.get(name);
}

/** Forgets a bucket, of which there may be a million keys. */
export const drop = (name) => buckets.delete(name);

function firstBehind(keys, key) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

function written({ keys }, from, to, query) {
  const isEncoded = query.get("encoding-type") === "url";
  const key = isEncoded ? encoded : inXml;
  const more = to < keys.length ? `<NextContinuationToken>${Buffer.from(keys[to - 1]).toString("base64")}</NextContinuationToken>` : "";
  const parts = [];
  for (let at = from; at < to; at++) parts.push(contents(key(keys[at]), at));
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>` +
    `<Prefix>${key(query.get("prefix") ?? "")}</Prefix>${isEncoded ? "<EncodingType>url</EncodingType>" : ""}` +
    `<KeyCount>${to - from}</KeyCount><MaxKeys>1000</MaxKeys>` +
    `<IsTruncated>${to < keys.length}</IsTruncated>${more}${parts.join("")}</ListBucketResult>`);
}

/** A page of a bucket, as `ListObjectsV2` answers a query. Pages from the same key on are made once, so that no side waits for them. */
export function page(bucket, query) {
  const { keys, pages } = bucket;
  const token = query.get("continuation-token");
  const after = token ? Buffer.from(token, "base64").toString() : query.get("start-after");
  const from = after ? firstBehind(keys, after) : 0;
  const to = Math.min(from + Number(query.get("max-keys") ?? 1000), keys.length);
  const name = `${from} ${to} ${query.get("encoding-type")}`;
  if (!pages.has(name)) pages.set(name, written(bucket, from, to, query));
  return pages.get(name);
}
