/** Everything that the page sends, with what came back. */

import { expect, type BrowserContext, type Request } from "@playwright/test";

import { deployment } from "./deployment.ts";

export interface Exchange {
  /** The operation as the API reference spells it, or the method for what is no AWS operation. */
  operation: string;
  method: string;
  url: string;
  /** What was sent, as text. */
  body: string;
  headers: Record<string, string>;
  /** Nothing while there is no response. */
  status?: number;
  /** Why there is none. */
  failure?: string;
}

export class Wire {
  readonly exchanges: Exchange[] = [];

  constructor(context: BrowserContext) {
    const known = new Map<Request, Exchange>();
    context.on("request", (request) => {
      const exchange = {
        operation: operation(request),
        method: request.method(),
        url: request.url(),
        body: request.postDataBuffer()?.toString("latin1") ?? "",
        headers: request.headers(),
      };
      known.set(request, exchange);
      this.exchanges.push(exchange);
    });
    context.on("response", (response) => {
      const exchange = known.get(response.request());
      if (exchange) exchange.status = response.status();
    });
    context.on("requestfailed", (request) => {
      const exchange = known.get(request);
      if (exchange) exchange.failure = request.failure()?.errorText ?? "failed";
    });
  }

  /** All requests of one operation so far. */
  of(operation: string): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.operation === operation);
  }

  /** The statuses of one operation's answers so far. */
  statuses(operation: string): number[] {
    return this.of(operation).flatMap(({ status }) => status ?? []);
  }

  /** Waits until an operation was answered so. */
  async expectStatuses(operation: string, statuses: number[]) {
    await expect.poll(() => this.statuses(operation), { message: `answers to ${operation}` }).toEqual(statuses);
  }

  forget() {
    this.exchanges.length = 0;
  }
}

/** What a request asks AWS for. */
export function operation(request: Request): string {
  const url = new URL(request.url());
  const target = request.headers()["x-amz-target"];
  if (target) return target.split(".").pop() ?? target;
  if (url.origin !== deployment().aws) return request.method();
  const [, , ...key] = url.pathname.split("/");
  // What the page keeps for itself, beside what a test is about.
  if (key.join("/").includes("/.satchel/")) return { GET: "GetPreferences", PUT: "PutPreferences" }[request.method()] ?? request.method();
  if (url.searchParams.has("uploads")) return "CreateMultipartUpload";
  const copies = "x-amz-copy-source" in request.headers();
  if (url.searchParams.has("partNumber") && copies) return "UploadPartCopy";
  if (url.searchParams.has("partNumber")) return "UploadPart";
  if (url.searchParams.has("uploadId")) {
    return { GET: "ListParts", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" }[request.method()] ?? request.method();
  }
  if (url.searchParams.has("tagging")) return { GET: "GetObjectTagging", PUT: "PutObjectTagging", DELETE: "DeleteObjectTagging" }[request.method()] ?? request.method();
  if (url.searchParams.has("versions")) return "ListObjectVersions";
  if (url.searchParams.has("restore")) return "RestoreObject";
  if (copies) return "CopyObject";
  if (key.join("/") !== "") {
    return { GET: "GetObject", HEAD: "HeadObject", PUT: "PutObject", DELETE: "DeleteObject" }[request.method()] ?? request.method();
  }
  if (url.searchParams.get("list-type") === "2") return "ListObjectsV2";
  if (url.searchParams.has("delete")) return "DeleteObjects";
  return request.method();
}
