import { textFile } from "../screens/files.ts";
import { intercept, listing } from "../support/answers.ts";
import { dataBucket } from "../support/deployment.ts";
import * as owner from "../support/owner.ts";
import { expect, test } from "../support/test.ts";
import { newUser, privatePrefix } from "../support/visitors.ts";

test("one account cannot see another's files", async ({ page, entrance, files, user, wire }) => {
  const bucket = dataBucket();
  const others = await privatePrefix(await newUser());
  await owner.putObject(`${others}diary.txt`, "Dear diary");
  await owner.putObject(`${await privatePrefix(user)}mine.txt`, "mine");

  await entrance.signIn(user);
  await files.expectNames(["mine.txt"]);
  expect(wire.statuses("ListObjectsV2")).toEqual([200]);

  await test.step("listing the other's prefix", async () => {
    wire.forget();
    await page.goto(`#/files/bucket/us-east-1/${bucket}/${others}`);
    await expect(files.alert).toContainText("You can't list this folder");
    await expect(files.alert).toContainText(bucket);
    await expect(files.main).not.toContainText("diary.txt");
    expect(wire.statuses("ListObjectsV2")).toEqual([403]);
    expect(decodeURIComponent(wire.of("ListObjectsV2")[0]!.url)).toContain(`prefix=${others}`);
  });

  await test.step("listing everything", async () => {
    wire.forget();
    await page.goto(`#/files/bucket/us-east-1/${bucket}/`);
    await expect(files.alert).toContainText("You can't list this folder");
    expect(wire.statuses("ListObjectsV2")).toEqual([403]);
  });

  await test.step("climbing out of one's own prefix", async () => {
    wire.forget();
    await page.goto(`#/files/my/../${others.split("/")[1]}/`);
    await expect(files.main.getByText(/^Nothing in .+ yet$|^This folder is empty$/).or(files.alert)).toBeVisible();
    await expect(files.main).not.toContainText("diary.txt");
  });

  await test.step("and one's own files are where they were", async () => {
    await page.goto("#/files/my/");
    await files.expectNames(["mine.txt"]);
  });
});

test("a listing that answers another question is not believed", async ({ page, entrance, files, user }) => {
  const others = await privatePrefix(await newUser());
  await intercept(page, "ListObjectsV2", listing(others, `${others}diary.txt`));
  await entrance.signIn(user);
  await expect(files.alert).toContainText("Couldn't load the files");
  await expect(files.main).not.toContainText("diary.txt");
});

test("knowing the name of another's file does not open or delete it", async ({ page, entrance, files, user, wire }) => {
  const bucket = dataBucket();
  const others = await privatePrefix(await newUser());
  await owner.putObject(`${others}diary.txt`, "Dear diary");
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "ListObjectsV2", listing(others, `${others}diary.txt`));
  await page.goto(`#/files/bucket/us-east-1/${bucket}/${others}`);
  await files.select("diary.txt");

  await files.downloadButton.click();
  await expect(files.alert).toContainText("Couldn't download “diary.txt”");
  expect(wire.statuses("GetObject"), "asked for one byte, and not given to the browser").toEqual([403]);

  await files.deleteButton.click();
  await files.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(files.dialog.getByRole("alert")).toContainText("Couldn't delete “diary.txt”");
  expect((await owner.getObject(`${others}diary.txt`))?.toString()).toBe("Dear diary");
});

test("a file cannot be put among another's", async ({ page, entrance, files, user, wire }) => {
  const bucket = dataBucket();
  const others = await privatePrefix(await newUser());
  await entrance.signIn(user);
  await files.expectLoaded();
  await intercept(page, "ListObjectsV2", listing(others, `${others}diary.txt`));
  await page.goto(`#/files/bucket/us-east-1/${bucket}/${others}`);
  await expect(files.row("diary.txt")).toBeVisible();
  await files.upload(textFile("gift.txt"));
  await expect(files.uploads).toContainText("You don't have permission to do this here");
  expect(wire.statuses("PutObject")).toEqual([403]);
  expect(await owner.keys(others)).toEqual([]);
});
