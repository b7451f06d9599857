/** The emails that the user pool sends. */

import { expect } from "@playwright/test";

import { deployment } from "./deployment.ts";

interface Message {
  to: string;
  subject: string;
  text: string;
  code: string | null;
  at: string;
}

/** The emails to one address, newest first. */
export async function messages(to: string): Promise<Message[]> {
  const url = `${deployment().aws}/_satchel/inbox.json?to=${encodeURIComponent(to)}`;
  return (await (await fetch(url)).json()).messages;
}

/** The code of the `count`th email to an address, once it is there. */
export async function code(to: string, count = 1): Promise<string> {
  await expect.poll(async () => (await messages(to)).length, { message: `email ${count} to ${to}` }).toBe(count);
  const [newest] = await messages(to);
  if (!newest?.code) throw new Error(`The email holds no code: ${newest?.text}`);
  return newest.code;
}
