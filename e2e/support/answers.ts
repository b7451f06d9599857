/** Answers of AWS that the local one does not give by itself: faults, and what only an enemy would send. */

import type { Page, Route } from "@playwright/test";

import { operation } from "./wire.ts";

/** Readable by the page, as AWS's own answers are. */
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "Date,x-amz-request-id,x-amzn-RequestId,x-amzn-ErrorType" };

/** Has `answer` decide about the requests of one operation; the others go through. */
export async function intercept(page: Page, wanted: string, answer: (route: Route) => unknown) {
  await page.route("**/*", async (route) => {
    if (operation(route.request()) === wanted && route.request().method() !== "OPTIONS") await answer(route);
    else await route.fallback();
  });
}

/** Like `intercept`, for the first `times` requests only. */
export async function interceptFirst(page: Page, times: number, wanted: string, answer: (route: Route) => unknown) {
  let left = times;
  await intercept(page, wanted, (route) => (left-- > 0 ? answer(route) : route.fallback()));
}

export function jsonError(status: number, code: string, message = code) {
  const headers = { ...CORS, "x-amzn-requestid": "request-of-the-test" };
  return (route: Route) =>
    route.fulfill({ status, headers, contentType: "application/x-amz-json-1.1", body: JSON.stringify({ __type: code, message }) });
}

export function s3Error(status: number, code: string, message = code) {
  const headers = { ...CORS, "x-amz-request-id": "request-of-the-test" };
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return (route: Route) => route.fulfill({ status, headers, contentType: "application/xml", body });
}

/** `DeleteObjects` by a role that may delete none of them. */
export function refuseToDelete(route: Route) {
  const keys = (route.request().postData() ?? "").match(/<Key>[^<]*<\/Key>/g) ?? [];
  const errors = keys.map((key) => `<Error>${key}<Code>AccessDenied</Code><Message>Access Denied</Message></Error>`);
  const body = `<?xml version="1.0" encoding="UTF-8"?><DeleteResult>${errors.join("")}</DeleteResult>`;
  return route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body });
}

/** A listing of one object, whatever is there. */
export function listing(prefix: string, key: string) {
  const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/");
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult><Prefix>${encode(prefix)}</Prefix><Delimiter>/</Delimiter><EncodingType>url</EncodingType><KeyCount>1</KeyCount>
<IsTruncated>false</IsTruncated><Contents><Key>${encode(key)}</Key><LastModified>2026-11-21T09:00:00.000Z</LastModified>
<ETag>&quot;0&quot;</ETag><Size>10</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>`;
  return (route: Route) => route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body });
}

/** Pages of a folder that has these files, `keys`, whatever is there: as S3 lists them, by tokens or behind a key. */
export function pages(prefix: string, keys: string[]) {
  const sorted = keys.map((key) => `${prefix}${key}`).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const numbers = new Map(sorted.map((key, at) => [key, at]));
  const encode = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/");
  const contents = (key: string, at: number) =>
    `<Contents><Key>${encode(key)}</Key><LastModified>2026-11-${String(1 + (at % 28)).padStart(2, "0")}T09:00:00.000Z</LastModified>` +
    `<ETag>&quot;${at}&quot;</ETag><Size>${(at * 7919) % 100_003}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  return (route: Route) => {
    const query = new URL(route.request().url()).searchParams;
    const wanted = query.get("prefix") ?? "";
    const token = query.get("continuation-token");
    const after = token ? decodeURIComponent(token) : (query.get("start-after") ?? "");
    const matching = sorted.filter((key) => key.startsWith(wanted) && key > after);
    const page = matching.slice(0, Number(query.get("max-keys") ?? 1000));
    const rest = matching.length > page.length;
    const next = rest ? `<NextContinuationToken>${encode(page.at(-1)!)}</NextContinuationToken>` : "";
    const body = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Prefix>${encode(wanted)}</Prefix><EncodingType>url</EncodingType>` +
      `<IsTruncated>${rest}</IsTruncated>${next}${page.map((key) => contents(key, numbers.get(key)!)).join("")}</ListBucketResult>`;
    return route.fulfill({ status: 200, headers: CORS, contentType: "application/xml", body });
  };
}
