// One static server for both sides: the same machine, the same headers, everything gzipped as deploy.sh stores it. It
// keeps a list of what it sent, which is how first visits are weighed.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/**
 * Serves `sites`: from a path's start to the folder or file behind it, or from a whole path to the text that a function makes;
 * the first that fits and exists is taken. What `service` answers comes before, at an address of its own, of which browsers
 * ask leave as they ask AWS (CORS).
 */
export async function serve(sites, service) {
  const sent = new Map();
  const ready = new Map();
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") {
      response.writeHead(204, {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT",
        "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "",
        "Access-Control-Max-Age": 600,
      });
      response.end();
      return;
    }
    const answer = await service(request);
    if (answer) {
      response.writeHead(answer.status, { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*", "Content-Type": answer.type, ...answer.headers });
      response.end(answer.content);
      return;
    }
    const path = new URL(request.url, "http://localhost").pathname;
    if (!ready.has(path)) ready.set(path, await find(sites, path));
    const body = ready.get(path);
    if (!body) {
      response.writeHead(404).end();
      return;
    }
    sent.set(path, body.length);
    response.writeHead(200, {
      "Cache-Control": "max-age=3600",
      "Content-Encoding": "gzip",
      "Content-Length": body.length,
      "Content-Type": TYPES[extname(path)] ?? TYPES[".html"],
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    // A host of its own, since Satchel does not start on `localhost`, whose ports are anybody's.
    origin: `http://bench.localhost:${server.address().port}`,
    /** Where `service` is. */
    service: `http://localhost:${server.address().port}`,
    /** The files sent so far and their sizes on the wire. */
    sent,
    close: () => server.close(),
  };
}

/** All of a request's body. */
export async function text(stream) {
  let whole = "";
  for await (const chunk of stream.setEncoding("utf8")) whole += chunk;
  return whole;
}

const gzipped = (file) => promisify(execFile)("gzip", ["-9nc", file], { encoding: "buffer", maxBuffer: 2 ** 26 });

async function find(sites, path) {
  for (const [start, target] of sites) {
    if (typeof target === "function") {
      if (path === start) return gzipSync(target(), { level: 9 });
      continue;
    }
    if (!path.startsWith(start)) continue;
    const rest = path.slice(start.length);
    const file = target.pathname.endsWith("/") ? new URL(rest || "index.html", target) : target;
    const gzip = await gzipped(fileURLToPath(file)).catch(() => undefined);
    if (gzip) return gzip.stdout;
  }
  return undefined;
}
