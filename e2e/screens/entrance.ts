/** Sign in, sign up, confirm, reset the password. */

import { expect, type Page } from "@playwright/test";

import type { Visitor } from "../support/visitors.ts";

/** Presses the button of a way to sign in, which may be folded away. */
export async function choose(page: Page, name: string) {
  const button = page.getByRole("button", { name });
  const more = page.getByText("More ways to sign in");
  await expect(button.or(more).first()).toBeVisible();
  if (!(await button.isVisible())) await more.click();
  await button.click();
}

export class Entrance {
  get email() {
    return this.page.getByRole("textbox", { name: "Email" });
  }
  get password() {
    return this.page.getByRole("textbox", { name: "Password", exact: true });
  }
  get newPassword() {
    return this.page.getByRole("textbox", { name: "New password" });
  }
  get code() {
    return this.page.getByRole("textbox", { name: "Confirmation code" });
  }
  get keep() {
    return this.page.getByRole("checkbox", { name: "Keep me signed in" });
  }
  get signInButton() {
    return this.page.getByRole("button", { name: "Sign in" });
  }
  get createAccountLink() {
    return this.page.getByRole("link", { name: "Create account" });
  }
  get createAccountButton() {
    return this.page.getByRole("button", { name: "Create account" });
  }
  get forgotPassword() {
    return this.page.getByRole("link", { name: "Forgot password?" });
  }
  get guest() {
    return this.page.getByRole("button", { name: "Continue as guest" });
  }
  get confirmButton() {
    return this.page.getByRole("button", { name: "Confirm" });
  }
  get resendCode() {
    return this.page.getByRole("button", { name: "Resend code" });
  }
  get sendCode() {
    return this.page.getByRole("button", { name: "Send code", exact: true });
  }
  get setPassword() {
    return this.page.getByRole("button", { name: "Set password" });
  }
  get userName() {
    return this.page.getByRole("textbox", { name: "Username" });
  }
  get phone() {
    return this.page.getByRole("textbox", { name: "Phone number" });
  }
  /** Among the steps of a new account. */
  get codeLink() {
    return this.page.getByRole("link", { name: "Enter a confirmation code" });
  }
  get alert() {
    return this.page.getByRole("alert");
  }
  get status() {
    return this.page.getByRole("main").getByRole("status");
  }

  constructor(private readonly page: Page) {}

  heading(name: string) {
    return this.page.getByRole("heading", { level: 1, name });
  }

  async open(route = "#/sign-in") {
    await this.page.goto(route);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  async fill({ email, password }: Visitor) {
    await this.email.fill(email);
    await this.password.fill(password);
  }

  /** Opens the page and signs in; ends when the visitor is inside. */
  async signIn(visitor: Visitor, options: { keep?: boolean; route?: string } = {}) {
    await this.open(options.route);
    await this.fill(visitor);
    if (options.keep) await this.keep.check();
    await this.signInButton.click();
    await expect(this.page.getByRole("navigation", { name: "Main" })).toBeVisible();
  }

  /** Sends the form of a new account; ends where the code is asked for. */
  async signUp(visitor: Visitor) {
    await this.open("#/sign-up");
    await this.fill(visitor);
    await this.createAccountButton.click();
    await expect(this.code).toBeVisible();
  }

  /** Lets the pause between two codes pass, and asks for another. Needs the page's clock to be installed. */
  async resend() {
    await expect(this.resendCode).toBeDisabled();
    await this.page.clock.fastForward(31_000);
    await this.resendCode.click();
  }

  async confirm(code: string) {
    await this.code.fill(code);
    await this.confirmButton.click();
  }
}
