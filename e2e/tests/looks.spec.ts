import { expect, test } from "../support/test.ts";

test("the colours follow the system until the visitor chooses, and the choice is kept", async ({ page, entrance, shell, user }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await entrance.signIn(user);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  expect(dark).not.toBe(light);

  await shell.accountMenu.click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect.poll(background).toBe(light);
  await page.reload();
  await expect(shell.navigation).toBeVisible();
  expect(await background()).toBe(light);

  await shell.accountMenu.click();
  await expect(page.getByRole("menuitemradio", { name: "Light" })).toHaveAttribute("aria-checked", "true");
});

test("each screen has a title and a heading of its own", async ({ page, entrance, shell, user }) => {
  await entrance.open();
  await expect(page).toHaveTitle("Sign in – Satchel");
  await entrance.signIn(user);
  for (const [name, title] of [["Files", "My files – Files – Satchel"], ["Items", "Items – Satchel"], ["Session", "Session – Satchel"]] as const) {
    await shell.go(name);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(shell.navigation.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  }
  await page.goto("#/nowhere");
  await expect(page).toHaveTitle("Not found – Satchel");
});

test("one navigation: a column, a rail of icons, or a bar at the bottom with the places as a menu", async ({ page, entrance, files, shell, user }) => {
  await entrance.signIn(user);
  const all = ["Files", "Items", "API", "Session"];
  for (const width of [1280, 834, 360]) {
    await page.setViewportSize({ width, height: 740 });
    for (const name of all) await expect(shell.navigation.getByRole("link", { name, exact: true })).toBeVisible();
    await expect(files.uploadButton).toBeInViewport();
    await expect(shell.accountMenu).toBeInViewport();
  }
  await page.getByRole("button", { name: "My files, all places" }).click();
  await shell.choice("Shared").click();
  await files.expectLoaded();
  await expect(page).toHaveURL(/#\/files\/shared\/$/);
  await expect(files.main.getByText("Read only")).toBeVisible();
  await shell.go("Files");
  await expect(page).toHaveURL(/#\/files\/my\/$/);
});
