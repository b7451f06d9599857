/** The browser of the machine: Playwright's own is not downloaded. */

import { deployment } from "./deployment.ts";
import { executable } from "./executables.ts";

/**
 * How it is started: every host of AWS leads to the local AWS, by HTTPS where the page is served by it, so that the page has
 * the address, and with it the rights, that it has at AWS.
 */
export function launchOptions() {
  const { port, secure, https } = deployment();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return {
    executablePath: executable("CHROMIUM", "chromium", "google-chrome", "chrome"),
    args: [
      ...asRoot,
      `--host-resolver-rules=MAP ${new URL(secure).hostname} 127.0.0.1:${https.port},MAP *.amazonaws.com 127.0.0.1:${port}`,
      `--ignore-certificate-errors-spki-list=${https.key}`,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}
