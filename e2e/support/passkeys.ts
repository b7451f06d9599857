/** An authenticator in software, by Chromium's own test interface, and a passkey on it, registered without our page. */

import type { CDPSession, Page } from "@playwright/test";

import { userPools } from "./owner.ts";
import type { Pool } from "./pools.ts";
import type { Visitor } from "./visitors.ts";

/** Plugs an authenticator in. Its user agrees to everything, until told otherwise by `setUserVerified`. */
export async function plugIn(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return { cdp, authenticatorId };
}

/** Makes a passkey for a user, on the page that is open. */
export async function register(page: Page, pool: Pool, { email, password }: Visitor) {
  const AuthParameters = { USERNAME: email, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: password };
  const { AuthenticationResult } = await userPools("InitiateAuth", { ClientId: pool.client_id, AuthFlow: "USER_AUTH", AuthParameters });
  const AccessToken = AuthenticationResult.AccessToken;
  const { CredentialCreationOptions } = await userPools("StartWebAuthnRegistration", { AccessToken });
  const Credential = await page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    return made.toJSON();
  }, CredentialCreationOptions);
  await userPools("CompleteWebAuthnRegistration", { AccessToken, Credential });
}
