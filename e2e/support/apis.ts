/** APIs beside the stack's own, as an owner makes them in API Gateway: signed calls of an HTTP backend that the test plays. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { deployment } from "./deployment.ts";
import { call, send } from "./owner.ts";

/** What stands behind an API. Each request waits until the test answers it. */
export class Backend {
  private readonly waiting: ServerResponse[] = [];
  private readonly server = createServer((_: IncomingMessage, response: ServerResponse) => {
    this.waiting.push(response);
    this.server.emit("asked");
  });

  /** Begins to listen; gives its address. */
  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next request, as the response that it waits for. */
  async asked(): Promise<ServerResponse> {
    while (this.waiting.length === 0) await once(this.server, "asked");
    return this.waiting.shift()!;
  }

  /** How many requests wait that the test has not looked at. */
  get unseen(): number {
    return this.waiting.length;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** What a backend says for a page to read it. */
export const READABLE = { "access-control-allow-origin": "*" };

async function gateway(method: string, path: string, input?: object): Promise<any> {
  const answer = await send("apigateway", method, path, { "content-type": "application/json" }, input ? JSON.stringify(input) : "");
  return answer.body.length ? JSON.parse(answer.body.toString()) : {};
}

const PREFLIGHT = {
  "method.response.header.Access-Control-Allow-Origin": "'*'",
  "method.response.header.Access-Control-Allow-Methods": "'GET,POST,DELETE'",
  "method.response.header.Access-Control-Allow-Headers": "'authorization,content-type,x-amz-date,x-amz-security-token'",
};

/**
 * Makes an API whose `/stream`, and all below it, passes every signed request on to `backend` and streams the answer. Without
 * `readable`, its own refusals have no CORS headers. Gives its id and the address of its stage.
 */
export async function makeApi(backend: string, readable = true): Promise<{ id: string; url: string }> {
  const { id } = await gateway("POST", "/restapis", { name: "stories" });
  const { item, items = [item].flat(), _embedded } = await gateway("GET", `/restapis/${id}/resources`);
  let parent = (_embedded?.item ?? items)[0].id;
  for (const pathPart of ["stream", "{proxy+}"]) {
    const { id: resource } = await gateway("POST", `/restapis/${id}/resources/${parent}`, { pathPart });
    const at = (method: string) => `/restapis/${id}/resources/${resource}/methods/${method}`;
    await gateway("PUT", at("ANY"), { authorizationType: "AWS_IAM" });
    await gateway("PUT", `${at("ANY")}/integration`, { type: "HTTP_PROXY", httpMethod: "ANY", uri: `${backend}/`, responseTransferMode: "STREAM" });
    await gateway("PUT", at("OPTIONS"), { authorizationType: "NONE" });
    await gateway("PUT", `${at("OPTIONS")}/responses/200`, { responseParameters: Object.fromEntries(Object.keys(PREFLIGHT).map((name) => [name, false])) });
    await gateway("PUT", `${at("OPTIONS")}/integration`, { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } });
    await gateway("PUT", `${at("OPTIONS")}/integration/responses/200`, { responseParameters: PREFLIGHT });
    parent = resource;
  }
  if (readable) {
    const responseParameters = { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" };
    await gateway("PUT", `/restapis/${id}/gatewayresponses/DEFAULT_4XX`, { responseParameters });
  }
  await gateway("POST", `/restapis/${id}/deployments`, { stageName: "v1" });
  return { id, url: `${deployment().aws}/_aws/execute-api/${id}/v1` };
}

/** Lets a role of the deployment's identity pool call these methods of an API, such as `GET/stream`, and no others. */
export async function allowCalls(role: "authenticated" | "unauthenticated", id: string, methods: string[]) {
  const { Roles } = await call("cognito-identity", "AWSCognitoIdentityService.GetIdentityPoolRoles", "1.1", { IdentityPoolId: deployment().config.identity_pool.id });
  const Resource = methods.map((method) => `arn:aws:execute-api:*:*:${id}/v1/${method}`);
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource }] });
  const form = new URLSearchParams({ Action: "PutRolePolicy", Version: "2010-05-08", RoleName: Roles[role].split("/").pop(), PolicyName: `api-${id}`, PolicyDocument });
  await send("iam", "POST", "/", { "content-type": "application/x-www-form-urlencoded" }, form.toString());
}
