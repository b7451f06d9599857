/** The cells of a code: one input beneath what is drawn. */

import { examine } from "../support/accessible.ts";
import { code } from "../support/inbox.ts";
import { expect, test } from "../support/test.ts";
import { newVisitor } from "../support/visitors.ts";

test("a code is typed or pasted into its cells, in any digits, and a longer one is shown whole", async ({ page, entrance, shell }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await expect(entrance.code).toBeFocused();
  await expect(entrance.code).toHaveAttribute("autocomplete", "one-time-code");
  await expect(entrance.code).toHaveAttribute("inputmode", "numeric");
  const cells = page.locator(".code-cells span");
  await expect(cells).toHaveCount(6);
  await page.keyboard.type("48");
  await expect(cells.nth(2), "where the next one goes").toHaveClass("next");
  await page.keyboard.type("a 2");
  await expect(entrance.code, "what is no digit is dropped").toHaveValue("482");
  await examine(page, "a code is typed");
  for (const pasted of ["482 913", "482-913", "٤٨٢٩١٣", "Your code is 482913. It is good for an hour."]) {
    await entrance.code.fill(pasted);
    await expect(entrance.code).toHaveValue("482913");
  }
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await entrance.code.evaluate((input) => input.scrollLeft), `nothing has moved at ${width} px`).toBe(0);
  }
  await entrance.code.fill("12345678");
  await expect(entrance.code).toHaveValue("12345678");
  await expect(cells.first(), "cells would hide the end of it").toBeHidden();
  const sent = await code(visitor.email);
  await entrance.confirm(`${sent.slice(0, 3)} ${sent.slice(3)}`);
  await expect(shell.navigation).toBeVisible();
});

test("a wrong code is said in one line, and the next digit starts anew", async ({ page, entrance }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  const right = await code(visitor.email);
  await entrance.confirm(right === "000000" ? "111111" : "000000");
  await expect(entrance.alert).toContainText("Wrong or old code.");
  await expect(entrance.code).toHaveAttribute("aria-invalid", "true");
  await expect(entrance.code).toBeFocused();
  expect(await entrance.code.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([0, 6]);
  await examine(page, "a code that was refused");
  await page.keyboard.type("7");
  await expect(entrance.code).toHaveValue("7");
  await expect(entrance.alert, "it is about what was typed before").toHaveCount(0);
  await expect(entrance.code).not.toHaveAttribute("aria-invalid", "true");
});
