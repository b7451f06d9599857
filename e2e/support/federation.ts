/** Signing in on other sites: where providers send visitors back to, and the providers that the user pool knows. */

import type { Page } from "@playwright/test";

import { configure, deployment, secureSite } from "./deployment.ts";
import { userPools } from "./owner.ts";

/** Signs in at Facebook's stand-in without the page. Gives what the identity pool takes for it. */
export async function facebookLogin(name: string): Promise<Record<string, string>> {
  const { aws, config } = deployment();
  const asked = { client_id: config.providers.facebook.app_id, redirect_uri: secureSite(), response_type: "token", scope: "public_profile", state: "s" };
  const answer = await fetch(`${aws}/_providers/facebook/v23.0/dialog/oauth?${new URLSearchParams(asked)}`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ login: name, action: "sign-in" }),
  });
  const { hash } = new URL(answer.headers.get("location")!);
  return { "graph.facebook.com": new URLSearchParams(hash.slice(1)).get("access_token")! };
}

/** By name: the type, the app there (deploy/local/README.md), and what of its users the pool takes over. */
function providersOfPool() {
  const { aws } = deployment();
  const oidc = { client_id: "satchel-pool", client_secret: "satchel", oidc_issuer: `${aws}/_providers/oidc`, attributes_request_method: "GET" };
  const google = { client_id: "1053021930-satchel.apps.googleusercontent.com", client_secret: "GOCSPX-satchel" };
  const facebook = { client_id: "2390182930112345", client_secret: "satchel" };
  return {
    Google: { ProviderType: "Google", ProviderDetails: { ...google, authorize_scopes: "openid email profile" } },
    Facebook: { ProviderType: "Facebook", ProviderDetails: { ...facebook, authorize_scopes: "public_profile,email" } },
    Corp: { ProviderType: "OIDC", ProviderDetails: { ...oidc, authorize_scopes: "openid email profile" } },
    Partner: { ProviderType: "SAML", ProviderDetails: { MetadataURL: `${aws}/_providers/saml/metadata` } },
    // It tells no address, which every user of the pool has to have.
    Nameless: { ProviderType: "OIDC", ProviderDetails: { ...oidc, authorize_scopes: "openid" } },
  };
}

/** Adds them to the user pool, as its owner does by hand: a provider's secret is no business of the stack's. */
export async function addProvidersOfPool() {
  const ClientId = deployment().config.user_pool.client_id;
  const providers = Object.entries(providersOfPool());
  for (const [ProviderName, provider] of providers) {
    const claims = provider.ProviderType === "SAML" ? "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/" : "";
    const AttributeMapping = { email: claims ? `${claims}emailaddress` : "email", name: `${claims}name` };
    await userPools("CreateIdentityProvider", { ProviderName, ...provider, AttributeMapping });
  }
  const { UserPoolClient } = await userPools("DescribeUserPoolClient", { ClientId });
  const SupportedIdentityProviders = ["COGNITO", ...providers.map(([name]) => name)];
  await userPools("UpdateUserPoolClient", { ...UserPoolClient, SupportedIdentityProviders });
}

/** Has the page offer the user pool's providers, and none that only the identity pool knows. */
export async function offerProvidersOfPool(page: Page) {
  const { config } = deployment();
  const providers = Object.keys(providersOfPool()).map((name) => ({ name, identity_provider: name }));
  const user_pool = { ...config.user_pool, managed_login: { ...config.user_pool.managed_login, providers } };
  await configure(page, { providers: {}, user_pool });
}
