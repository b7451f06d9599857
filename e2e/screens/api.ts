/** The API console. */

import type { Page } from "@playwright/test";

export class ApiScreen {
  constructor(private readonly page: Page) {}

  get main() {
    return this.page.getByRole("main");
  }
  get endpoint() {
    return this.page.getByRole("combobox", { name: "Endpoint" });
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

  /** How long it took, and how much came. */
  get summary() {
    return this.response.getByRole("status").filter({ hasText: "to the first byte" });
  }
  /** The events of a stream, as they have come. */
  get events() {
    return this.response.getByRole("list", { name: "Events" }).getByRole("listitem");
  }

  /** Chooses an endpoint that the configuration does not name. */
  async typeEndpoint(address: string, service?: string, region?: string) {
    await this.endpoint.selectOption({ label: "Other endpoint" });
    await this.main.getByRole("textbox", { name: "Address" }).fill(address);
    if (service !== undefined) await this.main.getByRole("textbox", { name: "Service" }).fill(service);
    if (region !== undefined) await this.main.getByRole("textbox", { name: "Region" }).fill(region);
  }

  /** Types a request of one's own. */
  async type(method: string, path: string, body?: string) {
    await this.method.selectOption(method);
    await this.path.fill(path);
    if (body !== undefined) await this.body.fill(body);
  }

  /** Sends a request without a body to the endpoint of this name. */
  async sendTo(endpoint: string, method: string, path: string) {
    await this.endpoint.selectOption({ label: endpoint });
    await this.type(method, path);
    await this.send.click();
  }
}
