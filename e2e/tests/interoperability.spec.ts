import { code } from "../support/inbox.ts";
import { expect, test } from "../support/test.ts";
import { confirmElsewhere, newVisitor, signInElsewhere, signUpElsewhere } from "../support/visitors.ts";

test("an account made here signs in with AWS's own client", async ({ entrance, shell }) => {
  const visitor = newVisitor();
  await entrance.signUp(visitor);
  await entrance.confirm(await code(visitor.email));
  await expect(shell.navigation).toBeVisible();

  const session = await signInElsewhere(visitor);
  expect(session.getIdToken().payload["email"]).toBe(visitor.email);
  await expect(signInElsewhere({ ...visitor, password: `${visitor.password}x` })).rejects.toThrow(/Incorrect username or password/);
});

test("an account made with AWS's own client signs in here", async ({ entrance, shell, page }) => {
  const visitor = newVisitor();
  await signUpElsewhere(visitor);
  await confirmElsewhere(visitor, await code(visitor.email));

  await entrance.signIn(visitor);
  await expect(page).toHaveURL(/#\/files\/my\/$/);
  await shell.accountMenu.click();
  await expect(page.getByText(visitor.email).first()).toBeVisible();
});

test("passwords beyond ASCII mean the same to both", async ({ entrance, shell }) => {
  const visitor = newVisitor();
  visitor.password = `${visitor.password} ñ é 🧳 "quotes" `;
  await signUpElsewhere(visitor);
  await confirmElsewhere(visitor, await code(visitor.email));

  await entrance.signIn(visitor);
  await expect(shell.navigation).toBeVisible();
});
