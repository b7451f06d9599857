/** The chain from the visitor to each request. */

import type { Page } from "@playwright/test";

export class SessionScreen {
  constructor(private readonly page: Page) {}

  get main() {
    return this.page.getByRole("main");
  }
  get requests() {
    return this.page.getByRole("table", { name: "Requests" });
  }
  get details() {
    return this.page.getByRole("region").filter({ has: this.page.getByRole("button", { name: "Close details" }) });
  }

  request(operation: string) {
    return this.requests.getByRole("row").filter({ hasText: operation });
  }
}
