/** What visitors may change about themselves. */

import { expect, type CDPSession, type Page } from "@playwright/test";

export const REGIONS = ["Profile", "Password", "Two-step verification", "Passkeys", "Devices", "Linked logins", "Danger zone"] as const;

export class AccountScreen {
  constructor(private readonly page: Page) {}

  get profile() {
    return this.region("Profile");
  }
  get password() {
    return this.region("Password");
  }
  get twoStep() {
    return this.region("Two-step verification");
  }
  get passkeys() {
    return this.region("Passkeys");
  }
  get devices() {
    return this.region("Devices");
  }
  get linkedLogins() {
    return this.region("Linked logins");
  }
  get danger() {
    return this.region("Danger zone");
  }
  get dialog() {
    return this.page.getByRole("dialog");
  }
  get code() {
    return this.page.getByRole("textbox", { name: "Confirmation code" });
  }
  get email() {
    return this.profile.getByRole("textbox", { name: "Email" });
  }
  get phone() {
    return this.profile.getByRole("textbox", { name: "Phone number" });
  }
  get name() {
    return this.profile.getByRole("textbox", { name: "Name" });
  }

  region(name: string) {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Waits until every region has what it asked for, or says why not. */
  async expectLoaded() {
    await expect(this.page.getByRole("heading", { level: 1, name: "Account" })).toBeVisible();
    await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
  }

  /** What `ask` has asked closes with the page, whichever way it is left, and is not asked again on the way back. */
  async expectToCloseWhenLeft(ask: () => Promise<void>) {
    for (const leave of [() => this.page.evaluate(() => (location.hash = "#/session")), () => this.page.goForward()]) {
      await ask();
      await expect(this.dialog).toBeVisible();
      await leave();
      await expect(this.page.getByRole("heading", { level: 1, name: "Account" })).toHaveCount(0);
      await expect(this.dialog).toHaveCount(0);
      await this.page.goBack();
      await this.expectLoaded();
      await expect(this.dialog).toHaveCount(0);
    }
  }

  async open() {
    await this.page.goto("#/account");
    await this.expectLoaded();
  }

  async save(changes: { email?: string; name?: string }) {
    if (changes.email !== undefined) await this.email.fill(changes.email);
    if (changes.name !== undefined) await this.name.fill(changes.name);
    await this.profile.getByRole("button", { name: "Save" }).click();
  }

  /** Leaves for a provider, signs in there as somebody, comes back and links the login. */
  async link(provider: string, name: string) {
    await this.begin(provider, name);
    await this.dialog.getByRole("button", { name: "Link" }).click();
  }

  /** Leaves for a provider, signs in there as somebody, and comes back: whether the login is to be linked is still asked. */
  async begin(provider: string, name: string) {
    await this.linkedLogins.getByRole("button", { name: `Link ${provider}`, exact: true }).click();
    await this.page.getByRole("textbox", { name: "Name or email" }).fill(name);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.expectLoaded();
  }

  async changePassword(current: string, proposed: string) {
    await this.password.getByRole("textbox", { name: "Current password" }).fill(current);
    await this.password.getByRole("textbox", { name: "New password" }).fill(proposed);
    await this.password.getByRole("button", { name: "Change password" }).click();
  }

  /** Has Chromium act as an authenticator that agrees to everything. */
  async addAuthenticator(options: object = {}): Promise<{ cdp: CDPSession; authenticatorId: string }> {
    const cdp = await this.page.context().newCDPSession(this.page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, ...options },
    });
    return { cdp, authenticatorId };
  }
}
