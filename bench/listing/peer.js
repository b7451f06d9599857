// The peer's side: @aws-sdk/client-s3, through its public API.
import { ListObjectsV2Command, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

const common = { region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } };

/** Lists all keys below a prefix, and looks in all of them for a text: how many there are, and how many have it. */
export async function enumerate(endpoint, bucket, prefix, text) {
  const client = new S3Client({ ...common, endpoint });
  const all = [];
  for await (const page of paginateListObjectsV2({ client, pageSize: 1000 }, { Bucket: bucket, Prefix: prefix })) all.push(...(page.Contents ?? []));
  return [all.length, all.filter(({ Key }) => Key.toLowerCase().includes(text)).length];
}

/** Has `body` answered in place of a service; resolves to the number of keys that were read. */
export async function read(body) {
  const requestHandler = {
    metadata: { handlerProtocol: "h1" },
    handle: async () => ({ response: { statusCode: 200, headers: { "content-type": "application/xml" }, body: new Blob([body]).stream() } }),
  };
  const client = new S3Client({ ...common, endpoint: "http://localhost", requestHandler });
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
  return Contents?.length ?? 0;
}
