// The peer's side: @aws-sdk/lib-storage, through its public API, on a page with nothing but a field for files.
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

/** As many files at a time as a browser has connections to a host. */
const AT_A_TIME = 6;

const field = document.querySelector("input");
window.done = new Promise((resolve, reject) => {
  field.addEventListener("change", () => send([...field.files]).then(() => resolve(performance.now()), reject));
});

async function send(files) {
  const { endpoint, bucket, prefix } = Object.fromEntries(new URLSearchParams(location.search));
  const credentials = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "session" };
  const client = new S3Client({ region: "us-east-1", forcePathStyle: true, credentials, endpoint });
  const sendNext = async () => {
    for (let file = files.pop(); file; file = files.pop()) {
      const params = { Bucket: bucket, Key: prefix + file.name, Body: file, ContentType: file.type, IfNoneMatch: "*" };
      await new Upload({ client, params }).done();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, sendNext));
}
