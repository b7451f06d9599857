/** People with an address and a password, and AWS's own JavaScript client to act for them. */

import { randomBytes } from "node:crypto";

import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from "amazon-cognito-identity-js";
import { Secret, TOTP } from "otpauth";

import "./modpow.ts";
import { deployment } from "./deployment.ts";
import * as owner from "./owner.ts";

export interface Visitor {
  email: string;
  password: string;
}

/** Stands in every password of the tests, so that it can be looked for where no password belongs. */
export const PASSWORD_MARK = "Marmalade";

/** Somebody nobody knows yet. */
export function newVisitor(): Visitor {
  const id = randomBytes(6).toString("hex");
  return { email: `visitor-${id}@example.com`, password: `${PASSWORD_MARK}-${id}-7` };
}

/** Somebody with an account whose address is confirmed. */
export async function newUser(): Promise<Visitor> {
  const visitor = newVisitor();
  await owner.createUser(visitor.email, visitor.password);
  return visitor;
}

/** A user pool, by AWS's own client. */
function pool(of: { id: string; client_id: string } = deployment().config.user_pool): CognitoUserPool {
  return new CognitoUserPool({ UserPoolId: of.id, ClientId: of.client_id, endpoint: deployment().aws, Storage: new Memory() });
}

/** Signs in by AWS's own client at a pool that remembers devices, which makes one; gives its key. */
export function rememberDeviceElsewhere({ email, password }: Visitor, at: { id: string; client_id: string }): Promise<string> {
  const storage = new Memory();
  const Pool = new CognitoUserPool({ UserPoolId: at.id, ClientId: at.client_id, endpoint: deployment().aws, Storage: storage });
  const user = new CognitoUser({ Username: email, Pool, Storage: storage });
  const details = new AuthenticationDetails({ Username: email, Password: password });
  return new Promise((resolve, onFailure) =>
    user.authenticateUser(details, {
      onSuccess: (session) => resolve(session.getAccessToken().decodePayload().device_key),
      onFailure,
    }));
}

class Memory implements ICognitoStorage {
  private values = new Map<string, string>();
  setItem = (key: string, value: string) => void this.values.set(key, value);
  getItem = (key: string) => this.values.get(key) ?? null;
  removeItem = (key: string) => void this.values.delete(key);
  clear = () => this.values.clear();
}

/** Signs up by AWS's own client. */
export function signUpElsewhere({ email, password }: Visitor): Promise<void> {
  return new Promise((resolve, reject) => pool().signUp(email, password, [], [], (error) => (error ? reject(error) : resolve())));
}

/** Confirms the address by AWS's own client. */
export function confirmElsewhere({ email }: Visitor, code: string): Promise<void> {
  const user = new CognitoUser({ Username: email, Pool: pool(), Storage: new Memory() });
  return new Promise((resolve, reject) => user.confirmRegistration(code, false, (error) => (error ? reject(error) : resolve())));
}

/** Signs in by AWS's own client, with SRP. */
export function signInElsewhere({ email, password }: Visitor, at?: { id: string; client_id: string }): Promise<CognitoUserSession> {
  const user = new CognitoUser({ Username: email, Pool: pool(at), Storage: new Memory() });
  const details = new AuthenticationDetails({ Username: email, Password: password });
  return new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
}

/** Asks for new tokens. AWS's own client knows only the way that clients with rotation do not have. */
export function refreshElsewhere(RefreshToken: string): Promise<object> {
  return owner.userPools("GetTokensFromRefreshToken", { ClientId: deployment().config.user_pool.client_id, RefreshToken });
}

/** What a user shows the identity pool. */
export async function loginOf(visitor: Visitor): Promise<Record<string, string>> {
  const { config } = deployment();
  const session = await signInElsewhere(visitor);
  return { [`cognito-idp.${config.region}.amazonaws.com/${config.user_pool.id}`]: session.getIdToken().getJwtToken() };
}

/** The identity of whoever shows these logins, which are linked by that. */
export async function identityBy(Logins: Record<string, string>): Promise<string> {
  const { config, aws } = deployment();
  const answer = await fetch(aws, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityService.GetId" },
    body: JSON.stringify({ IdentityPoolId: config.identity_pool.id, Logins }),
  });
  return (await answer.json()).IdentityId;
}

/** The identity that a user gets at the identity pool. */
export async function identityOf(visitor: Visitor): Promise<string> {
  return identityBy(await loginOf(visitor));
}

/** The temporary credentials of a user, as the variables that the AWS CLI and SDKs know. */
export async function credentialsOf(visitor: Visitor): Promise<Record<string, string>> {
  const Logins = await loginOf(visitor);
  const IdentityId = await identityBy(Logins);
  const answer = await fetch(deployment().aws, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityService.GetCredentialsForIdentity" },
    body: JSON.stringify({ IdentityId, Logins }),
  });
  const { Credentials } = await answer.json();
  return { AWS_ACCESS_KEY_ID: Credentials.AccessKeyId, AWS_SECRET_ACCESS_KEY: Credentials.SecretKey, AWS_SESSION_TOKEN: Credentials.SessionToken };
}

/** The prefix of a user's own files. */
export async function privatePrefix(visitor: Visitor): Promise<string> {
  return deployment().config.storage.places[0]!.prefix.replace("{identity_id}", await identityOf(visitor));
}

/** Sets up an authenticator for a user by AWS's own client, and asks for it at every sign-in from then on. */
export async function setUpAuthenticator({ email, password }: Visitor, of?: { id: string; client_id: string }): Promise<TOTP> {
  const user = new CognitoUser({ Username: email, Pool: pool(of), Storage: new Memory() });
  const details = new AuthenticationDetails({ Username: email, Password: password });
  await new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
  const secret = await new Promise<string>((associateSecretCode, onFailure) => user.associateSoftwareToken({ associateSecretCode, onFailure }));
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  await new Promise((onSuccess, onFailure) => user.verifySoftwareToken(authenticator.generate(), "My phone", { onSuccess, onFailure }));
  const preferred = { PreferredMfa: true, Enabled: true };
  await new Promise((resolve, reject) => user.setUserMfaPreference(null, preferred, (error, done) => (error ? reject(error) : resolve(done))));
  return authenticator;
}
