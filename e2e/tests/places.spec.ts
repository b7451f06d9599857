import { config, serve } from "../support/configuration.ts";
import { dataBucket, deployment } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { identityOf, privatePrefix } from "../support/visitors.ts";

const ALL = ["get", "list", "write", "delete"];

const shared = (label: string, access: object, more: object = {}) => ({ label, bucket: dataBucket(), prefix: "shared/", access, ...more });

/** The deployment's places with others after them. */
async function withPlaces(page: import("@playwright/test").Page, ...places: object[]) {
  const changed = config();
  changed.storage.places.push(...places);
  await serve(page, "config.json", changed);
}

const names = (files: import("../screens/files.ts").Files) => files.places.locator("a .place-name").allTextContents();

test("all places appear, each by an address and in a region of its own", async ({ page, entrance, files, user }) => {
  const scopes: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("list-type=2")) scopes.push(/Credential=[^/]*\/\d+\/([^/]*)\//.exec(request.headers()["authorization"] ?? "")?.[1] ?? "");
  });
  await withPlaces(page, shared("Team A & B", { authenticated: ["read"] }, { slug: "team-a-b" }), shared("Afar", { authenticated: ["read"] }, { region: "eu-central-1" }));
  await entrance.signIn(user);
  await files.expectLoaded();
  expect(await names(files)).toEqual(["My files", "Shared", "Team A & B", "Afar"]);
  await files.place("Team A & B").click();
  await expect(page).toHaveURL(/#\/files\/team-a-b\/$/);
  await expect(files.row("Welcome.txt")).toBeVisible();
  await page.reload();
  await expect(files.row("Welcome.txt")).toBeVisible();
  await expect(files.breadcrumb).toContainText("Team A & B");
  await expect(files.place("Team A & B")).toHaveAttribute("aria-current", "page");
  // The bucket is not there, and only the request can tell.
  await files.place("Afar").click();
  await expect.poll(() => scopes.at(-1)).toBe("eu-central-1");

  // Its address is made of bucket and prefix; a link by its label leads there as well.
  const address = new RegExp(`#/files/${dataBucket()}-shared/$`);
  await expect(page).toHaveURL(address);
  await files.place("Shared").click();
  await expect(files.row("Welcome.txt")).toBeVisible();
  await page.goto("#/files/afar/");
  await expect(page).toHaveURL(address);
  await expect(files.place("Afar")).toHaveAttribute("aria-current", "page");
});

test("the place of a group is for its members", async ({ page, entrance, files, shell, user }) => {
  const UserPoolId = deployment().config.user_pool.id;
  const GroupName = `editors-${user.email}`;
  await withPlaces(page, shared("Editors", { groups: { [GroupName]: ["read"] } }));
  await entrance.signIn(user);
  await files.expectLoaded();
  expect(await names(files)).toEqual(["My files", "Shared"]);
  await page.goto("#/files/editors/");
  await expect(files.main.getByText("You can't view files here")).toBeVisible();

  await owner.userPools("CreateGroup", { UserPoolId, GroupName });
  await owner.userPools("AdminAddUserToGroup", { UserPoolId, GroupName, Username: user.email });
  await shell.signOut();
  await entrance.signIn(user);
  await expect(files.place("Editors")).toBeVisible();
  await files.place("Editors").click();
  await expect(files.row("Welcome.txt")).toBeVisible();
});

test("what a place does not allow is not offered, to nobody", async ({ page, entrance, files, shell, user }) => {
  const expectReadOnly = async () => {
    await expect(files.row("Welcome.txt")).toBeVisible();
    await expect(files.main.getByText("You can view files here but not add any.")).toBeVisible();
    for (const button of [files.uploadButton, files.newFolderButton, files.deleteButton]) await expect(button).toHaveCount(0);
    expect((await files.download("Welcome.txt")).content.toString()).toContain("Everyone who can sign in");
    await files.select("Welcome.txt");
    await files.row("Welcome.txt").focus();
    await page.keyboard.press("Delete");
    await expect(files.dialog).toHaveCount(0);
  };
  await entrance.signIn(user);
  await files.expectLoaded();
  await expect(files.uploadButton).toBeVisible();
  await files.place("Shared").click();
  await expectReadOnly();
  await files.place("My files").click();
  await expect(files.uploadButton).toBeVisible();
  await shell.signOut();
  await entrance.guest.click();
  await expect(page).toHaveURL(/#\/files\/shared\/$/);
  await expectReadOnly();
});

test("what S3 refuses is not offered again", async ({ page, entrance, files, user, wire }) => {
  const generous = config();
  generous.storage.places[1].access = { authenticated: ALL };
  await serve(page, "config.json", generous);
  await entrance.signIn(user);
  await files.place("Shared").click();
  await expect(files.row("Welcome.txt")).toBeVisible();
  await files.select("Welcome.txt");
  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog).toContainText("You don't have permission to do this here");
  await files.dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(files.deleteButton).toHaveCount(0);
  await expect(files.main.getByText("You can add files here but not delete any.")).toBeVisible();
  await files.unselect();
  await files.newFolderButton.click();
  await files.dialog.getByRole("textbox", { name: "Folder name" }).fill("mine");
  await files.dialog.getByRole("button", { name: "Create" }).click();
  await wire.expectStatuses("PutObject", [403]);
  await files.dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(files.uploadButton).toHaveCount(0);
  await expect(files.main.getByText("You can view files here but not add any.")).toBeVisible();
  await files.place("My files").click();
  await expect(files.uploadButton).toBeVisible();
});

test("nothing is asked for but the places", async ({ page, entrance, files, user, wire }) => {
  const other = config();
  other.storage.places = [
    { bucket: dataBucket(), prefix: "notices/", access: { authenticated: ["get", "list"] } },
    { bucket: dataBucket(), prefix: "reports/${cognito-identity.amazonaws.com:sub}/", access: { entityidentity: ALL } },
  ];
  await serve(page, "config.json", other);
  await entrance.signIn(user);
  await expect(files.place("Notices")).toBeVisible();
  expect(await names(files)).toEqual(["My files", "Notices"]);
  // Whoever leaves before S3 has answered learns nothing of it.
  await expect(files.alert).toContainText("You can't list this folder");
  await files.place("Notices").click();
  const asked = () => wire.of("ListObjectsV2").map(({ url }) => new URL(url).searchParams.get("prefix"));
  await expect.poll(asked).toEqual([`reports/${await identityOf(user)}/`, "notices/"]);
  expect(wire.exchanges.filter(({ url }) => /private(\/|%2F)/.test(url))).toEqual([]);

  // The roles of this stack allow neither; what was refused is not asked for again unasked.
  await expect(files.alert).toContainText("You can't list this folder");
  await files.place("My files").click();
  await expect(files.main.getByText("You can't view files here")).toBeVisible();
  expect(asked()).toHaveLength(2);
  await files.refresh();
  await expect.poll(asked).toHaveLength(3);
});

test("preferences are kept in the first place of one's own", async ({ page, entrance, files, shell, user }) => {
  const changed = config();
  changed.storage.places[0].label = "Notes";
  changed.storage.places[0].prefix = "private/${cognito-identity.amazonaws.com:sub}/notes/";
  await serve(page, "config.json", changed);
  await entrance.signIn(user);
  await files.expectLoaded();
  expect(await names(files)).toEqual(["Notes", "Shared"]);
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  await shell.accountMenu.click();
  await shell.choice("Dark").click();
  const prefix = await privatePrefix(user);
  await expect.poll(async () => (await owner.getObject(`${prefix}notes/.satchel/preferences.json`))?.toString() ?? "").toContain("dark");
  await files.refresh();
  await files.expectNames([]);
});

test.describe("navigation follows the configuration", () => {
  test("without files, tables and APIs there is the session, and addresses of what is missing say so", async ({ page, entrance, shell, files, user }) => {
    const changed = config();
    delete changed.storage;
    delete changed.tables;
    delete changed.api;
    await serve(page, "config.json", changed);
    await entrance.signIn(user);
    await expect(page).toHaveURL(/#\/session$/);
    await expect(shell.navigation.getByRole("link")).toHaveText(["Session"]);
    for (const [address, says] of [["files/my/", "This site keeps no files"], ["items", "This site keeps no items"], ["api", "This site has no API"], ["elsewhere", "This page doesn't exist"]]) {
      await page.goto(`#/${address}`);
      await expect(files.main).toContainText(says!);
    }
    await files.main.getByRole("link", { name: "Go to the start page" }).click();
    await expect(page).toHaveURL(/#\/session$/);
  });

  test("without files the items come first", async ({ page, entrance, shell, user }) => {
    const changed = config();
    changed.storage.places = [];
    await serve(page, "config.json", changed);
    await entrance.signIn(user);
    await expect(page).toHaveURL(/#\/items$/);
    await expect(shell.navigation.getByRole("link")).toHaveText(["Items", "API", "Session"]);
  });

  test("without a place of one's own the first that may be listed is where one starts", async ({ page, entrance, files, user }) => {
    const changed = config();
    changed.storage.places = [shared("Box", { authenticated: ["write"] }, { slug: "box" }), shared("Shared", { authenticated: ["read"] }, { slug: "shared" })];
    await serve(page, "config.json", changed);
    await entrance.signIn(user);
    await expect(page).toHaveURL(/#\/files\/shared\/$/);
    await expect(files.row("Welcome.txt")).toBeVisible();
    await page.goto("#/files/my/");
    await expect(files.main).toContainText("This place doesn't exist");
    await page.goto("#/files/box/");
    await expect(files.main.getByText("You can add files here but not view any.")).toBeVisible();
    await expect(files.uploadButton).toBeVisible();
  });
});
