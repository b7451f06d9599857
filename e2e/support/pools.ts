/** User pools beside the deployment's own, that ask for other things. Each is given as its place in config.json. */

import type { Page } from "@playwright/test";

import { configure, secureSite } from "./deployment.ts";
import { makeFunction } from "./functions.ts";
import { userPools } from "./owner.ts";
import { newVisitor, type Visitor } from "./visitors.ts";

export interface Pool {
  id: string;
  client_id: string;
  first_factors?: string[];
  mfa?: "OFF" | "OPTIONAL" | "ON";
  mfa_factors?: string[];
  remember_devices?: string;
  auth_flow?: string;
  username_attributes?: string[];
  alias_attributes?: string[];
  standard_required_attributes?: string[];
  username_case_sensitive?: boolean;
}

const FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
const SMS = { SnsCallerArn: "arn:aws:iam::000000000000:role/sms", ExternalId: "satchel" };

/** With settings of CreateUserPool, SetUserPoolMfaConfig and the client, which is the page. */
export async function newPool(name: string, settings: object, mfa?: object, client?: object): Promise<Pool> {
  const { UserPool } = await userPools("CreateUserPool", { PoolName: name, UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"], ...settings });
  const UserPoolId: string = UserPool.Id;
  if (mfa) await userPools("SetUserPoolMfaConfig", { UserPoolId, ...mfa });
  const { UserPoolClient } = await userPools("CreateUserPoolClient", { UserPoolId, ClientName: "page", ExplicitAuthFlows: FLOWS, PreventUserExistenceErrors: "ENABLED", ...client });
  return { id: UserPoolId, client_id: UserPoolClient.ClientId };
}

/** A pool whose visitors choose how to sign in. Passkeys are for the page at its HTTPS address. */
export async function poolWithChoices(): Promise<Pool> {
  const first_factors = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];
  const pool = await newPool("choices", { Policies: { SignInPolicy: { AllowedFirstAuthFactors: first_factors } }, SmsConfiguration: SMS }, {
    MfaConfiguration: "OFF",
    WebAuthnConfiguration: { RelyingPartyId: new URL(secureSite()).hostname, UserVerification: "preferred" },
  });
  return { ...pool, first_factors };
}

/** A pool with a code by text message as second factor, in which visitors decide which device stands for it. */
export async function poolWithDevices(remember: "ask" | "always" = "ask"): Promise<Pool> {
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: remember === "ask" };
  const pool = await newPool(`devices-${remember}`, { DeviceConfiguration, SmsConfiguration: SMS }, {
    MfaConfiguration: "ON",
    SmsMfaConfiguration: { SmsConfiguration: SMS },
  });
  return { ...pool, remember_devices: remember };
}

/** A pool that asks everybody for an authenticator. */
export async function poolWithAuthenticators(): Promise<Pool> {
  return newPool("authenticators", {}, { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } });
}

const EMAIL_MFA = { Message: "Your code is {####}.", Subject: "Your code" };

/** A pool that asks everybody for a code by email, and whose users have names of any kind, and perhaps no address. */
export async function poolWithCodesByEmail(): Promise<Pool> {
  return newPool("codes-by-email", { UsernameAttributes: undefined }, { MfaConfiguration: "ON", EmailMfaConfiguration: EMAIL_MFA });
}

/** The same, where an authenticator would do as well. */
export async function poolWithCodesByEmailOrAuthenticators(): Promise<Pool> {
  return newPool("second-step-to-choose", { UsernameAttributes: undefined }, {
    MfaConfiguration: "ON",
    EmailMfaConfiguration: EMAIL_MFA,
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
}

/** A pool in which an authenticator, a text message or an email may be somebody's second step. */
export async function poolWithSecondSteps(): Promise<Pool> {
  return newPool("second-steps", { SmsConfiguration: SMS }, {
    MfaConfiguration: "OPTIONAL",
    SmsMfaConfiguration: { SmsConfiguration: SMS },
    SoftwareTokenMfaConfiguration: { Enabled: true },
    EmailMfaConfiguration: EMAIL_MFA,
  });
}

/** A pool that wants to know who its users are and where they live. */
export async function poolWithRequiredAttributes(): Promise<Pool> {
  return newPool("required-attributes", { Schema: required(["given_name", "phone_number"]) });
}

const required = (names: string[]) => names.map((Name) => ({ Name, Required: true, Mutable: true, AttributeDataType: "String" }));

/** A pool whose users have names, and sign in by their address or a name of their liking once these are theirs. */
export async function poolWithAliases(): Promise<Pool> {
  const AliasAttributes = ["email", "preferred_username"];
  const UsernameConfiguration = { CaseSensitive: false };
  return { ...(await newPool("aliases", { UsernameAttributes: undefined, AliasAttributes, UsernameConfiguration })), alias_attributes: AliasAttributes };
}

/** A pool whose users sign in by their phone number. */
export async function poolWithPhoneNumbers(): Promise<Pool> {
  const username_attributes = ["phone_number"];
  const settings = { UsernameAttributes: username_attributes, AutoVerifiedAttributes: username_attributes, SmsConfiguration: SMS };
  return { ...(await newPool("phone-numbers", settings)), username_attributes };
}

/** A pool whose users sign in by either. */
export async function poolWithAddressesAndNumbers(): Promise<Pool> {
  const username_attributes = ["email", "phone_number"];
  const settings = { UsernameAttributes: username_attributes, AutoVerifiedAttributes: username_attributes, SmsConfiguration: SMS };
  return { ...(await newPool("addresses-and-numbers", settings)), username_attributes };
}

/** A pool whose users have names and nothing else that they sign in by. Capitals make two of them. */
export async function poolWithNames(): Promise<Pool> {
  const settings = { UsernameAttributes: undefined, UsernameConfiguration: { CaseSensitive: true } };
  return { ...(await newPool("names", settings)), username_attributes: [], username_case_sensitive: true };
}

/** A pool that wants to know a good deal of its users. */
export async function poolOfMembers(): Promise<Pool> {
  const standard_required_attributes = ["email", "phone_number", "name", "gender", "birthdate", "address", "locale", "zoneinfo", "website", "updated_at"];
  return { ...(await newPool("members", { Schema: required(standard_required_attributes) })), standard_required_attributes };
}

const ASKS = {
  // With an SRP_A, the password comes first. Two questions, three wrong answers at most.
  DefineAuthChallenge: `
rounds = request["session"]
asked = [one for one in rounds if one["challengeName"] == "CUSTOM_CHALLENGE"]
right = [one for one in asked if one["challengeResult"]]
if rounds and rounds[-1]["challengeName"] == "SRP_A":
    response["challengeName"] = "PASSWORD_VERIFIER"
elif len(right) == 2:
    response["issueTokens"] = True
elif len(asked) - len(right) >= 3:
    response["failAuthentication"] = True
else:
    response["challengeName"] = "CUSTOM_CHALLENGE"`,
  CreateAuthChallenge: `
right = [one for one in request["session"] if one["challengeName"] == "CUSTOM_CHALLENGE" and one["challengeResult"]]
first = {"question": "What colour is the door of the house you grew up in?"}
second = {"question": "Which animal did you have?", "hint": "It swam on its back and held hands while it slept"}
response["publicChallengeParameters"] = second if right else first
response["privateChallengeParameters"] = {"reply": "otter" if right else "blue"}`,
  VerifyAuthChallengeResponse: `
response["answerCorrect"] = request["challengeAnswer"] == request["privateChallengeParameters"]["reply"]`,
};

/** A pool whose owner's functions ask two questions, after the password or in its place. */
export async function poolWithQuestions(): Promise<Pool> {
  const functions = Object.entries(ASKS).map(async ([trigger, lines]) => [trigger, await makeFunction(lines)]);
  const LambdaConfig = Object.fromEntries(await Promise.all(functions));
  return { ...(await newPool("questions", { LambdaConfig })), auth_flow: "CUSTOM_AUTH" };
}

/** Somebody with an account there, and a phone. */
export async function newUserOf(pool: Pool, phone = `+4915${Math.floor(1e9 + Math.random() * 8e9)}`): Promise<Visitor & { phone: string }> {
  const { email, password } = newVisitor();
  const UserAttributes = Object.entries({ email, email_verified: "true", phone_number: phone, phone_number_verified: "true" });
  const Username = email;
  const UserPoolId = pool.id;
  await userPools("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", UserAttributes: UserAttributes.map(([Name, Value]) => ({ Name, Value })) });
  await userPools("AdminSetUserPassword", { UserPoolId, Username, Password: password, Permanent: true });
  return { email, password, phone };
}

/** Has the page take `pool` for its own. The identity pool knows it not, so credentials are refused; who is in stays in. */
export function use(page: Page, user_pool: Pool) {
  return configure(page, { user_pool });
}
