/** Identity pools beside the deployment's own, that choose roles in other ways. Each is given as its place in config.json. */

import { deployment } from "./deployment.ts";
import { call, send, userPools } from "./owner.ts";

export interface IdentityPool {
  id: string;
  allow_guests: boolean;
  flow?: "classic";
  role_arn?: string;
}

const identityPools = (operation: string, input: object) => call("cognito-identity", `AWSCognitoIdentityService.${operation}`, "1.1", input);

let made = 0;

/** A role that signed-in identities of a pool may act as. It may do nothing but ask who it is. */
async function makeRole(pool: string): Promise<string> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { Federated: "cognito-identity.amazonaws.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": pool } },
    }],
  };
  const RoleName = `Role-${process.pid}-${++made}`;
  const input = new URLSearchParams({ Action: "CreateRole", Version: "2010-05-08", RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const answer = await send("iam", "POST", "/", { "content-type": "application/x-www-form-urlencoded" }, input.toString());
  return /<Arn>([^<]*)<\/Arn>/.exec(answer.body.toString())![1]!;
}

async function makePool(settings: object = {}): Promise<IdentityPool> {
  const { user_pool, region } = deployment().config;
  const { IdentityPoolId } = await identityPools("CreateIdentityPool", {
    IdentityPoolName: "beside",
    AllowUnauthenticatedIdentities: false,
    CognitoIdentityProviders: [{ ProviderName: `cognito-idp.${region}.amazonaws.com/${user_pool.id}`, ClientId: user_pool.client_id }],
    ...settings,
  });
  return { id: IdentityPoolId, allow_guests: false };
}

/** Puts a user into a new group that gives a role. Gives the role's ARN. */
export async function addToGroupWithRole(pool: IdentityPool, email: string, Precedence: number): Promise<string> {
  const UserPoolId = deployment().config.user_pool.id;
  const RoleArn = await makeRole(pool.id);
  const GroupName = `group-${RoleArn.split("/").at(-1)}`;
  await userPools("CreateGroup", { UserPoolId, GroupName, RoleArn, Precedence });
  await userPools("AdminAddUserToGroup", { UserPoolId, GroupName, Username: email });
  return RoleArn;
}

/** A pool in which the token says which role. `RoleMapping` takes the place of that. */
export async function poolWithMapping(RoleMapping?: (role: string) => object): Promise<{ pool: IdentityPool; role: string; mapped: string }> {
  const { user_pool, region } = deployment().config;
  const pool = await makePool();
  const [role, mapped] = [await makeRole(pool.id), await makeRole(pool.id)];
  const provider = `cognito-idp.${region}.amazonaws.com/${user_pool.id}:${user_pool.client_id}`;
  const mapping = RoleMapping?.(mapped) ?? { Type: "Token", AmbiguousRoleResolution: "AuthenticatedRole" };
  await identityPools("SetIdentityPoolRoles", { IdentityPoolId: pool.id, Roles: { authenticated: role }, RoleMappings: { [provider]: mapping } });
  return { pool, role, mapped };
}

/** A pool that has forgotten its roles. */
export async function poolWithoutRoles(): Promise<IdentityPool> {
  return { ...(await makePool({ AllowUnauthenticatedIdentities: true })), allow_guests: true };
}

/** A pool of the classic flow. */
export async function classicPool(): Promise<{ pool: IdentityPool; role: string }> {
  const pool = await makePool({ AllowClassicFlow: true });
  const role = await makeRole(pool.id);
  await identityPools("SetIdentityPoolRoles", { IdentityPoolId: pool.id, Roles: { authenticated: role } });
  return { pool: { ...pool, flow: "classic", role_arn: role }, role };
}

/** The logins of an identity, as the owner sees them. */
export async function loginsOf(IdentityId: string): Promise<string[]> {
  const { Logins = [] } = await identityPools("DescribeIdentity", { IdentityId });
  return Logins.sort();
}

/** Deletes an identity, as when it was merged into another one. */
export async function deleteIdentity(identityId: string) {
  await identityPools("DeleteIdentities", { IdentityIdsToDelete: [identityId] });
}
