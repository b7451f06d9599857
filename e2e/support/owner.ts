/**
 * What the owner of the account may do beside the page: put files and items in place, make users, look at what is there.
 *
 * Requests are written by hand, so that no library tidies up the keys that the tests are about. The local AWS knows its
 * owner by the access key alone (see deploy/local/README.md).
 */

import { randomBytes, scryptSync } from "node:crypto";
import { Agent, request } from "node:http";

import { dataBucket, deployment } from "./deployment.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

export function send(service: string, method: string, path: string, headers: Record<string, string>, body: string | Buffer): Promise<Answer> {
  const { port, config } = deployment();
  const scope = `test/20260101/${config.region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return new Promise((resolve, reject) => {
    const options = { agent, host: "127.0.0.1", port, method, path, headers: { ...headers, authorization, "content-length": Buffer.byteLength(body) } };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const answer = { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
        if (answer.status < 400 || answer.status === 404) resolve(answer);
        else reject(new Error(`${method} ${path}: ${answer.status} ${answer.body}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export async function call(service: string, target: string, version: string, input: object): Promise<any> {
  const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target };
  const answer = await send(service, "POST", "/", headers, JSON.stringify(input));
  return answer.body.length ? JSON.parse(answer.body.toString()) : {};
}

export const userPools = (operation: string, input: object) =>
  call("cognito-idp", `AWSCognitoIdentityProviderService.${operation}`, "1.1", { UserPoolId: deployment().config.user_pool.id, ...input });

/** A user of the login of the owner's own, as deploy/README.md makes one. */
export async function createOwnUser(name: string, password: string) {
  const { TableNames } = await call("dynamodb", "DynamoDB_20120810.ListTables", "1.0", {});
  const TableName = TableNames.find((table: string) => table.includes("LoginUsers"));
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 });
  const Item = { UserName: { S: name }, Salt: { S: salt.toString("hex") }, PasswordHash: { S: hash.toString("hex") }, N: { N: `${2 ** 17}` } };
  await call("dynamodb", "DynamoDB_20120810.PutItem", "1.0", { TableName, Item });
}

/** Every byte but the unreserved ones is encoded; slashes stay. Dot segments go out as they are. */
function path(key: string): string {
  return `/${dataBucket()}/${key.split("/").map(encodeSegment).join("/")}`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Puts an object into the data bucket. */
export async function putObject(key: string, body: string | Buffer = "", contentType = "text/plain", headers: Record<string, string> = {}) {
  await send("s3", "PUT", path(key), { "content-type": contentType, ...headers }, body);
}

/** Deletes an object. */
export async function deleteObject(key: string) {
  await send("s3", "DELETE", path(key), {}, "");
}

/** Makes a bucket with one CORS rule. */
export async function makeBucket(name: string, rule: Record<string, string[]>) {
  await send("s3", "PUT", `/${name}`, {}, "");
  const lines = Object.entries(rule).flatMap(([element, values]) => values.map((value) => `<${element}>${value}</${element}>`));
  await send("s3", "PUT", `/${name}?cors=`, {}, `<CORSConfiguration><CORSRule>${lines.join("")}</CORSRule></CORSConfiguration>`);
}

/** Lets everybody who is signed in use a bucket beside the data bucket. */
export async function allowBucket(name: string) {
  const { Roles } = await call("cognito-identity", "AWSCognitoIdentityService.GetIdentityPoolRoles", "1.1", { IdentityPoolId: deployment().config.identity_pool.id });
  const role = Roles.authenticated.split("/").pop();
  const statement = { Effect: "Allow", Action: "s3:*", Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`] };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const form = new URLSearchParams({ Action: "PutRolePolicy", Version: "2010-05-08", RoleName: role, PolicyName: name, PolicyDocument: policy });
  await send("iam", "POST", "/", { "content-type": "application/x-www-form-urlencoded" }, form.toString());
}

/** Puts many objects, a few at a time. */
export async function putObjects(keys: string[], body: (key: string) => string = (key) => key) {
  const waiting = [...keys];
  const put = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await putObject(key, body(key));
  };
  await Promise.all(Array.from({ length: 16 }, put));
}

/** An object of the data bucket; nothing if it is not there. */
export async function getObject(key: string): Promise<Buffer | undefined> {
  const answer = await send("s3", "GET", path(key), {}, "");
  return answer.status === 404 ? undefined : answer.body;
}

/** What HeadObject tells of an object, by header. */
export async function headObject(key: string): Promise<Answer["headers"]> {
  return (await send("s3", "HEAD", path(key), {}, "")).headers;
}

/** The tags of an object. */
export async function tags(key: string): Promise<Record<string, string>> {
  const answer = await send("s3", "GET", `${path(key)}?tagging=`, {}, "");
  const pairs = answer.body.toString().matchAll(/<Key>([^<]*)<\/Key><Value>([^<]*)<\/Value>/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
}

/** The keys below a prefix to which somebody uploads in parts. */
export async function uploadsInParts(prefix: string): Promise<string[]> {
  const answer = await send("s3", "GET", `/${dataBucket()}?uploads=&prefix=${encodeURIComponent(prefix)}`, {}, "");
  return [...answer.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? "").filter((key) => key.startsWith(prefix));
}

/** The keys below a prefix, as a set of strings (up to 1,000), without what the page keeps there for itself. */
export async function keys(prefix: string): Promise<string[]> {
  const query = `list-type=2&encoding-type=url&prefix=${encodeURIComponent(prefix)}`;
  const answer = await send("s3", "GET", `/${dataBucket()}?${query}`, {}, "");
  const found = answer.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g);
  return [...found].map(([, key]) => decodeURIComponent((key ?? "").replace(/\+/g, " "))).filter((key) => !key.includes("/.satchel/")).sort();
}

/** Puts an item of an identity into the table. */
export async function putItem(identityId: string, itemId: string, attributes: object) {
  const { name, partition_key, sort_key } = deployment().config.tables[0]!;
  const Item = { [partition_key]: { S: identityId }, [sort_key]: { S: itemId }, ...attributes };
  await call("dynamodb", "DynamoDB_20120810.PutItem", "1.0", { TableName: name, Item });
}

/** Makes a user whose address is confirmed already and whose password is final. */
export async function createUser(email: string, password: string) {
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ];
  await userPools("AdminCreateUser", { Username: email, UserAttributes, MessageAction: "SUPPRESS" });
  await userPools("AdminSetUserPassword", { Username: email, Password: password, Permanent: true });
}

/** What the user pool says of a user, such as `UNCONFIRMED`. */
export async function userStatus(email: string): Promise<string> {
  return (await userPools("AdminGetUser", { Username: email })).UserStatus;
}

/** A user's attributes, by name. */
export async function attributes(email: string, pool: object = {}): Promise<Record<string, string>> {
  const { UserAttributes } = await userPools("AdminGetUser", { Username: email, ...pool });
  return Object.fromEntries(UserAttributes.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]));
}

/** Sets attributes of a user, such as one that only the owner may call verified. */
export async function setAttributes(email: string, attributes: Record<string, string>, pool: object = {}) {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await userPools("AdminUpdateUserAttributes", { Username: email, UserAttributes, ...pool });
}

/** A user's second factors that are on, the one that is asked for first in front. */
export async function secondFactors(email: string, pool: object = {}): Promise<string[]> {
  const { UserMFASettingList = [], PreferredMfaSetting } = await userPools("AdminGetUser", { Username: email, ...pool });
  return UserMFASettingList.sort((a: string, b: string) => Number(b === PreferredMfaSetting) - Number(a === PreferredMfaSetting));
}

/** The keys of a user's devices. */
export async function devices(email: string, pool: object): Promise<string[]> {
  const { Devices } = await userPools("AdminListDevices", { Username: email, ...pool });
  return Devices.map(({ DeviceKey }: { DeviceKey: string }) => DeviceKey);
}

/** Whether there is such a user. */
export async function exists(email: string): Promise<boolean> {
  const { Users } = await userPools("ListUsers", { Filter: `email = "${email}"` });
  return Users.length > 0;
}

/** Takes a user's sessions away, wherever they are signed in. */
export async function signOutEverywhere(email: string) {
  await userPools("AdminUserGlobalSignOut", { Username: email });
}

/** Makes a user with a password that they have to replace when they first sign in. */
export async function createUserWithTemporaryPassword(email: string, password: string, pool: object = {}) {
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ];
  await userPools("AdminCreateUser", { Username: email, UserAttributes, TemporaryPassword: password, MessageAction: "SUPPRESS", ...pool });
}

/** Sets a password that stays. */
export async function setPassword(email: string, password: string, pool: object = {}) {
  await userPools("AdminSetUserPassword", { Username: email, Password: password, Permanent: true, ...pool });
}

/** What S3 says of an object beside its content. */
export async function headers(key: string): Promise<NodeJS.Dict<string | string[]>> {
  return (await send("s3", "HEAD", path(key), {}, "")).headers;
}

/** Puts these in place of an object's tags. */
export async function setTags(key: string, tags: Record<string, string>) {
  const set = Object.entries(tags).map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  await send("s3", "PUT", `${path(key)}?tagging=`, {}, `<Tagging><TagSet>${set.join("")}</TagSet></Tagging>`);
}

/** The versions of one key, the newest first: their ids, with `deleted` for a delete marker. */
export async function versions(key: string): Promise<string[]> {
  const answer = await send("s3", "GET", `/${dataBucket()}?versions=&prefix=${encodeURIComponent(key)}`, {}, "");
  return [...answer.body.toString().matchAll(/<(Version|DeleteMarker)>/g)].map(([, kind]) => (kind === "Version" ? "version" : "deleted"));
}
