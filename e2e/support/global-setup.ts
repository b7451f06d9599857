/** Starts a local AWS in memory and deploys the built page to it, as an owner would. */

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { publish, type Config } from "./deployment.ts";
import { addProvidersOfPool } from "./federation.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const VENV = join(ROOT, ".tools/venv/bin");

export default async function setUp() {
  const dist = resolve(ROOT, process.env.E2E_DIST ?? "dist");
  insist(existsSync(join(dist, "index.html")), `There is no built page in ${dist}. Build it first: make build`);
  insist(existsSync(join(VENV, "python")), "The tools are not installed yet. Run scripts/setup first.");

  const { aws, https, process: server } = await start();
  try {
    const said = run("deploy/deploy.sh", "--endpoint-url", aws, "--dist", dist, ...parameters(aws));
    const bucket = /http:\/\/([a-z0-9.-]+)\.s3-website\.localhost/.exec(said)?.[1];
    insist(bucket, `deploy.sh did not say where the page is:\n${said}`);
    const text = await (await fetch(`${aws}/${bucket}/config.json`)).text();
    seed(text);
    const config: Config = JSON.parse(text);
    const site = `http://${bucket}.s3-website-${config.region}.amazonaws.com/`;
    const secure = `https://${bucket}.s3.${config.region}.amazonaws.com/index.html`;
    publish({ site, secure, aws, port: Number(new URL(aws).port), https, config });
    await addProvidersOfPool();
  } catch (error) {
    server.kill();
    throw error;
  }
  return () => end(server);
}

/**
 * The applications that the stand-ins of outside providers know (deploy/local/README.md), and where the page is for browsers
 * that cannot be told where a port is.
 */
function parameters(aws: string): string[] {
  const { host, port } = new URL(aws);
  const values = {
    AppOrigins: `http://*.${host},http://*.amazonaws.com:${port}`,
    FacebookAppId: "2390182930112345",
    GoogleClientId: "1053021930-satchel.apps.googleusercontent.com",
    AmazonAppId: "amzn1.application.5a7c6e1",
    AmazonClientId: "amzn1.application-oa2-client.5a7c6e1",
    AppleServicesId: "local.satchel.web",
    OidcIssuer: `${aws}/_providers/oidc`,
    OidcClientId: "satchel-web",
    OidcName: "Example ID",
    DeveloperLogin: "true",
    ManagedLoginDomain: "satchel",
    ManagedLoginPage: "single sign-on",
  };
  return Object.entries(values).flatMap(([name, value]) => ["--parameter", `${name}=${value}`]);
}

function insist(fulfilled: unknown, sentence: string): asserts fulfilled {
  if (!fulfilled) throw new Error(sentence);
}

/** The local AWS on a free port. It forgets everything when it ends. */
async function start(): Promise<{ aws: string; https: { port: number; key: string }; process: ChildProcess }> {
  const server = spawn(join(VENV, "python"), ["deploy/local", "--port", "0", "--https-port", "0"], {
    cwd: ROOT,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => server.kill());
  for await (const line of createInterface(server.stdout)) {
    const [, aws, port, key] = /(http:\/\/localhost:\d+) .*HTTPS: port (\d+), key (\S+)/.exec(line) ?? [];
    if (aws) return { aws, https: { port: Number(port), key }, process: server };
  }
  throw new Error("The local AWS ended before it was ready; what it said is above.");
}

async function end(server: ChildProcess) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill();
  await ended;
}

/** The demo's users and their files. */
function seed(config: string) {
  const directory = mkdtempSync(join(tmpdir(), "satchel-e2e-"));
  try {
    const file = join(directory, "config.json");
    writeFileSync(file, config);
    run(join(VENV, "python"), "deploy/local/demo.py", file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(command: string, ...options: string[]): string {
  const result = spawnSync(command, options, { cwd: ROOT, env: environment(), encoding: "utf8" });
  insist(result.status === 0, `${command} failed:\n${result.stdout}${result.stderr}${result.error ?? ""}`);
  return result.stdout;
}

/** The project's own tools first, and nothing of any real AWS account. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return { ...Object.fromEntries(kept), PATH: [VENV, process.env.PATH].join(delimiter) };
}
