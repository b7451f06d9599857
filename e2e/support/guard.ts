/** What must never happen, whatever a test is about. */

import { expect, type BrowserContext } from "@playwright/test";

import { deployment } from "./deployment.ts";
import { PASSWORD_MARK } from "./visitors.ts";
import type { Wire } from "./wire.ts";

/**
 * The operations that take a new password; the user pool has no other way. Signing in is not among them. ChangePassword
 * takes the present one as well: there is no proof by SRP for it.
 */
const SET_A_PASSWORD = ["SignUp", "ConfirmForgotPassword", "ChangePassword"];
const setsPassword = (operation: string, body: string) =>
  SET_A_PASSWORD.includes(operation) || (operation === "RespondToAuthChallenge" && body.includes('"ChallengeName":"NEW_PASSWORD_REQUIRED"'));
/** Where a password is typed that is not proved by SRP: the login of the owner's own, and the user pool's page, which is not ours. */
const takesPassword = (method: string, url: string) =>
  method === "POST" && [deployment().config.developer_login.url, `${deployment().aws}/login`].includes(url);
/** Three parts of base64url, the first an encoded `{"`: a JSON Web Token. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;
/** The browser's own line for each answer of 400 and above, and for each connection that fails. */
const UNSUCCESSFUL = /^error: Failed to load resource: /;
/** Advice of Leptos's to whoever wrote the page. Only a build for development has it. */
const ADVICE = /^warning: At src\/.* outside a reactive tracking context/;
/** Playwright puts scripts into every frame. The one that a download comes to is sandboxed and runs none. */
const SANDBOXED = /^error: Blocked script execution in .* because the document's frame is sandboxed/;

export class Guard {
  private readonly console: string[] = [];
  private readonly addresses: string[] = [];
  private answersInFragment = false;
  private readonly expected: RegExp[] = [UNSUCCESSFUL, ADVICE, SANDBOXED];

  constructor(
    private readonly context: BrowserContext,
    private readonly wire: Wire,
  ) {
    context.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    context.on("weberror", (error) => this.console.push(`error: ${error.error()}`));
    context.on("page", (page) => page.on("framenavigated", (frame) => this.addresses.push(frame.url())));
  }

  /** Has violations of the Content-Security-Policy, also of one that only reports, said on the console. */
  async watch() {
    await this.context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.effectiveDirective} by ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
      });
    });
  }

  /**
   * A provider without a token endpoint for pages answers in the fragment, by its protocol. No server sees it, the page
   * takes it out at once, and it is of use with the nonce of this tab only.
   */
  expectAnswerInFragment() {
    this.answersInFragment = true;
  }

  /** The browser will say this on the console, and rightly so. */
  expect(complaint: RegExp) {
    this.expected.push(complaint);
  }

  check() {
    const complaints = this.console.filter((line) => /^(error|warning): /.test(line) && !this.expected.some((complaint) => complaint.test(line)));
    expect(complaints, "errors and violated policies on the console").toEqual([]);
    const leaks = (text: string) => TOKEN.test(text) || text.includes(PASSWORD_MARK);
    expect(this.console.filter(leaks), "secrets on the console").toEqual([]);
    const addresses = this.addresses.filter((address) => !(this.answersInFragment && /#(.*&)?id_token=/.test(address)));
    expect(addresses.filter(leaks), "secrets in the address").toEqual([]);
    const sent = this.wire.exchanges.filter(({ method, url, body, operation }) =>
      url.includes(PASSWORD_MARK) || TOKEN.test(url) ||
      (body.includes(PASSWORD_MARK) && !setsPassword(operation, body) && !takesPassword(method, url)));
    expect(sent, "passwords sent, or secrets in a URL").toEqual([]);
  }
}
