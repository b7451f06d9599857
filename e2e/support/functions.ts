/** Lambda functions that user pools ask. */

import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

import { send } from "./owner.ts";

/** A ZIP archive of one file, as it is. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function zip(name: string, text: string): Buffer {
  const [file, content] = [Buffer.from(name), Buffer.from(text)];
  const about = Buffer.alloc(26);
  about.writeUInt16LE(20, 0); // the version that is needed
  about.writeUInt16LE(0x21, 8); // 1 January 1980
  about.writeUInt32LE(crc32(content), 10);
  about.writeUInt32LE(content.length, 14);
  about.writeUInt32LE(content.length, 18);
  about.writeUInt16LE(file.length, 22);
  const madeBy = Buffer.from([20, 3]); // on Unix, where a file has permissions
  const place = Buffer.alloc(14);
  place.writeUInt32LE(0o100644 * 0x10000, 6);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), about, file, content]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), madeBy, about, place, file]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Makes a function of these lines of Python, which see `request` and fill `response`. Its ARN. */
export async function makeFunction(lines: string): Promise<string> {
  const body = lines.trim().split("\n").map((line) => `    ${line}`).join("\n");
  const code = `def handler(event, context):\n    request, response = event["request"], event["response"]\n${body}\n    return event\n`;
  const name = `asks-${randomBytes(6).toString("hex")}`;
  const role = new URLSearchParams({ Action: "CreateRole", Version: "2010-05-08", RoleName: name, AssumeRolePolicyDocument: TRUST });
  await send("iam", "POST", "/", { "content-type": "application/x-www-form-urlencoded" }, role.toString());
  const input = {
    FunctionName: name,
    Runtime: "python3.11",
    Role: `arn:aws:iam::000000000000:role/${name}`,
    Handler: "index.handler",
    Code: { ZipFile: zip("index.py", code).toString("base64") },
  };
  const answer = await send("lambda", "POST", "/2015-03-31/functions", { "content-type": "application/json" }, JSON.stringify(input));
  return JSON.parse(answer.body.toString()).FunctionArn;
}
