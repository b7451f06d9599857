/** The frame around every page of somebody who is signed in. */

import { expect, type Page } from "@playwright/test";

export class Shell {
  get navigation() {
    return this.page.getByRole("navigation", { name: "Main" });
  }
  get accountMenu() {
    return this.page.getByRole("button", { name: "Account menu" });
  }
  get news() {
    return this.page.getByRole("status");
  }
  get offline() {
    return this.page.getByText("You're offline. Nothing is lost; work resumes by itself.");
  }
  get clockNotice() {
    return this.page.getByText("This device's clock is");
  }
  get alert() {
    return this.page.getByRole("alert");
  }

  constructor(private readonly page: Page) {}

  async go(name: "Files" | "Items" | "Session") {
    await this.navigation.getByRole("link", { name }).click();
  }

  menuItem(name: string) {
    return this.page.getByRole("menuitem", { name });
  }

  /** One of the menu's choices, such as a theme. */
  choice(name: string) {
    return this.page.getByRole("menuitemradio", { name });
  }

  async signOut() {
    await this.accountMenu.click();
    await this.menuItem("Sign out").click();
    await expect(this.page).toHaveURL(/#\/sign-in$/);
    await this.expectSignedOut();
  }

  /** The document has been loaded anew: what is done to the one before would be lost. */
  async expectSignedOut() {
    await this.page.waitForFunction(() => {
      const main = document.querySelector("main");
      return main && main.textContent !== "Signing out…" && !document.getElementById("first-paint");
    });
  }
}
