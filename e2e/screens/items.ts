/** The visitor's items of a table. */

import type { Page } from "@playwright/test";

export class Items {
  constructor(private readonly page: Page) {}

  get table() {
    return this.page.getByRole("table", { name: "Items" });
  }
  get alert() {
    return this.page.getByRole("alert");
  }
  get main() {
    return this.page.getByRole("main");
  }

  get pageSize() {
    return this.page.getByRole("combobox", { name: "Page size" });
  }

  get order() {
    return this.page.getByRole("combobox", { name: "Sort by" });
  }

  row(id: string) {
    return this.table.getByRole("row").filter({ hasText: id });
  }

  /** The panel in which an item is read in full. */
  details(id: string) {
    return this.page.getByRole("region", { name: id });
  }

  async open(id: string) {
    await this.row(id).getByRole("button").first().click();
  }
}
