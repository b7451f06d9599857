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

  get signOutEverywhere() {
    return this.region("Where you are signed in").getByRole("button", { name: "Sign out everywhere" });
  }

  /** A row of the profile. */
  row(name: string) {
    return this.profile.getByRole("group", { name, exact: true });
  }
  /** What a closed row shows of its value. */
  shown(name: string) {
    return this.row(name).locator(".row-text");
  }
  /** The button that opens a row of the profile. */
  opener(name: string) {
    return this.row(name).getByRole("button", { name: /^(Change|Add) / });
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

  /** Opens a row of the profile, unless it is open, fills it in and sends it. */
  async set(name: string, value: string) {
    const field = this.row(name).getByRole("textbox", { name });
    await expect(this.opener(name).or(field)).toBeVisible();
    if (!(await field.isVisible())) await this.opener(name).click();
    await field.fill(value);
    await this.row(name).getByRole("button", { name: "Save" }).click();
  }

  async save(changes: { email?: string; name?: string }) {
    if (changes.email !== undefined) await this.set("Email", changes.email);
    if (changes.name !== undefined) await this.set("Name", changes.name);
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

  get passwordOpener() {
    return this.password.getByRole("button", { name: /^(Change|Set) password$/ });
  }

  async changePassword(current: string, proposed: string) {
    const field = this.password.getByRole("textbox", { name: "Current password" });
    await expect(this.passwordOpener.or(field)).toBeVisible();
    if (!(await field.isVisible())) await this.passwordOpener.click();
    await field.fill(current);
    await this.password.getByRole("textbox", { name: "New password" }).fill(proposed);
    await this.password.getByRole("button", { name: "Save" }).click();
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
