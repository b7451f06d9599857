/** The API console. */

import type { Page } from "@playwright/test";

export class ApiScreen {
  constructor(private readonly page: Page) {}

  get main() {
    return this.page.getByRole("main");
  }
  get operation() {
    return this.page.getByRole("combobox", { name: "Operation" });
  }
  get method() {
    return this.page.getByRole("combobox", { name: "Method" });
  }
  get path() {
    return this.page.getByRole("textbox", { name: "Path" });
  }
  get body() {
    return this.page.getByRole("textbox", { name: "Body" });
  }
  get send() {
    return this.page.getByRole("button", { name: "Send", exact: true });
  }
  get stop() {
    return this.page.getByRole("button", { name: "Stop" });
  }
  get response() {
    return this.page.getByRole("region", { name: "Response" });
  }
  /** What came as the body, set out over lines. */
  get answer() {
    return this.response.getByLabel("Body of the response");
  }
  get alert() {
    return this.main.getByRole("alert");
  }
  get history() {
    return this.page.getByRole("region", { name: "Earlier requests" });
  }

  /** Types a request of one's own. */
  async type(method: string, path: string, body?: string) {
    await this.method.selectOption(method);
    await this.path.fill(path);
    if (body !== undefined) await this.body.fill(body);
  }
}
