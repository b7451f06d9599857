// As much of S3 as takes files: it counts the bytes of each, forgets them, and answers at once.
import { randomUUID } from "node:crypto";

import { text } from "./server.js";

const uploads = new Map();
const objects = new Map();

/** What has been stored below a prefix of a bucket since it was asked for last: how many objects, and how many bytes. */
export function taken(bucket, prefix) {
  const start = `/${bucket}/${prefix}`;
  const keys = [...objects.keys()].filter((key) => key.startsWith(start));
  const bytes = keys.reduce((sum, key) => sum + objects.get(key), 0);
  keys.forEach((key) => objects.delete(key));
  return { count: keys.length, bytes };
}

async function length(request) {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  return bytes;
}

const xml = (root, content) => ({
  status: 200, type: "application/xml",
  content: `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`,
});

/** S3's answer to a request that stores something, or nothing if it is another. */
export async function store(request) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const key = decodeURIComponent(pathname);
  const upload = uploads.get(searchParams.get("uploadId"));
  if (request.method === "PUT" && !request.headers["x-amz-copy-source"]) {
    const bytes = await length(request);
    if (upload) upload.set(Number(searchParams.get("partNumber")), bytes);
    else objects.set(key, bytes);
    const crc32 = request.headers["x-amz-checksum-crc32"];
    return { status: 200, type: "application/xml", content: "", headers: { ETag: `"${bytes.toString(16).padStart(32, "0")}"`, ...(crc32 && { "x-amz-checksum-crc32": crc32 }) } };
  }
  if (request.method !== "POST") return undefined;
  if (searchParams.has("uploads")) {
    const id = randomUUID();
    uploads.set(id, new Map());
    return xml("InitiateMultipartUploadResult", `<Bucket>b</Bucket><Key>k</Key><UploadId>${id}</UploadId>`);
  }
  if (!upload) return undefined;
  const parts = ((await text(request)).match(/<PartNumber>\d+/g) ?? []).map((part) => Number(part.slice("<PartNumber>".length)));
  objects.set(key, parts.reduce((sum, part) => sum + upload.get(part), 0));
  uploads.delete(searchParams.get("uploadId"));
  return xml("CompleteMultipartUploadResult", `<Bucket>b</Bucket><Key>k</Key><ETag>&quot;${"0".repeat(32)}-${parts.length}&quot;</ETag>`);
}

