/** The page as a visitor uses it: every action waits until it is possible. */

import type { Control, Driver, Role } from "./driver.ts";
import { until } from "./waiting.ts";

export class Screen {
  constructor(private readonly driver: Driver) {}

  /** Opens a route of the page, such as `#/sign-in`, as somebody who types its whole address. */
  async open(route: string) {
    // An address that differs in the fragment alone loads nothing.
    await this.driver.open("about:blank");
    await this.driver.open(this.driver.site + route);
  }

  async fill(label: string, text: string) {
    await this.act(`field “${label}”`, () => this.driver.field(label), (field) => field.fill(text));
  }

  async click(role: Role, name: string) {
    await this.act(`${role} “${name}”`, () => this.driver.find(role, name), (control) => control.click());
  }

  async choose(button: string, path: string) {
    await this.act(`button “${button}”`, () => this.driver.find("button", button), (control) => this.driver.choose(control, path));
  }

  async expect(role: Role, name: string) {
    await until(`${role} “${name}”`, () => this.driver.find(role, name));
  }

  async expectNone(role: Role, name: string) {
    await until(`page without ${role} “${name}”`, async () => !(await this.driver.find(role, name)));
  }

  async expectText(text: string) {
    await until(`text “${text}”`, async () => (await this.driver.text()).includes(text));
  }

  async expectRoute(route: string) {
    await until(`address that ends in ${route}`, async () => (await this.driver.evaluate<string>("location.href")).endsWith(route));
  }

  private async act(what: string, find: () => Promise<Control | undefined>, action: (control: Control) => Promise<void>) {
    await until(what, async () => {
      const control = await find();
      if (!control || !(await control.isEnabled())) return false;
      await action(control);
      return true;
    });
  }
}
